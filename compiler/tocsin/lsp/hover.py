"""What is shown of the place under the pointer: the rules that come from it, what is known of its name, what its key is for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from tocsin import ir
from tocsin.lsp.cards import metric_card, model_card, pack_card, rule_card, rules_below, rules_card, series_card
from tocsin.lsp.meaning import spec_path
from tocsin.lsp.names import given
from tocsin.lsp.place import Place
from tocsin.source import KeyPath
from tocsin.spec.models import Monitored
from tocsin.units import UNITS

_SUBJECTS: Final = frozenset({"models", "components"})
_NAMED: Final = frozenset({"thresholds", "slos", "probes", "events", "retraining"})
_MOST_PACKS: Final = 3


def hover(place: Place) -> str:
    """Return Markdown; empty where nothing is to be told."""
    if place.found is None:
        return ""
    return "\n\n---\n\n".join(part for part in (*_rules(place), *_named(place), *_key(place)) if part)


def _rules(place: Place) -> Iterator[str]:
    _, is_key = place.found or (None, False)
    match place.path:
        case (str(section), _) if is_key and section in _SUBJECTS:
            yield model_card(place.estate, place.path)
        case (str(section), _, "scrape") if is_key and section in _SUBJECTS:
            yield rules_card(place.estate, place.path)
        case (str(section), _, str(kind), _) if is_key and section in _SUBJECTS and kind in _NAMED:
            yield rules_card(place.estate, place.path)
        case (str(section), _, "thresholds", _, _, str(severity)) if section in _SUBJECTS and severity in place.names.severities:
            yield rules_card(place.estate, place.path[:4], severity)
        case ("defaults", str(section), str(kind), _) if is_key and section in _SUBJECTS and kind in _NAMED:
            yield _of_the_first(place, lambda at, _: at[0] == section)
        case ("profiles", str(profile), str(kind), _) if is_key and kind in _NAMED:
            yield _of_the_first(place, lambda _, subject: subject.profile == profile)
        case _:
            return


def _of_the_first(place: Place, has: Callable[[KeyPath, Monitored], bool]) -> str:
    """Return the rules that something in common becomes for the first that `has` it."""
    rules = {rule.at for checked in place.estate for rule in checked.rules}
    places = ((*at, *place.path[2:]) for checked in place.estate for at, subject in checked.subjects if has(at, subject))
    found = next((at for at in places if any(each[: len(at)] == at for each in rules)), None)
    return "" if found is None else f"For `{found[1]}`:\n\n{rules_card(place.estate, found)}"


def _named(place: Place) -> Iterator[str]:
    name = place.name
    defines_metric = len(place.path) == 2 and place.path[0] == "metrics"  # noqa: PLR2004  # metrics.<name>
    match place.kind:
        case "metric":
            yield from _metric(place, name)
        case "series" | "expr":
            yield from _series(place, name)
        case "pack" if name in place.names.known_packs:
            yield pack_card(place.names.pack(name))
        case "unit" if name in UNITS:
            yield f"`{name}`: a unit of {UNITS[name].dimension}"
        case "receiver" | "profile" | "policy" | "price" | "interval" | "model":
            definition = place.names.definition(place.kind, name, place.path)
            if definition is not None and definition.entry.key is not None:
                yield f"{place.kind} `{name}`, defined in {definition.outline.file}:{definition.entry.key.line}"
        case _ if defines_metric:
            yield from _metric(place, str(place.path[1]))
        case _:
            return


def _metric(place: Place, name: str) -> Iterator[str]:
    declared = next((metric for checked in place.estate for metric in checked.platform.metrics if metric.name == name), None)
    definition = place.names.definition("metric", name, place.path)
    series = name
    if definition is not None:
        told = definition.outline.by_path.get((*definition.entry.path, "series"))
        series = told.text if told is not None else ""
    if declared is not None:
        yield metric_card(declared)
        series = series or declared.series
    elif definition is not None:
        yield f"metric `{name}`, defined in {definition.outline.file}:{definition.span.line if definition.span else 1}"
    yield from _series(place, series)


def _series(place: Place, series: str) -> Iterator[str]:
    if not series:
        return
    for pack, metric in list(place.metrics(series).values())[:_MOST_PACKS]:
        yield series_card(pack, metric)
    for checked in place.estate[:1]:
        for rule in rules_below(checked, ()):
            if isinstance(rule, ir.Recording) and rule.record == series:
                yield rule_card(rule)
                return


def _key(place: Place) -> Iterator[str]:
    found = place.found
    if found is None or not found[1] or not place.path:
        return
    path: KeyPath = spec_path(found[0].path)
    known = given(place.outline, found[0].path)
    meant = place.language.keys(path[:-1], known).get(str(path[-1]))
    if meant is not None and meant.description:
        yield f"`{path[-1]}`: {meant.description}"
