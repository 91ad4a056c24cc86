"""What a notification template is given, by name: https://prometheus.io/docs/alerting/latest/notifications/#data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

DATA: Final = "the notification"
ALERTS: Final = "the list of alerts"
ALERT: Final = "an alert"
LABELS: Final = "a set of labels"
PAIRS: Final = "a list of pairs"
PAIR: Final = "a pair"
TEXT: Final = "a text"
UNKNOWN: Final = ""
"""Something about which nothing is said."""

MEMBERS: Final[Mapping[str, Mapping[str, str]]] = {
    DATA: {
        "Receiver": TEXT,
        "Status": TEXT,
        "Alerts": ALERTS,
        "GroupLabels": LABELS,
        "CommonLabels": LABELS,
        "CommonAnnotations": LABELS,
        "ExternalURL": TEXT,
        "NotificationReason": TEXT,
    },
    ALERTS: {"Firing": ALERTS, "Resolved": ALERTS},
    ALERT: {
        "Status": TEXT,
        "Labels": LABELS,
        "Annotations": LABELS,
        "StartsAt": UNKNOWN,
        "EndsAt": UNKNOWN,
        "GeneratorURL": TEXT,
        "Fingerprint": TEXT,
    },
    PAIRS: {"Names": UNKNOWN, "Values": UNKNOWN},
    PAIR: {"Name": TEXT, "Value": TEXT},
    TEXT: {},
}
METHODS: Final[Mapping[str, str]] = {"SortedPairs": PAIRS, "Remove": LABELS, "Names": UNKNOWN, "Values": UNKNOWN}
"""What a set of labels can do; every other name is that of a label."""

ELEMENTS: Final[Mapping[str, str]] = {ALERTS: ALERT, PAIRS: PAIR, LABELS: TEXT}
"""What `range` goes over."""


def member(of: str, name: str) -> str | None:
    """Return what the field `name` of something is; None when it has no such field."""
    if of == UNKNOWN:
        return UNKNOWN
    if of == LABELS:
        return METHODS.get(name, TEXT)
    return MEMBERS[of].get(name)
