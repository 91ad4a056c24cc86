"""A text of a receiver that reads a field which is not there: Alertmanager takes it, and fails when it has to tell somebody.

A notification is about a group of alerts. It has `.CommonLabels` and `.CommonAnnotations`; `.Labels` and `.Annotations` are those of one
alert, in `{{ range .Alerts }}`. https://prometheus.io/docs/alerting/latest/notifications/#data

Bad (-), good (+):
    receivers:
      chat:
        slack:
          url: {secret: chat, key: url}
  -       title: "{{ .Labels.alertname }} is firing"  # error
  +       title: "{{ .CommonLabels.alertname }} is firing"
    routing: {receiver: chat}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tocsin.diagnostics import did_you_mean
from tocsin.finding import Checked, Finding
from tocsin.routing.receiver_texts import definitions, templates
from tocsin.routing.template_data import ALERT, DATA, MEMBERS, TEXT, member

_INSTEAD: Final[Mapping[tuple[str, str], str]] = {
    (DATA, "Labels"): "write `.CommonLabels`, or read it of each alert: `{{ range .Alerts }}{{ .Labels… }}{{ end }}`",
    (DATA, "Annotations"): "write `.CommonAnnotations`, or read it of each alert: `{{ range .Alerts }}{{ .Annotations… }}{{ end }}`",
    (ALERT, "CommonLabels"): "write `.Labels`, or `$.CommonLabels`",
    (ALERT, "CommonAnnotations"): "write `.Annotations`, or `$.CommonAnnotations`",
    (ALERT, "ExternalURL"): "write `$.ExternalURL`",
}


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every field that what it is read of has not got."""
    for _, at, template in (*templates(checked), *definitions(checked)):
        for read in template.reads:
            if member(read.of, read.name) is None:
                yield Finding(
                    message=f"{read.of} has no `{read.name}`",
                    help=_help(read.of, read.name),
                    where=checked,
                    at=at,
                    within=(read.start, read.end),
                )


def _help(of: str, name: str) -> str:
    if of == TEXT:
        return "a text has no fields: write `{{ . }}`"
    return _INSTEAD.get((of, name)) or did_you_mean(name, MEMBERS[of])
