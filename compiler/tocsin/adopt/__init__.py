"""Adopts hand-written rules, Alertmanager configurations, autoscalers and monitors as a spec, and reports what the specs already have.

The draft asks exactly what the rules ask. It is no end, but a beginning: it is checked, routed, drawn and delivered like all else, and
each of its metrics can be said in the words of the language later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tocsin import ir
from tocsin.adopt.alertmanager import Ours, Routed, routed
from tocsin.adopt.alertmanager.comparison import differing
from tocsin.adopt.allowances import allowing
from tocsin.adopt.asked import asking_the_same
from tocsin.adopt.condition import condition
from tocsin.adopt.draft import Draft, Drafted, Existing, provisional
from tocsin.adopt.files import Contents, read
from tocsin.adopt.note import Note
from tocsin.adopt.objects import Beside, Found, Running, Taken, begun, homes_of, jobs_in, metrics_of, written
from tocsin.adopt.objects import taken as taken_objects
from tocsin.adopt.rules import Given
from tocsin.adopt.series import series_of
from tocsin.conventions import SEVERITIES
from tocsin.diagnostics import Located
from tocsin.finding import Checked
from tocsin.folders import COMMON, PACKS
from tocsin.pipeline import Examined, examine, meant
from tocsin.promql import metrics
from tocsin.raw import Knowledge, recorded
from tocsin.routing.implication import only
from tocsin.source import KeyPath
from tocsin.yaml_writer import dumps

__all__ = ["Adopted", "Contents", "Found", "Given", "Note", "Routed", "adopted", "has_routing", "read", "reads_a_file", "routed"]


class Adopted(Struct, frozen=True, kw_only=True):
    """What becomes of rules."""

    drafted: Drafted
    asked: tuple[tuple[Given, tuple[ir.Alert, ...]], ...]
    """The alerts that the draft leaves out, each with those that ask the same."""
    objects: Taken = Taken()
    """What becomes of autoscalers and monitors."""
    allowed: int = 0
    """How many findings of checks the draft allows."""


def has_routing(into: str, estate: Sequence[Checked]) -> bool:
    """Tell whether the platform of the file `into` has a routing tree already, beside which there is no other."""
    return any(each.resolved.spec.routing is not None for each in _mine(into, estate))


def reads_a_file(into: str, estate: Sequence[Checked]) -> bool | None:
    """Tell whether the Alertmanager of the platform of the file `into` is given a plain file; None where there is no platform yet."""
    deliveries = [each.resolved.spec.platform.cluster.alertmanager.delivery for each in _mine(into, estate)]
    return "file" in deliveries if deliveries else None


def _mine(into: str, estate: Sequence[Checked]) -> list[Checked]:
    return [each for each in estate if PurePosixPath(each.named_at).parent.name == PurePosixPath(into).parent.name]


def adopted(
    rules: Sequence[Given],
    folders: Mapping[str, Mapping[str, bytes]],
    into: str,
    estate: Sequence[Checked],
    *,
    everything: bool = False,
    allow: bool = False,
    routing: Routed | None = None,
    objects: Sequence[Found | Running] = (),
) -> Adopted:
    """Return the spec `into` which rules, `objects` and a `routing` are taken over, beside the other specs in `folders`.

    `into` is the name of its file, `specs/<platform>/<name>.yaml`; `estate` is what the specs mean. With `everything` alerts are drafted
    that others of the platform ask for already. With `allow` the draft allows what checks find in it.
    """
    mine = _mine(into, estate)
    same = [() if everything else alerts for alerts in _asking(rules, mine)]
    asked = tuple((each, alerts) for each, alerts in zip(rules, same, strict=True) if alerts)
    there = {name for each in mine for name in recorded(each.platform)}
    taken = _wanted([each for each, alerts in zip(rules, same, strict=True) if not alerts and each.name not in there], asked)
    existing = _existing(mine, PurePosixPath(into).parent.name, lambda bare: _built(folders, into, bare).estate)
    made = {each.name for each in rules if not each.alert} | there
    known = made.union(*(Knowledge(each).names() for each in mine))
    more = {} if routing is None else routing.platform
    begin = begun(existing.platform, written(objects), more, lambda spec: not _built(folders, into, dumps(spec)).diagnostics)
    beside = Beside(
        platform=begin.get("platform"), mine=mine, jobs_asked=jobs_in(rules), build=lambda spec: _built(folders, into, dumps(spec))
    )
    placed = taken_objects(objects, beside)
    existing = replace(existing, homes=homes_of(taken, placed.components, beside.namespace))
    series = series_of((*(each.expr for each in taken), *placed.queries), known)
    spec = provisional(series, existing, begin | placed.sections)
    estate = _built(folders, into, dumps(spec)).estate if rules else ()
    draft = Draft(spec, existing, made, Knowledge(estate[0]) if estate else None)
    for each in rules:
        if not each.alert:
            draft.know(each)
    for each in taken:
        (draft.alert if each.alert else draft.recording)(each)
    if routing is None:
        drafted = draft.finish({}, placed.files)
    else:
        kept = {*draft.called, *(alert.name for _, alerts in asked for alert in alerts)}
        gone = {each.name: alerts[0].name for each, alerts in asked if each.name not in kept}
        drafted = _with_routing(draft, routing.renamed(draft.called, gone), placed.files, lambda text: _built(folders, into, text))
    if placed.objects:
        drafted = replace(drafted, notes=(*drafted.notes, *placed.unlike(_built(folders, into, drafted.text))))
    drafted = replace(drafted, notes=(*drafted.notes, *placed.notes))
    if not allow or not drafted.text:
        return Adopted(drafted=drafted, asked=asked, objects=placed)
    text, allowed = allowing(into, drafted.text, lambda text: examine(_beside(folders, into, text)).diagnostics)
    return Adopted(drafted=replace(drafted, text=text), asked=asked, objects=placed, allowed=allowed)


def _existing(mine: Sequence[Checked], platform: str, build: Callable[[str], Sequence[Checked]]) -> Existing:
    # Of a platform that has to be begun there is what all have in common.
    known = mine or build(dumps({"platform": {"name": platform, "namespace": platform}}))
    return Existing(
        metrics=frozenset(name for each in known for name in metrics_of(each)),
        subjects=frozenset(at[1] for each in mine for at, _ in each.subjects if isinstance(at[1], str)),
        severities=known[0].resolved.spec.platform.severities if known else SEVERITIES,
        platform=None if mine else platform,
    )


def _with_routing(draft: Draft, routing: Routed, files: Sequence[str], build: Callable[[str], Examined]) -> Drafted:
    """Return the draft with a routing, without those inhibitions that come by themselves."""
    files = (*files, *(each.telling.configuration.document.file for each in routing.reads))
    before = build(draft.finish(routing.sections, files).text).estate
    drafted = draft.finish(routing.inhibited(_ours(before)), files)
    built = build(drafted.text)
    refused = (_refused(routing, each) for each in built.diagnostics if each.code.split("/")[0] in _OF_ROUTING)
    notes = (*routing.all_notes(), *refused, *_compared(routing, built.estate))
    return replace(drafted, notes=(*drafted.notes, *dict.fromkeys(notes)))


_OF_ROUTING: Final = frozenset({"receiver", "route", "routing", "inhibition", "spec", "text"})


def _refused(routing: Routed, mistake: Located) -> Note:
    """Return what keeps the spec from being built, as it is told of the configuration."""
    span = routing.reads[0].telling.configuration.span(("receivers",))
    return Note(span=span, message=f"{mistake.message}: nothing is built until it is mended; {mistake.help}", lost=True)


def _ours(estate: Sequence[Checked]) -> Ours:
    """Return what a platform does without being asked."""
    checked = estate[0] if estate else None
    if checked is None or checked.platform.routing is None:
        return Ours(rules=(), discarded=frozenset(), apart=frozenset())
    root = checked.platform.routing.root
    discarded = [each for each in root.routes[:1] if each.at == root.at]
    rules = tuple(rule for rule in checked.platform.routing.inhibit if rule.at[:2] != ("routing", "inhibit"))
    places: dict[str, set[tuple[KeyPath, str]]] = {}
    for alert in checked.alerts:
        places.setdefault(alert.name, set()).add((alert.at, alert.severity))
    apart = {name for name, those in places.items() if all(len(set(each)) > 1 for each in zip(*those, strict=True))}
    names = frozenset(name for each in discarded for matcher in each.matchers for name in only(matcher))
    return Ours(rules=rules, discarded=names, apart=frozenset(apart))


def _compared(routing: Routed, estate: Sequence[Checked]) -> Iterator[Note]:
    """Yield what the built tree does otherwise than the one that was taken over."""
    built = estate[0].platform.routing if estate else None
    if built is None:
        return
    discarded = _ours(estate).discarded
    empty = frozenset[str]().union(*(each.empty for each in routing.reads))
    others = list(differing(routing.root, built.root, empty))
    span = routing.reads[0].telling.configuration.span(("route",))
    signals = sorted({each["alertname"] for each in others} & discarded)
    if signals:
        message = (
            f"`{'`, `'.join(signals)}`: no route asks for it, so that it is discarded here; a route `{{when: {{alertname: …}}}}` keeps it"
        )
        yield Note(span=span, message=message)
    left = any(note.lost for note in routing.all_notes())
    for labels in [each for each in others if each["alertname"] not in discarded][:1]:
        said = ", ".join(f"{label}={value!r}" for label, value in sorted(labels.items()))
        why = "after what was left out" if left else "which is a fault of tocsin's"
        yield Note(span=span, message=f"alerts with {said} get elsewhere than before, {why}", lost=True)


def _asking(rules: Sequence[Given], mine: Sequence[Checked]) -> Iterator[tuple[ir.Alert, ...]]:
    """Yield for each rule the alerts that ask the same, of the first environment that has any; none for what records."""
    made = {each.name: (each.expr,) for each in rules if not each.alert}
    known = [
        (
            each.alerts,
            {name: [rule.expr for rule in recordings] for name, recordings in recorded(each.platform).items()},
            {job.name for job in each.platform.jobs if len(job.targets) == 1},
        )
        for each in mine
    ]
    for given in rules:
        found = (asking_the_same(condition(given.expr), made, *there) for there in known if given.alert)
        yield next(filter(None, found), ())


def _built(folders: Mapping[str, Mapping[str, bytes]], into: str, text: str) -> Examined:
    """Return what the platform means once `text` stands beside its other files, or why they do not fit together."""
    read = {PACKS, COMMON, PurePosixPath(into).parent.name}
    return meant({name: content for name, content in _beside(folders, into, text).items() if name in read})


def _beside(folders: Mapping[str, Mapping[str, bytes]], into: str, text: str) -> dict[str, Mapping[str, bytes]]:
    """Return the spec files with one more."""
    folder = PurePosixPath(into).parent.name
    return {**folders, folder: {**folders.get(folder, {}), into: text.encode()}}


def _wanted(rules: Sequence[Given], asked: Iterable[tuple[Given, object]]) -> tuple[Given, ...]:
    """Return rules without what is recorded only for alerts that are asked for already."""
    wanted, dropped = [*rules], [each for each, _ in asked]
    while dropped:
        read = {name for each in wanted for name in metrics(each.expr)}
        idle = {name for each in dropped for name in metrics(each.expr)} - read
        dropped = [each for each in wanted if not each.alert and each.name in idle]
        wanted = [each for each in wanted if each not in dropped]
    return tuple(wanted)
