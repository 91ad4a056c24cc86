"""The labels of a rule's alerts, computed only as far as somebody asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Protocol

from tocsin import ir
from tocsin.routing.labels import AlertLabels, Recorded, alert_labels


class KnownLabels(Protocol):
    """What is known of the labels of one alert at Alertmanager, as AlertLabels tells it."""

    def known(self, label: str) -> str | None:
        """Return the value of `label`, empty when the alert surely lacks it; None when it is not known."""

    @property
    def fixed(self) -> Mapping[str, str]:
        """Labels that every such alert has, with this value."""

    @property
    def present(self) -> frozenset[str]:
        """Labels that it surely has, with a value that the spec does not say."""

    @property
    def maybe(self) -> frozenset[str] | None:
        """Labels that it may have; None: any that is not known to be missing."""

    @property
    def external(self) -> Mapping[str, str]:
        """What Prometheus adds where the alert lacks the label itself."""


class SentLabels:
    """The labels of the alerts of one rule, which are `alert_labels` of it; its expression is looked at for others than its own only."""

    def __init__(self, alert: ir.Alert, platform: ir.Platform, recorded: Recorded) -> None:
        """Take the rule, its platform, and what that records."""
        self._alert = alert
        self._platform = platform
        self._recorded = recorded

    def known(self, label: str) -> str | None:
        """Return the value of `label`, empty when the alert surely lacks it; None when it is not known."""
        said = self._alert.name if label == "alertname" else self._alert.labels.get(label)
        return said if said and "{{" not in said else self._all.known(label)

    @property
    def fixed(self) -> Mapping[str, str]:
        """Labels that every such alert has, with this value."""
        return self._all.fixed

    @property
    def present(self) -> frozenset[str]:
        """Labels that it surely has, with a value that the spec does not say."""
        return self._all.present

    @property
    def maybe(self) -> frozenset[str] | None:
        """Labels that it may have; None: any that is not known to be missing."""
        return self._all.maybe

    @property
    def external(self) -> Mapping[str, str]:
        """What Prometheus adds where the alert lacks the label itself."""
        return self._all.external

    @cached_property
    def _all(self) -> AlertLabels:
        return alert_labels(self._alert.name, self._alert.expr, self._alert.labels, self._platform, self._recorded)
