"""Prove for each alert that it arrives where the spec sends it, in what was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from tocsin import ir, source
from tocsin.prove.routing.delivered import Delivered, delivered
from tocsin.prove.routing.judgement import Answer, Question, arguments, ask
from tocsin.prove.routing.operator import NOBODY
from tocsin.prove.routing.receivers import otherwise
from tocsin.prove.routing.silencing import silencing_of
from tocsin.prove.routing.written import WrittenAlert, alerts_in, document, mentioned, tree
from tocsin.routing.labels import AlertLabels, alert_labels, recordings
from tocsin.routing.resource_reach import asked_of_all, enforced_namespace
from tocsin.routing.tree import Hop, hops
from tocsin.routing.ways import MOST_WAYS, Ways, lookup


class Way(Struct, frozen=True, kw_only=True):
    """One way of an alert through the tree: with other values of unknown labels it may take another."""

    labels: Mapping[str, str]
    """The label set that Alertmanager gets."""
    routes: tuple[str, ...]
    """By which routes the spec means it to arrive: `root`, `gpu > critical`."""
    intended: tuple[str, ...]
    """The receivers that the spec means, in order, as they are called in what was written."""
    told: tuple[str, ...]
    """The receivers that amtool names, empty when it could not tell."""
    problem: str
    """Why it is not proved, empty when it is."""


class RouteProof(Struct, frozen=True, kw_only=True):
    """What is known of where one alert arrives."""

    alert: str
    severity: str
    windows: tuple[str, ...]
    at: source.KeyPath
    file: str
    """The artefact that routes it, in the platform's folder."""
    ways: tuple[Way, ...]
    problems: tuple[str, ...]
    """What is wrong whichever way it takes, such as a label that was not written."""

    @property
    def proved(self) -> bool:
        """Return whether every way leads where the spec means, and there was one to try."""
        return bool(self.ways) and not self.problems and not any(way.problem for way in self.ways)

    @property
    def complaints(self) -> tuple[str, ...]:
        """Return everything that is wrong, each once."""
        return tuple(dict.fromkeys((*self.problems, *(way.problem for way in self.ways if way.problem))))

    @property
    def intended(self) -> tuple[str, ...]:
        """Return the receivers that the spec means on any way, in order."""
        return tuple(dict.fromkeys(receiver for way in self.ways for receiver in way.intended))


class Host(Struct, frozen=True, kw_only=True):
    """A platform whose Alertmanager gets the alerts of others too, and what was written of it."""

    platform: ir.Platform
    written: Mapping[str, str]


def prove_routes(platform: ir.Platform, written: Mapping[str, str], *, amtool: Path, host: Host | None = None) -> tuple[RouteProof, ...]:
    """Return a proof for each alert of `platform`, in the order of its rules; none when nothing routes them.

    `written` has the texts of its artefacts by path in its folder; `host` routes for it where it does not itself.
    Two things are independent of each other: what is meant is our own walk over the spec's tree with the labels that the spec's alerts
    have; what is told is amtool's walk over the written configuration with the labels of the written rules. What both get from one
    source is the labels that an expression lets through.
    Equal inputs and amtool give equal proofs, so that they may be kept.
    """
    by = Host(platform=platform, written=written) if host is None else host
    if by.platform.routing is None:
        return ()
    prover = _Prover(platform, by.platform, by.platform.routing, delivered(by.platform, by.written))
    return tuple(prover.proofs(written, amtool))


class _Prover:
    def __init__(self, platform: ir.Platform, host: ir.Platform, routing: ir.Routing, target: Delivered) -> None:
        self.platform = platform
        self.host = host
        self.root = routing.root
        self.target = target
        self.configuration = document(target.text)
        self.written_root = tree(self.configuration)
        self.recordings = recordings(platform)
        # Every AlertmanagerConfig sees every alert, also those of its namespace that another platform has.
        self.own = asked_of_all(platform) if host.cluster.alertmanager_delivery == "alertmanagerconfig" else ()
        self.silencing = silencing_of(routing, self.configuration, own=self.own, namespace=enforced_namespace(host), prefix=target.prefix)
        self.others = dict(otherwise(routing, target))

    @cached_property
    def elsewhere(self) -> tuple[str, ...]:
        """What alerts of others suffer; of a guest nothing, for the proofs of its host say it."""
        if self.platform is not self.host:
            return ()
        return tuple(self.silencing.elsewhere([self.labels(alert) for rules in self.platform.rules for alert in rules.alerts]))

    @cached_property
    def ways(self) -> Ways:
        return Ways((self.root,) if self.written_root is None else (self.root, self.written_root))

    def proofs(self, written: Mapping[str, str], amtool: Path) -> Iterator[RouteProof]:
        attempts = [_Attempt(self, alert, other, file) for alert, other, file in _pairs(self.platform, written)]
        readable = bool(self.configuration)
        answers = ask(amtool, self.target.text, [question for attempt in attempts for question in attempt.questions()]) if readable else {}
        return (attempt.proof(answers) for attempt in attempts)

    def labels(self, alert: ir.Alert | WrittenAlert) -> AlertLabels:
        return alert_labels(alert.name, alert.expr, alert.labels, self.platform, self.recordings)


def _pairs(platform: ir.Platform, written: Mapping[str, str]) -> Iterator[tuple[ir.Alert, WrittenAlert | None, str]]:
    """Yield each alert with what was written of it: rules keep their order even where a group had to be divided."""
    for rules in platform.rules:
        file = f"prometheus/{rules.name}.rules.yaml"
        found = alerts_in(written.get(file, ""))
        same = len(found) == len(rules.alerts)
        yield from ((alert, found[index] if same else None, file) for index, alert in enumerate(rules.alerts))


_NOBODY = (NOBODY,)


class _Attempt:
    """The proof of one alert, before and after amtool was asked."""

    def __init__(self, prover: _Prover, alert: ir.Alert, written: WrittenAlert | None, file: str) -> None:
        self.prover = prover
        self.alert = alert
        self.meant = prover.labels(alert)
        self.sent = self.meant if written is None else prover.labels(written)
        self.problems = [*prover.target.problems, *prover.elsewhere, *_differences(self.meant, self.sent)]
        self.problems += prover.silencing.problems(self.meant, self.sent)
        if written is None:
            self.problems.append(f"`{file}` does not have the alert")
        self.ways: list[_Taken] = []
        for values in prover.ways.of(self.sent):
            if len(self.ways) == MOST_WAYS:
                self.problems.append(f"more than {MOST_WAYS} ways lead to receivers, so that not all were tried")
                break
            self.ways.append(_Taken(self, values))
        self.strangers = {
            matcher.label: way.asking({**way.labels, matcher.label: "of-others"}, _NOBODY)
            for matcher in prover.own
            for way in self.ways[:1]
        }
        gaps = prover.ways.gaps(way.values for way in self.ways)
        self.problems += [f"no value could be found that decides `{gap.label}{gap.op}{gap.value}`" for gap in gaps]

    def questions(self) -> Iterator[Question]:
        yield from (way.question for way in self.ways)
        yield from self.strangers.values()

    def proof(self, answers: Mapping[Question, Answer]) -> RouteProof:
        return RouteProof(
            alert=self.alert.name,
            severity=self.alert.severity,
            windows=self.alert.windows,
            at=self.alert.at,
            file=self.prover.target.file,
            ways=tuple(way.judged(answers.get(way.question)) for way in self.ways),
            problems=(*self.problems, *self._let_in(answers)),
        )

    def _let_in(self, answers: Mapping[Question, Answer]) -> Iterator[str]:
        for label, question in self.strangers.items():
            answer = answers.get(question)
            if answer is not None and answer.receivers and not answer.agrees:
                yield f"the same alert of another {label} goes to {_shown(answer.receivers)} too"


class _Taken:
    """One way, with the question that it asks amtool."""

    def __init__(self, attempt: _Attempt, values: Mapping[str, str]) -> None:
        prover = attempt.prover
        self.values = values
        self.labels = attempt.sent.with_values(values)
        self.target, self.silencing, self.others = prover.target, prover.silencing, prover.others
        self.meant = hops(prover.root, lookup(attempt.meant, values, rest=""))
        self.sent = () if prover.written_root is None else hops(prover.written_root, lookup(attempt.sent, values, rest=""))
        self.intended = tuple(prover.target.named(hop.receiver) for hop in self.meant)
        self.configuration = prover.configuration
        self.question = self.asking(self.labels, self.intended)

    def asking(self, labels: Mapping[str, str], expected: tuple[str, ...]) -> Question:
        """Return whether an alert with these labels gets to `expected`."""
        # Most alerts differ only in labels that no route asks for: they share a question.
        asked = mentioned(self.configuration, labels)
        return Question(arguments({label: labels[label] for label in asked}), expected)

    def judged(self, answer: Answer | None) -> Way:
        return Way(
            labels=self.labels,
            routes=tuple(hop.name for hop in self.meant),
            intended=self.intended,
            told=() if answer is None else answer.receivers,
            problem=self._problem(answer),
        )

    def _problem(self, answer: Answer | None) -> str:
        if answer is None:
            return "amtool could not be asked"
        if answer.problem:
            return f"amtool: {answer.problem}"
        if not answer.agrees:
            return f"goes to {_shown(answer.receivers)} and not to {_shown(self.intended)}"
        return next((problem for meant, sent in zip(self.meant, self.sent, strict=False) if (problem := self._timing(meant, sent))), "")

    def _timing(self, meant: Hop, sent: Hop) -> str:
        """Return in what the two arrivals at one receiver differ: amtool does not look at it."""
        for what in ("group_by", "group_wait_ms", "group_interval_ms", "repeat_interval_ms"):
            if getattr(meant, what) != getattr(sent, what):
                return f"`{meant.name}` was written with {what.removesuffix('_ms')} {getattr(sent, what)} and not {getattr(meant, what)}"
        for what, ours, theirs in (("muted", meant.mute, sent.mute), ("active", meant.active, sent.active)):
            if tuple(map(self.target.named, ours)) != theirs:
                return f"`{meant.name}` was written as {what} in {_shown(theirs)} and not in {_shown(ours)}"
        other = [name for name in (*meant.mute, *meant.active) if name in self.silencing.intervals]
        if other:
            return f"the times of {_shown(tuple(other))} were written otherwise"
        keys = self.others.get(meant.receiver, ())
        return f"the receiver `{meant.receiver}` was written with other {_shown(keys)} than is meant" if keys else ""


def _differences(meant: AlertLabels, sent: AlertLabels) -> Iterator[str]:
    for label in sorted(meant.fixed.keys() | sent.fixed.keys()):
        if meant.fixed.get(label) != sent.fixed.get(label):
            ours, theirs = (f"`{value}`" if value is not None else "nothing" for value in (meant.fixed.get(label), sent.fixed.get(label)))
            yield f"the label `{label}` was written as {theirs} and not as {ours}"
    if meant.maybe != sent.maybe or meant.never != sent.never:
        yield "the written expression lets other labels through than the one that was meant"


def _shown(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "nothing"
