"""One act of a rehearsal: calm, then bad until everybody is told, then calm again until everybody knows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from tocsin.rehearse.acts import Act, distinct
from tocsin.rehearse.cast import Part, playing
from tocsin.rehearse.intent import Intent
from tocsin.rehearse.judgement import Status, Texts, about, complaints, heard, must_hear
from tocsin.rehearse.playback import Playing
from tocsin.rehearse.production import Production
from tocsin.rehearse.result import Delivery, Played
from tocsin.rehearse.scale import Scale
from tocsin.rehearse.sink import Notification, seconds
from tocsin.rehearse.stack import Stack

_POLL_SECONDS: Final = 0.25

Tell = Callable[[str, int], None]
"""Hears what is being done, and of how many alerts it is known that they arrived, and then that they are over."""


def series(act: Act, types: Mapping[str, str]) -> tuple[Playing, ...]:
    """Return everything that is served in an act."""
    return tuple(distinct(each for part in (*act.parts, *act.background) for each in playing(part, types)))


def calm_seconds(act: Act, scale: Scale) -> float:
    """Return how long an act begins calm: until every window is full of it, and the rules have seen it."""
    return max(part.settle_ms for part in act.parts) / 1000 + 3 * _every(scale)


def _every(scale: Scale) -> float:
    return scale.scrape_ms / 1000


class Performance:
    """Plays acts on one stack."""

    def __init__(self, production: Production, stack: Stack, scale: Scale, texts: Texts) -> None:
        self.production = production
        self.intent: Intent = production.intent
        self.stack = stack
        self.scale = scale
        self.texts = texts

    def play(self, act: Act, tell: Tell) -> Iterator[Played]:
        """Play an act, and yield what became of each of its parts; `tell` hears what is being done."""
        self.stack.exporter.play(series(act, self.production.types))
        tell("calm", 0)
        time.sleep(calm_seconds(act, self.scale))
        early = self._until_quiet(act.parts)
        began = self.stack.exporter.turn([part.cue for part in act.parts], "bad")
        inhibited = self._until_told(act.parts, began, tell)
        fired = {part.cue for part in act.parts if self._firing(part)}
        ended = self.stack.exporter.turn([part.cue for part in act.parts], "calm")
        over = self._until_over(act.parts, began, tell)
        told = self._told(began)
        for part in act.parts:
            problems = ["fires while all is well"] if part in early else []
            if part.cue not in fired:
                problems.append("no alert with its labels fired")
            yield self._judged(part, told, began, ended, problems, inhibited.get(part.cue, ()), is_over=part.cue in over)

    def _until_quiet(self, parts: Sequence[Part]) -> list[Part]:
        """Wait until no alert is on its way, such as those of series that were not there before; return those that stay."""
        until = time.time() + self._patience()
        while (active := [part for part in parts if self._has(part, "firing", "pending")]) and time.time() < until:
            time.sleep(_POLL_SECONDS)
        return active

    def _told(self, began: float) -> tuple[Notification, ...]:
        return tuple(each.of_alerts_since(began - _every(self.scale)) for each in self.stack.sink.received(began))

    def _until_told(self, parts: Sequence[Part], began: float, tell: Tell) -> dict[str, tuple[dict[str, str], ...]]:
        """Wait until everybody who must be told was, or an alert is inhibited, or it is too late; return by which alerts it is."""
        until = began + max(part.settle_ms + part.for_ms for part in parts) / 1000 + self._patience()
        inhibited: dict[str, tuple[dict[str, str], ...]] = {}
        while time.time() < until:
            told = self._told(began)
            waiting = [part for part in parts if part.cue not in inhibited and not self._all_told(part, told, "firing")]
            tell("bad", len(parts) - len(waiting))
            if not waiting:
                break
            inhibited |= {part.cue: by for part in waiting if (by := self._inhibiting(part))}
            time.sleep(_POLL_SECONDS)
        return inhibited

    def _until_over(self, parts: Sequence[Part], began: float, tell: Tell) -> frozenset[str]:
        """Wait until everybody knows that it is over, or it is too late; return for which parts it is."""
        until = time.time() + max(part.settle_ms + part.keep_ms for part in parts) / 1000 + self._patience()
        while True:
            told = self._told(began)
            firing = [part for part in parts if self._firing(part)]
            fired = [part for part in parts if about(part, told, status="firing")]
            waiting = [part for part in parts if part in firing or (part in fired and not self._all_told(part, told, "resolved"))]
            tell("calm again", 2 * len(parts) - len(waiting))
            if not waiting or time.time() > until:
                break
            time.sleep(_POLL_SECONDS)
        return frozenset(part.cue for part in parts if part not in firing)

    def _patience(self) -> float:
        return 3 * _every(self.scale) + (2 * self.scale.notify_ms + self.scale.patience_ms) / 1000

    def _all_told(self, part: Part, told: Sequence[Notification], status: Status) -> bool:
        meant = must_hear(part, told, self.production.integrations, status)
        return meant <= heard(part, told, status) and (bool(meant) or status == "resolved" or self._firing(part))

    def _firing(self, part: Part) -> bool:
        return self._has(part, "firing")

    def _has(self, part: Part, *states: str) -> bool:
        external = self.production.external_labels
        return any({**external, **alert["labels"]} == part.labels and alert["state"] in states for alert in self.stack.alerts())

    def _inhibiting(self, part: Part) -> tuple[dict[str, str], ...]:
        received = self.stack.received()
        by_fingerprint = {str(alert["fingerprint"]): dict(alert["labels"]) for alert in received}
        for alert in received:
            if alert["labels"] == part.labels and alert["status"]["inhibitedBy"]:
                return tuple(by_fingerprint.get(str(each), {}) for each in alert["status"]["inhibitedBy"])
        return ()

    def _judged(
        self, part: Part, told: Sequence[Notification], began: float, ended: float, problems: Sequence[str],
        inhibiting: Sequence[Mapping[str, str]], *, is_over: bool,
    ) -> Played:  # fmt: skip
        found = list(problems)
        # When all is well again, what silenced it may end before it does, and it is told after all.
        silenced = bool(inhibiting)
        unmeant = [source for source in inhibiting if not self.intent.silences(source, part.labels)]
        found += [f"is inhibited by `{source.get('alertname')}`, and is not meant to be" for source in unmeant]
        if not is_over:
            found.append("still fires after all is well again")
        if not silenced:
            found += complaints(part, told, self.production.integrations, is_over=is_over)
        firing, resolved = about(part, told, status="firing"), about(part, told, status="resolved")
        count, wrong = self._texts(firing, resolved)
        found += wrong
        return Played(
            alert=part.alert,
            model=part.model,
            for_ms=part.for_ms,
            fired_after=_after(part, firing, "startsAt", began),
            resolved_after=_after(part, resolved, "endsAt", ended),
            intended=tuple(arrival.receiver for arrival in part.arrivals),
            delivered=tuple(dict.fromkeys(Delivery(each.receiver, each.integration) for each in firing)),
            inhibited_by=tuple(sorted({str(source.get("alertname")) for source in inhibiting})),
            texts=count,
            problems=tuple(dict.fromkeys(found)),
            verdict="failed" if found else "inhibited" if silenced else "arrived",
        )

    def _texts(self, firing: Sequence[Notification], resolved: Sequence[Notification]) -> tuple[int, tuple[str, ...]]:
        """Render what each integration sends of the first notification, and of the end."""
        first: dict[tuple[str, str, str], Notification] = {}
        for status, told in (("firing", firing), ("resolved", resolved)):
            for each in told:
                first.setdefault((status, each.receiver, each.integration), each)
        outcomes = [self.texts.rendered(each) for each in first.values()]
        return sum(count for count, _ in outcomes), tuple(problem for _, problems in outcomes for problem in problems)


def _after(part: Part, told: Sequence[Notification], key: str, since: float) -> float | None:
    """Return the seconds from `since` until the time that the first notification tells of the part's alert."""
    for notification in told:
        alert: Mapping[str, Any] = next(alert for alert in notification.alerts() if alert.get("labels") == part.labels)
        return round(seconds(str(alert[key])) - since, 1)
    return None
