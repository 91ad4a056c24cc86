"""Autoscalers and monitors that were written by hand, taken over into `scaling:` and `scrape:`.

Each is written in the words of the language, compiled, and what tocsin then generates is compared with it, field by field. What is not the
same is told; unless it does the same nevertheless, the object is left alone, for half of an autoscaler would be worse than none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from tocsin.adopt.note import Note
from tocsin.adopt.objects import scale_target
from tocsin.adopt.objects.beside import Beside, metrics_of
from tocsin.adopt.objects.flow import flow
from tocsin.adopt.objects.found import Found, objects_in
from tocsin.adopt.objects.generated import Generated, generated
from tocsin.adopt.objects.homes import Existing, Homes
from tocsin.adopt.objects.judged import judged, noted
from tocsin.adopt.objects.monitored import running
from tocsin.adopt.objects.of_rules import homes_of, jobs_in
from tocsin.adopt.objects.platform import begun
from tocsin.adopt.objects.running import Around, Running, running_in
from tocsin.adopt.objects.said import Said
from tocsin.discovery import modules
from tocsin.pipeline import Examined
from tocsin.promql import Expr, ParseFailure, parse
from tocsin.source import KeyPath
from tocsin.verify import strict

__all__ = [
    "Beside",
    "Found",
    "Running",
    "Taken",
    "begun",
    "homes_of",
    "jobs_in",
    "metrics_of",
    "objects_in",
    "running_in",
    "taken",
    "written",
]


class Taken(Struct, frozen=True, kw_only=True):
    """What becomes of objects."""

    objects: tuple[tuple[Found, KeyPath], ...] = ()
    """Those that are taken over, each with the place of its section in the draft."""
    same: tuple[tuple[Found, KeyPath], ...] = ()
    """Those that the specs have already, each with the place there."""
    components: Mapping[str, Any] = {}
    metrics: Mapping[str, Any] = {}
    notes: tuple[Note, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """The files that they are taken from."""
        return tuple(found.document.file for found, _ in self.objects)

    @property
    def sections(self) -> dict[str, Any]:
        """The sections of the spec."""
        return {key: section for key, section in (("metrics", self.metrics), ("components", self.components)) if section}

    @property
    def queries(self) -> Iterator[Expr]:
        """The expressions of their metrics."""
        found = (parse(metric["expr"]) for metric in self.metrics.values())
        return (each for each in found if not isinstance(each, ParseFailure))

    def unlike(self, examined: Examined) -> Iterator[Note]:
        """Yield what a whole draft makes of the objects otherwise than each of them by itself, which is nothing but a fault of tocsin's."""
        for found, at in self.objects:
            kind = _kind(found)
            ours = _ours(examined, at)
            told = [Note(span=found.span(), message=f"{found.title}: nothing is generated for it", lost=True)] if ours is None else []
            told += [] if ours is None else judged(found, kind.upgraded(found), ours, kind)
            yield from (each for each in told if each.lost)


def taken(objects: Sequence[Found | Running], beside: Beside) -> Taken:
    """Return what becomes of `objects` beside what is there; what runs among them says what monitors select."""
    placed = [found if found.namespace else replace(found, namespace=beside.namespace) for found in written(objects)]
    around = [each for each in objects if isinstance(each, Running)]
    taking = _Taking(beside, Around(running=around, targets=scale_target.targets(placed)))
    # Monitors first: what is generated of one is called like its component, while an autoscaler says its name itself. Probes ask of both.
    for found in sorted(placed, key=lambda found: (found.kind == "Probe", "scaleTargetRef" in found.spec)):
        taking.take(found)
    return Taken(
        objects=tuple(taking.objects),
        same=tuple(taking.same),
        components=taking.homes.components,
        metrics=taking.metrics,
        notes=tuple(taking.notes),
    )


def written(objects: Sequence[Found | Running]) -> list[Found]:
    """Return those that can be taken over."""
    return [each for each in objects if isinstance(each, Found)]


class _Taking:
    def __init__(self, beside: Beside, around: Around) -> None:
        self._beside = beside
        self._around = around
        self._there = [each for checked in beside.mine for each in generated(checked.platform)]
        self._first: dict[tuple[str, str, str], Found] = {}
        self.homes = Homes(beside)
        self.metrics: dict[str, Any] = {}
        self.objects: list[tuple[Found, KeyPath]] = []
        self.same: list[tuple[Found, KeyPath]] = []
        self.notes: list[Note] = []

    def take(self, found: Found) -> None:
        """Take an object over, or note why it is left alone."""
        if found.owner:
            message = f"{found.owner} makes it: what is to be taken over is that"
            self.notes.append(noted(found, (), message, lost=False))
            return
        first = self._first.setdefault((found.kind, found.namespace, found.name), found)
        if first is not found:
            alike = first.spec == found.spec
            message = f"{'it' if alike else 'another of its name'} is in `{first.span().file}:{first.span().line}`, too"
            self.notes.append(noted(found, (), message, lost=not alike))
            return
        kind = _kind(found)
        spec = kind.upgraded(found)
        # What is no such object means nothing; of what is one every field may be relied on.
        body = {"apiVersion": kind.VERSION, "kind": kind.KIND, "metadata": {"name": found.name}, "spec": spec}
        wrong = [noted(found, each.path[1:], each.message) for each in strict.faults(body)]
        if wrong:
            self.notes += wrong
            return
        twin = next((each for each in self._there if _is_called(each, found)), None)
        if twin is not None and not any(each.lost for each in judged(found, spec, twin, kind)):
            self.same.append((found, twin.at))
            return
        said = kind.said(found, spec, self._beside, {*self._beside.metrics, *self.metrics})
        if said.name is not None and not said.unsaid:
            said = running(said, found, self._around)
        if said.unsaid:
            self.notes += [noted(found, at, reason) for at, reason in said.unsaid]
            return
        existing = self.homes.existing(found, said)
        if existing is not None:
            self._have(found, spec, said, existing)
            return
        home = self.homes.of(found, said)
        at: KeyPath = ("components", home.name, said.section, *_key(said))
        # Of what may stand beside others of its section, these stay.
        section = {**home.component.get(said.section, {}), **said.value}
        component = {**home.component, said.section: section}
        notes = list(self._judged(found, spec, {"metrics": {**self.metrics, **said.metrics}, "components": {home.name: component}}, at))
        if any(each.lost for each in notes):
            self.notes += notes
            return
        self.notes += [*notes, *(noted(found, at, text, lost=False) for at, text in said.guessed)]
        self.homes.components[home.name] = component
        self.metrics |= said.metrics
        self.objects.append((found, at))

    def _judged(self, found: Found, spec: Mapping[str, Any], draft: Mapping[str, Any], at: KeyPath) -> Iterator[Note]:
        """Yield what is otherwise in what is generated from a draft of the object alone."""
        platform = {} if self._beside.platform is None else {"platform": self._beside.platform}
        examined = self._beside.build(platform | {key: section for key, section in draft.items() if section})
        ours = _ours(examined, at)
        if examined.diagnostics:
            yield from (noted(found, (), f"{each.message}: {each.help}") for each in examined.diagnostics)
        elif ours is None:
            yield noted(found, (), "nothing is generated for it")
        else:
            yield from judged(found, spec, ours, _kind(found))

    def _have(self, found: Found, spec: Mapping[str, Any], said: Said, existing: Existing) -> None:
        """Note what the specs have of an object, or what is to be written there: a model is written in one file."""
        place: KeyPath = (*existing.at, said.section, *_key(said))
        name, file = existing.at[1], existing.checked.resolved.origins.file(existing.at)
        if existing.said is None:
            written = f"`{said.section}: {flow(said.value)}`{f', beside `metrics: {flow(said.metrics)}`' if said.metrics else ''}"
            self.notes.append(noted(found, (), f"`{name}` in `{file}` runs it, so it belongs there: {written}"))
            return
        theirs = generated(existing.checked.platform)
        ours = next((each for each in theirs if each.at == place), None)
        nothing = noted(found, (), f"`{name}` in `{file}` has a `{said.section}:`, of which nothing is generated")
        others = [nothing] if ours is None else [each for each in judged(found, spec, ours, _kind(found)) if each.lost]
        self.notes += others
        if not others:
            if ours is not None and ours.name != found.name:
                self.notes.append(noted(found, (), f"it is called `{ours.name}` in `{file}`: delete this one, or both scale", lost=False))
            self.same.append((found, place))


def _is_called(ours: Generated, found: Found) -> bool:
    return (ours.kind, ours.namespace, ours.name) == (found.kind, found.namespace, found.name)


def _key(said: Said) -> KeyPath:
    return () if said.key is None else (said.key,)


def _ours(examined: Examined, at: KeyPath) -> Generated | None:
    found = (each for checked in examined.estate for each in generated(checked.platform))
    return next((each for each in found if each.at == at), None)


def _kind(found: Found) -> ModuleType:
    return next(module for module in modules("tocsin.adopt.objects.kinds") if found.kind == module.KIND)
