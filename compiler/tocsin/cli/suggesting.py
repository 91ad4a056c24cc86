"""`tocsin backtest --suggest`: limits with which alerts would have fired less often.

Nothing is suggested that was not tried: what the changed specs ask is played over the same history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from tocsin.cli import mending, specs
from tocsin.cli.places import Place, place_of
from tocsin.cli.suggestions import Suggestion, Suggestions

if TYPE_CHECKING:
    from tocsin.backtest import Asked, Backtest, Change, Levels, Period, Server
    from tocsin.diagnostics import Located
    from tocsin.finding import Checked
    from tocsin.pipeline import Examined
    from tocsin.source import Span

Folders = Mapping[str, Mapping[str, bytes]]
_TRIES: Final = 100
"""Of numbers, of which most often the first will do, and sometimes the second."""


class _Group(Struct, frozen=True, kw_only=True):
    """Alerts whose limit is written in one place, how often each fired, and what is to stand there."""

    places: tuple[Place, ...]
    times: tuple[int, ...]
    number: Decimal = Decimal(0)

    @property
    def instead(self) -> str:
        return self.places[0].text(self.number)

    @property
    def located(self) -> Located:
        from tocsin.diagnostics import Located, Remedy

        given, span = self.places[0].given, self.places[0].span
        remedy = Remedy(f"write `{self.instead}`", given=given, instead=self.instead)
        return Located(code="", message=f"`{given}` becomes `{self.instead}`", help=remedy, span=span, severity="warning")


def suggested(
    server: Server, period: Period, found: Sequence[Backtest], estate: Sequence[Checked], folders: Folders, most: int
) -> Suggestions:
    """Return limits with which the alerts that have fired more than `most` times would not; `estate` is what the specs mean.

    Raise UnansweredError when the server does not answer.
    """
    from tocsin.backtest import changes, of_estate, played
    from tocsin.progress import silent

    where = {(each.platform.environment, each.platform.name): each for each in estate}
    texts = specs.texts(folders)
    without: list[tuple[Asked, str]] = []
    shared: dict[Span, list[tuple[Place, int]]] = {}
    for each in found:
        alert, times = each.change.now, len(each.after.spans) if each.after is not None else 0
        if alert is not None and times > most:
            place = place_of(alert, where[alert.environment, alert.platform], texts)
            if isinstance(place, str):
                without.append((alert, place))
            else:
                shared.setdefault(place.span, []).append((place, times))
    groups: list[_Group] = []
    for group in shared.values():
        places, counts = zip(*group, strict=True)
        number = _number(server, period, places, most)
        if isinstance(number, str):
            without += [(place.alert, number) for place in places]
        else:
            groups.append(_Group(places=places, times=counts, number=number))

    def span_of(change: Change) -> Span | None:
        place = None if change.was is None else place_of(change.was, where[change.was.environment, change.was.platform], texts)
        return place.span if isinstance(place, Place) else None

    sound, examined, wrong = _sound(groups, folders)
    outcomes: list[tuple[_Group, Suggestion | str]] = [*wrong]
    if examined is not None:
        looked_at = {each.change.alert.identity for each in found}
        changed = changes(of_estate(estate), of_estate(examined.estate))
        again = tuple(played(server, [each for each in changed if each.alert.identity in looked_at], period, progress=silent))
        outcomes += _tried(again, sound, changed, span_of, most)
    without += [(place.alert, why) for tried, why in outcomes if isinstance(why, str) for place in tried.places]
    return Suggestions(found=tuple(each for _, each in outcomes if isinstance(each, Suggestion)), without=tuple(without))


def _number(server: Server, period: Period, places: Sequence[Place], most: int) -> Decimal | str:
    """Return a number for one place with which none of its alerts fires too often; or why there is none."""
    from tocsin.backtest import RefusedError, levels, rounded

    try:
        asked = [(place, found) for place in places if (found := levels(server, place.alert, period)) is not None]
    except RefusedError as refused:
        return str(refused)
    present = number = places[0].present
    for _ in range(_TRIES):
        loud = [(place, level) for place, level in asked if _fired(place, level, number) > most]
        if not loud:
            return number
        side = loud[0][1].side
        needed = [(place, level.least(most, beyond=place.limit(number) or 0.0)) for place, level in loud]
        if any(limit in {float("inf"), float("-inf")} for _, limit in needed):
            return "its value was infinite for so long"
        wanted = max((place.written(limit) for place, limit in needed), key=lambda each: each * side)
        known = [place.edges for place in places if place.edges]
        if known:
            fit = sorted((edge for edge in frozenset.intersection(*known) if (edge - wanted) * side >= 0), key=lambda each: each * side)
            if not fit:
                return "beyond the last edge of its buckets a quantile tells nothing"
            number = fit[0]
        else:
            number = rounded(wanted, present=present)
        if any(place.limit(number) is None for place in places):
            return f"`{places[0].text(number)}` is a number that no spec can say"
    return "no limit near its values does"


def _fired(place: Place, level: Levels, number: Decimal) -> int:
    limit = place.limit(number)
    return 0 if limit is None else level.fired(limit)


def _sound(groups: Sequence[_Group], folders: Folders) -> tuple[Sequence[_Group], Examined | None, Sequence[tuple[_Group, str]]]:
    """Return those that can stand in the specs together, what these mean then, and why the others cannot."""
    from tocsin.pipeline import examine

    left, wrong = list(groups), list[tuple[_Group, str]]()
    while left:
        edited, done = mended(folders, [each.located for each in left])
        places = {located.span for located in done}
        reasons = {each.places[0].span: "what is written there cannot be replaced" for each in left if each.places[0].span not in places}
        reasons |= {
            each.places[0].span: f"`{each.instead}` is not beneath the limit of a graver step" for each in left if _overtakes(each, left)
        }
        if not reasons:
            with specs.lasting():
                examined = examine(edited)
            if not examined.diagnostics:
                return left, examined, wrong
            for located in examined.diagnostics:
                lines = {(span.file, span.line) for span in (located.span, *(span for _, span in located.notes))}
                blamed = [each for each in left if (each.places[0].span.file, each.places[0].span.line) in lines] or left
                reasons |= {each.places[0].span: f"`{each.instead}` would be a mistake: {located.message}" for each in blamed}
        wrong += [(each, reasons[each.places[0].span]) for each in left if each.places[0].span in reasons]
        left = [each for each in left if each.places[0].span not in reasons]
    return (), None, wrong


def _overtakes(group: _Group, groups: Sequence[_Group]) -> bool:
    """Tell whether a step of a ladder would not be taken before the graver ones any more."""
    numbers = {place.span: each.number for each in groups for place in each.places}
    side = 1 if group.number > group.places[0].present else -1
    return any((group.number - numbers.get(span, number)) * side >= 0 for place in group.places for span, number in place.graver)


def _tried(
    again: Sequence[Backtest], groups: Sequence[_Group], changed: Sequence[Change], span_of: Callable[[Change], Span | None], most: int
) -> Iterator[tuple[_Group, Suggestion | str]]:
    """Yield what the alerts that were looked at do with other limits, by which all those are `changed`; or why nothing is suggested."""
    strange = {span_of(each) for each in changed if not _is_other_limit(each)}
    after = {each.change.alert.identity: each.after for each in again if each.after is not None}
    for group in groups:
        span = group.places[0].span
        outcomes = [(place.alert, before, after.get(place.alert.identity)) for place, before in zip(group.places, group.times, strict=True)]
        told = tuple((alert, before, len(outcome.spans)) for alert, before, outcome in outcomes if outcome is not None)
        refused = next((outcome.refused for _, _, outcome in outcomes if outcome is not None and outcome.refused), "")
        if refused:
            yield group, refused
        elif strange & {span, None} or len(told) < len(outcomes):
            yield group, "its limit decides on more than one comparison"
        elif any(times > most for _, _, times in told):
            yield group, f"with `{group.instead}` it fires more often than its values let expect"
        else:
            others = sum(each.alert.identity not in after and span_of(each) == span for each in changed)
            yield (
                group,
                Suggestion(located=group.located, given=group.places[0].given, instead=group.instead, alerts=told, elsewhere=others),
            )


def _is_other_limit(change: Change) -> bool:
    """Tell whether nothing but the number that a value is compared with is another one."""
    was, now = change.was, change.now
    if was is None or now is None or was.limit is None or now.limit is None:
        return False
    return replace(was, limit=now.limit, expr=now.expr, when=now.when) == now and was.limit[0] == now.limit[0]


def mended(folders: Folders, found: Sequence[Located]) -> tuple[dict[str, dict[str, bytes]], tuple[Located, ...]]:
    """Return the specs with what is suggested, and what of it could be written."""
    edited = {folder: {name: mending.edited(name, text, found) for name, text in files.items()} for folder, files in folders.items()}
    done = chain.from_iterable(mend for files in edited.values() for _, mend in files.values())
    return {folder: {name: text for name, (text, _) in files.items()} for folder, files in edited.items()}, tuple(done)
