"""The sink: a webhook in the place of every integration, which keeps what it is told."""

from __future__ import annotations

import html
import json
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from tocsin.rehearse.overlay import path
from tocsin.rehearse.production import Integration
from tocsin.rehearse.served import PAGE, Answer


class Notification(Struct, frozen=True, kw_only=True):
    """One notification, as it arrived at an integration."""

    receiver: str
    integration: str
    payload: Mapping[str, Any]
    """https://prometheus.io/docs/alerting/latest/configuration/#webhook_config"""
    at: float
    """Seconds since the epoch."""

    def alerts(self) -> Iterator[Mapping[str, Any]]:
        """Yield the alerts that it tells of."""
        yield from self.payload.get("alerts") or ()

    def of_alerts_since(self, since: float) -> Notification:
        """Return the same without the alerts that began before the time `since`."""
        alerts = [alert for alert in self.alerts() if seconds(str(alert.get("startsAt"))) >= since]
        return replace(self, payload={**self.payload, "alerts": alerts})


def seconds(time_: str) -> float:
    """Return a time as Prometheus and Alertmanager write it, with nanoseconds, in seconds since the epoch.

    >>> seconds("1970-01-01T00:00:01.250000000Z"), seconds("1970-01-01T01:00:01.25+01:00")
    (1.25, 1.25)
    """
    return datetime.fromisoformat(time_).timestamp()


class Sink:
    """Keeps notifications in the order in which they arrive; may be asked from any thread."""

    def __init__(self, integrations: Iterable[Integration]) -> None:
        self._known = {path(each): each for each in integrations}
        self._received: list[Notification] = []
        self._lock = threading.Lock()

    def received(self, since: float = 0.0) -> tuple[Notification, ...]:
        """Return what arrived from the time `since` on."""
        with self._lock:
            return tuple(each for each in self._received if each.at >= since)

    def post(self, where: str, body: str) -> Answer:
        """Take a notification."""
        integration = self._known.get(where)
        if integration is None:
            return Answer("nobody is told here\n", 404)
        told = Notification(receiver=integration.receiver, integration=integration.name, payload=json.loads(body), at=time.time())
        with self._lock:
            self._received.append(told)
        return Answer("")

    def get(self, where: str, _body: str) -> Answer:
        """Return the page that lists the notifications, the last one first; or all of them as JSON."""
        if where == "/json":
            told = [{"receiver": each.receiver, "integration": each.integration, "payload": each.payload} for each in self.received()]
            return Answer(json.dumps(told, indent=2), content_type="application/json")
        rows = "".join(_row(each, alert) for each in reversed(self.received()) for alert in each.alerts())
        return Answer(_PAGE.format(rows=rows or "<tr><td colspan=5>Nobody was told anything yet."), content_type=PAGE)


_PAGE = (
    "<!doctype html><meta charset=utf-8><meta http-equiv=refresh content=2><title>Notifications</title>"
    "<style>body{{font:14px sans-serif}}td,th{{padding:2px 12px;text-align:left;vertical-align:top}}</style>"
    "<h1>Notifications</h1><p>As <a href=/json>JSON</a></p><table><tr><th>when<th>told<th>status<th>alert<th>text{rows}</table>"
)


def _row(told: Notification, alert: Mapping[str, Any]) -> str:
    labels, texts = alert.get("labels") or {}, alert.get("annotations") or {}
    said = " ".join(str(texts[key]) for key in ("summary", "description") if key in texts)
    when = time.strftime("%H:%M:%S", time.localtime(told.at))
    name = f"{labels.get('alertname', '')} ({labels.get('severity', '')})"
    cells = (when, f"{told.receiver}: {told.integration}", str(alert.get("status")), name, said)
    return "<tr>" + "".join(f"<td>{html.escape(cell)}" for cell in cells)
