"""Prove that each receiver's texts can be read: rendered by amtool over a real alert that it is told of."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, Literal

from msgspec import Struct

from tocsin import ir, source
from tocsin.prove.notifications.group import Told, notification
from tocsin.prove.notifications.limits import over
from tocsin.prove.notifications.reread import torn
from tocsin.prove.notifications.texts import Text, texts_of
from tocsin.prove.routing.delivered import delivered
from tocsin.rendering import Rendered, Renderer
from tocsin.routing.labels import alert_labels, recordings
from tocsin.routing.tree import hops
from tocsin.routing.ways import Ways, lookup

Status = Literal["firing", "resolved"]


class RenderedText(Struct, frozen=True, kw_only=True):
    """One text as the receiver gets it."""

    integration: str
    field: str
    text: str
    problem: str
    """Why it is not fit to be sent, empty when it is."""


class NotificationProof(Struct, frozen=True, kw_only=True):
    """What one receiver is sent about one alert."""

    receiver: str
    at: source.KeyPath
    alert: str
    severity: str
    told: bool
    """Whether any alert of the platform gets to the receiver; otherwise one was taken that does not."""
    status: Status
    """`firing` has a resolved alert among them."""
    texts: tuple[RenderedText, ...]

    @property
    def proved(self) -> bool:
        """Return whether every text is fit to be sent."""
        return not self.complaints

    @property
    def complaints(self) -> tuple[str, ...]:
        """Return what is wrong, each with the field that it is about."""
        return tuple(f"{each.integration}.{each.field}: {each.problem}" for each in self.texts if each.problem)


def prove_notifications(
    platform: ir.Platform,
    written: Mapping[str, str],
    *,
    amtool: Path,
    default_templates: Path | None = None,
) -> tuple[NotificationProof, ...]:
    """Return for each receiver that has texts what it is sent while alerts fire and, if it is told, when they are resolved.

    The alert is the one with the longest texts among those that get to the receiver. `written` has the texts of the platform's
    artefacts by path in its folder; `default_templates` is the folder of Alertmanager's own, for an amtool that has none built in.
    """
    if platform.routing is None:
        return ()
    target = delivered(platform, written)
    examples = _examples(platform, platform.routing)
    sending = [
        _Sending(receiver, examples.get(receiver.name), _any(platform, platform.routing, receiver.name), texts)
        for receiver in platform.routing.receivers
        if (texts := tuple(_texts(target.texts, receiver.name)))
    ]
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(_THREADS) as threads:
        for file, text in target.templates.items():
            (Path(name) / file).write_text(text, encoding="utf-8")
        made = threads.map(lambda each: tuple(each.proofs(Path(name), amtool, default_templates)), sending)
        return tuple(proof for proofs in made for proof in proofs)


_THREADS: Final = 2


def _examples(platform: ir.Platform, routing: ir.Routing) -> dict[str, Told]:
    """Return for each receiver the alert with the longest texts that gets there: where a text is too long, it is so with that one."""
    found: dict[str, Told] = {}
    ways, recorded = Ways((routing.root,)), recordings(platform)
    for alert in platform.alerts:
        labels = alert_labels(alert.name, alert.expr, alert.labels, platform, recorded)
        for values in ways.of(labels):
            for hop in hops(routing.root, lookup(labels, values)):
                told = Told(alert=alert, labels=labels, values=values, receiver=hop.receiver, group_by=hop.group_by)
                if hop.receiver not in found or _length(told) > _length(found[hop.receiver]):
                    found[hop.receiver] = told
    return found


def _length(told: Told) -> int:
    return sum(len(text) for text in told.alert.annotations.values())


def _any(platform: ir.Platform, routing: ir.Routing, receiver: str) -> Told | None:
    """Return the platform's first alert as if the receiver were told of it."""
    for alert in platform.alerts:
        labels = alert_labels(alert.name, alert.expr, alert.labels, platform, recordings(platform))
        return Told(alert=alert, labels=labels, values={}, receiver=receiver, group_by=routing.root.group_by or ())
    return None


def _texts(configuration: Mapping[str, Any], name: str) -> Iterator[Text]:
    for receiver in configuration.get("receivers") or ():
        if isinstance(receiver, dict) and receiver.get("name") == name:
            yield from texts_of(receiver)


class _Sending:
    """One receiver, what it is told of, and its texts."""

    def __init__(self, receiver: ir.Receiver, example: Told | None, otherwise: Told | None, texts: tuple[Text, ...]) -> None:
        self.receiver = receiver
        self.is_told = example is not None
        self.example = example or otherwise
        self.texts = texts

    def proofs(self, folder: Path, amtool: Path, defaults: Path | None) -> Iterator[NotificationProof]:
        if self.example is None:
            return
        for status in ("firing", "resolved"):
            texts = [text for text in self.texts if status == "firing" or text.tells_resolved]
            if not texts:
                continue
            data = f"{self.receiver.name.encode().hex()}-{status}.json"
            (folder / data).write_text(json.dumps(notification(self.example, firing=status == "firing")), encoding="utf-8")
            renderer = Renderer(amtool=amtool, folder=folder, defaults=defaults, data=data)
            renderer.render_at_once([(text.template, text.key) for text in texts])
            yield NotificationProof(
                receiver=self.receiver.name,
                at=self.receiver.at,
                alert=self.example.alert.name,
                severity=self.example.alert.severity,
                told=self.is_told,
                status=status,
                texts=tuple(_judged(text, renderer.render(text.template, key=text.key)) for text in texts),
            )


def _judged(text: Text, rendered: Rendered) -> RenderedText:
    problem = (
        rendered.problem
        or over(text.kind, text.key, rendered.text, is_sms=text.is_sms)
        or _broken(text, rendered.text)
        or torn(text, rendered.text)
    )
    return RenderedText(integration=text.integration, field=text.field, text=rendered.text, problem=problem)


def _broken(text: Text, rendered: str) -> str:
    # It is a header, which a line break ends; SNS refuses it.
    return "a subject cannot have a line break" if text.key.lower() == "subject" and "\n" in rendered.strip() else ""
