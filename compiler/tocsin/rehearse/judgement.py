"""Whether what arrived about an alert is what the spec means: who was told, with which labels and texts, and of what end."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from tocsin.annotation import decided
from tocsin.rehearse.cast import Part
from tocsin.rehearse.production import Integration
from tocsin.rehearse.result import Delivery
from tocsin.rehearse.sink import Notification
from tocsin.rendering import Renderer

Status = Literal["firing", "resolved"]


def about(part: Part, told: Iterable[Notification], *, status: Status) -> tuple[Notification, ...]:
    """Return the notifications that tell of the part's alert, with exactly its labels, as `firing` or `resolved`."""
    return tuple(each for each in told if any(_is(part, alert) and alert.get("status") == status for alert in each.alerts()))


def heard(part: Part, told: Iterable[Notification], status: Status) -> frozenset[Delivery]:
    """Return who was told of it."""
    return frozenset(Delivery(each.receiver, each.integration) for each in about(part, told, status=status))


def must_hear(part: Part, told: Sequence[Notification], integrations: Iterable[Integration], status: Status) -> frozenset[Delivery]:
    """Return who must be told of it: everybody who is meant to be, and of its end whoever was told of it and wants to know."""
    receivers = {arrival.receiver for arrival in part.arrivals}
    meant = [each for each in integrations if each.receiver in receivers]
    if status == "firing":
        return frozenset(Delivery(each.receiver, each.name) for each in meant)
    return frozenset(Delivery(each.receiver, each.name) for each in meant if each.tells_resolved) & heard(part, told, "firing")


def complaints(part: Part, told: Sequence[Notification], integrations: Sequence[Integration], *, is_over: bool) -> Iterator[str]:
    """Yield what is wrong with what was told of a part; `is_over`: whether it no longer fires, so that its end must have been told."""
    statuses: tuple[Status, ...] = ("firing", "resolved") if is_over else ("firing",)
    for status in statuses:
        found, meant = heard(part, told, status), must_hear(part, told, integrations, status)
        what = "told" if status == "firing" else "told of its end"
        yield from (f"{receiver} ({name}) was not {what}" for receiver, name in sorted(meant - found))
        # Of an end that goes to a wrong receiver the beginning did, too.
        wrong = found - meant if status == "firing" else (found - meant) & must_hear(part, told, integrations, "firing")
        yield from (f"{receiver} ({name}) was {what}, and is not meant to be" for receiver, name in sorted(wrong))
    if must_hear(part, told, integrations, "firing") and not about(part, told, status="firing"):
        yield from dict.fromkeys(_others(part, told))
    for notification in about(part, told, status="firing"):
        yield from dict.fromkeys(_content(part, notification))


def _is(part: Part, alert: Mapping[str, Any]) -> bool:
    return bool(alert.get("labels") == part.labels)


def _others(part: Part, told: Sequence[Notification]) -> Iterator[str]:
    """Yield in what an alert of the same name that did arrive is another."""
    for alert in (alert for notification in told for alert in notification.alerts()):
        labels = alert.get("labels") or {}
        if labels.get("alertname") != part.alert.name:
            continue
        wrong = sorted(label for label in {*labels, *part.labels} if labels.get(label) != part.labels.get(label))
        yield "arrived with " + ", ".join(
            f"{label} {_quoted(labels.get(label))} and not {_quoted(part.labels.get(label))}" for label in wrong
        )


def _content(part: Part, told: Notification) -> Iterator[str]:
    """Yield what is wrong with the first notification of a receiver."""
    payload, where = told.payload, told.receiver
    if payload.get("receiver") != told.receiver:
        yield f"{where} was told as {_quoted(payload.get('receiver'))}"
    group_by = next((arrival.group_by for arrival in part.arrivals if arrival.receiver == told.receiver), None)
    if group_by is not None:
        grouped = {label: value for label, value in part.labels.items() if label in group_by or "..." in group_by}
        if payload.get("groupLabels") != grouped:
            yield f"{where}: is grouped by {_labels(payload.get('groupLabels'))} and not by {_labels(grouped)}"
    if not payload.get("groupKey"):
        yield f"{where}: the group has no key"
    alert = next(alert for alert in told.alerts() if _is(part, alert))
    yield from (f"{where}: {problem}" for problem in _annotations(part, alert.get("annotations") or {}))


def _annotations(part: Part, annotations: Mapping[str, str]) -> Iterator[str]:
    for key, template in sorted(part.alert.annotations.items()):
        text = annotations.get(key)
        if text is None:
            # Alertmanager leaves out a text that is empty.
            if template:
                yield f"has no `{key}`"
        elif "<error expanding template" in text or "<no value>" in text:
            yield f"`{key}` says `{text}`"
        elif not _pattern(template, part.labels).fullmatch(text):
            yield f"`{key}` says `{text}` and not `{template}`"
    for key in sorted(annotations.keys() - part.alert.annotations.keys()):
        yield f"has `{key}`, which the alert does not"


_ACTION: Final = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_LABEL: Final = re.compile(r"\{\{-?\s*\$labels\.(\w+)\s*-?\}\}")


def _pattern(template: str, labels: Mapping[str, str]) -> re.Pattern[str]:
    """Return what an annotation may say: its own words and the alert's labels, and any value."""
    parts: list[str] = []
    last = 0
    template = decided(template, labels)
    for action in _ACTION.finditer(template):
        parts.append(re.escape(template[last : action.start()]))
        label = _LABEL.fullmatch(action[0])
        parts.append(re.escape(labels.get(label[1], "")) if label else ".*")
        last = action.end()
    return re.compile("".join((*parts, re.escape(template[last:]))), re.DOTALL)


class Texts:
    """Renders the texts of the real integrations over what arrived in their place."""

    def __init__(self, *, amtool: Path, folder: Path, defaults: Path | None, integrations: Sequence[Integration]) -> None:
        self._amtool, self._folder, self._defaults = amtool, folder, defaults
        self._texts = {(each.receiver, each.name): each.texts for each in integrations}
        self._files = 0

    def rendered(self, told: Notification) -> tuple[int, tuple[str, ...]]:
        """Return how many texts the integration sends of a notification, and what is wrong with them."""
        texts = self._texts[told.receiver, told.integration]
        if not texts:
            return 0, ()
        self._files += 1
        data = f"notification-{self._files}.json"
        (self._folder / data).write_text(json.dumps(told.payload), encoding="utf-8")
        renderer = Renderer(amtool=self._amtool, folder=self._folder, defaults=self._defaults, data=data)
        renderer.render_at_once([(text.template, text.key) for text in texts])
        found = [(text, renderer.render(text.template, key=text.key).problem) for text in texts]
        return len(texts), tuple(f"{told.receiver}: {told.integration}.{text.field}: {problem}" for text, problem in found if problem)


def _quoted(value: object) -> str:
    return "nothing" if value is None else f"`{value}`"


def _labels(labels: Mapping[str, str] | None) -> str:
    return ", ".join(f"{label}={value}" for label, value in sorted((labels or {}).items())) or "nothing"
