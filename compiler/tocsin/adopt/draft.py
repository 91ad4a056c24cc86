"""Writes adopted rules as a spec: each expression as it is, as a metric with a name, and a threshold on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from tocsin import promql
from tocsin.adopt.condition import Condition, condition
from tocsin.adopt.names import alert_name, as_it_is, free, name, word
from tocsin.adopt.note import Note
from tocsin.adopt.proof import drafted_proof
from tocsin.adopt.rules import Given
from tocsin.adopt.series import Series, unrecorded
from tocsin.adopt.severities import is_known, ranked
from tocsin.conventions import NAMESPACE_LABEL, OWNER_LABEL, SEVERITY_LABEL, usual_severity
from tocsin.raw import Knowledge, unit_of
from tocsin.section.naming import TAKEN_LABELS
from tocsin.spec.recordings import is_record
from tocsin.units import MOMENTS, UNITS, Unit, show
from tocsin.yaml_writer import dumps

_KEYS: Final[Mapping[str, str]] = {"component": "component", "action": "action"}
"""Labels that a threshold has keys for."""
_STAYING: Final = frozenset({SEVERITY_LABEL, *_KEYS})
_TEXTS: Final[Mapping[str, str]] = {"summary": "summary", "description": "description", "runbook_url": "runbook"}
"""Annotations that it has keys for."""
_OURS: Final[Mapping[str, str]] = {"dashboard_url": "dashboard"}
"""Annotations that are made from the facts."""
_WIDTH: Final = 100
_TRUTH: Final = "bool"
_LIMITS_OF_TRUTH: Final[Mapping[str, tuple[float, ...]]] = {"above": (0.0,), "below": (1.0,), "equals": (0.0, 1.0)}
_NAME: Final = "__name__"


class Drafted(Struct, frozen=True, kw_only=True):
    """A spec, and what its author should know of it."""

    text: str
    taken: tuple[Given, ...]
    notes: tuple[Note, ...]


class Existing(Struct, frozen=True, kw_only=True):
    """What the draft has to fit to."""

    metrics: Collection[str]
    subjects: Collection[str]
    severities: Sequence[str]
    platform: str | None
    """The name of a platform that has to be begun; None: there is one."""
    homes: Mapping[str, str] = {}
    """The components that groups belong to, where their names do not say it."""


def provisional(series: Series, existing: Existing, begun: Mapping[str, Any]) -> dict[str, Any]:
    """Return a spec that declares the series besides what it begins with, by which their units can be looked up."""
    spec = {key: section for key, section in begun.items() if key == "platform"}
    if series.packs:
        spec["use"] = list(series.packs)
    metrics: dict[str, Any] = dict(begun.get("metrics", {}))
    taken = {*existing.metrics, *metrics}
    for declared, kind in series.declared.items():
        own = word(declared, taken)
        taken.add(own)
        metrics[own] = {"series": declared, "type": kind}
    return spec | ({"metrics": metrics} if metrics else {}) | ({"components": begun["components"]} if "components" in begun else {})


class Draft:
    """Gathers rules."""

    def __init__(self, spec: dict[str, Any], existing: Existing, recorded: Collection[str], knowledge: Knowledge | None) -> None:
        """Begin with what declares the series, and the components that objects became; `recorded` are the series that rules make."""
        self._spec = spec
        self._existing = existing
        self._recorded = recorded
        self._knowledge = knowledge
        self._metrics: dict[str, Any] = dict(spec.get("metrics", {}))
        self._components: dict[str, dict[str, Any]] = {name: dict(each) for name, each in spec.get("components", {}).items()}
        self._recordings: dict[str, Any] = {}
        self._made: dict[str, promql.Expr] = {}
        self._named: dict[tuple[str, str], str] = {}
        self._groups: dict[str, str] = {}
        self._alerts: set[tuple[str, object]] = set()
        self.called: dict[str, tuple[str, ...]] = {}
        """What alerts are called here, by the names that they had: several where one name had alerts that only our labels told apart."""
        self._taken: list[Given] = []
        self._notes: list[Note] = []

    def know(self, given: Given) -> None:
        """Take note of what a rule records, so that what reads it has the same unit, whichever stands first."""
        self._made.setdefault(given.name, given.expr)

    def alert(self, given: Given) -> None:
        """Add an alert."""
        self._taken.append(given)
        found = condition(given.expr)
        unit = self._unit(found)
        apart = self._apart(found.value)
        series, unproved = drafted_proof(given, found, apart, self._recorded)
        metric = self._metric(given, found.value, unit, {"proof": {"series": series}} if series else {"unproved": unproved})
        thresholds = self._component(given)["thresholds"]
        key = word(given.name, thresholds)
        threshold: dict[str, Any] = {} if key == metric else {"metric": metric}
        called = self._called(given)
        self.called[given.name] = tuple(dict.fromkeys((*self.called.get(given.name, ()), called)))
        if called != given.name:
            self._note(given, f"is called `{called}` here: silences, dashboards and routes elsewhere that name it need the new one")
        threshold |= {"alert": called, found.key: _limit(found.limit, unit), "for": given.wait}
        if given.keeps:
            threshold["keep_firing_for"] = given.keeps
        threshold |= {"by": apart} if apart else {}
        thresholds[key] = threshold | self._labels(given) | self._annotations(given)
        if found.truth and "$value" in "".join(given.annotations.values()):
            self._note(given, "`{{ $value }}` is 1 now, and no longer what is compared")

    def recording(self, given: Given) -> None:
        """Add a recorded series."""
        if not is_record(given.name):
            self._note(given, "is left out: call it `level:metric:operation`, in what reads it too, and name this file again")
            return
        self._taken.append(given)
        unit = self._known_unit(given.expr)
        metric = self._metric(given, given.expr, unit, {"unproved": "nobody is called for it"})
        recording: dict[str, Any] = {"metric": metric}
        if given.every:
            recording["every"] = given.every
        if given.labels:
            recording["labels"] = given.labels
        self._recordings[given.name] = recording

    def finish(self, others: Mapping[str, Any], files: Sequence[str]) -> Drafted:
        """Return the spec with `others`, sections that are taken over from `files`; its text is empty when nothing was added."""
        spec = dict(self._spec)
        sections = {"metrics": self._metrics, "recordings": self._recordings, "components": self._components}
        spec |= {key: section for key, section in sections.items() if section}
        severities = [each for each in self._severities() if each not in self._existing.severities]
        if severities and "platform" in spec:
            spec["platform"] = spec["platform"] | {"severities": ranked(severities, self._existing.severities)}
        told = ", ".join(dict.fromkeys([*(each.span.file for each in self._taken), *files]))
        header = f"taken over from {told}{': each expression as it was written' if self._taken else ''}"
        text = dumps(spec | dict(others), header=header) if self._taken or others or files else ""
        return Drafted(text=text, taken=tuple(self._taken), notes=tuple(self._notes))

    def _note(self, given: Given, message: str) -> None:
        self._notes.append(Note(span=given.span, message=f"{given.name}: {message}"))

    def _metric(self, given: Given, value: promql.Expr, unit: Unit, proof: Mapping[str, Any]) -> str:
        """Return the name of a metric for the expression; rules that compare the same with several limits share one."""
        text = promql.pretty(value, width=_WIDTH)
        if (text, unit.name) not in self._named:
            own = word(given.name, {*self._metrics, *self._existing.metrics})
            self._metrics[own] = {"expr": text, "unit": unit.name, **proof}
            self._named[text, unit.name] = own
        return self._named[text, unit.name]

    def _called(self, given: Given) -> str:
        """Return a name that no other alert of its group has with the labels that stay: what is ours tells no two apart any more."""
        stays = {label: value for label, value in given.labels.items() if label in _STAYING or label not in {OWNER_LABEL, *TAKEN_LABELS}}
        labels = (given.group, *sorted({SEVERITY_LABEL: usual_severity(self._existing.severities), **stays}.items()))
        called = free(alert_name(given.name), {name for name, others in self._alerts if others == labels}, by="")
        self._alerts.add((called, labels))
        return called

    def _component(self, given: Given) -> dict[str, Any]:
        """Return the component of a group."""
        if given.group not in self._groups:
            own = self._existing.homes.get(given.group) or name(given.group, ())
            if given.group in self._existing.homes:
                self._note(given, f"stands with its group at `{own}`, which is scraped as the job that it asks for")
            elif own not in self._spec.get("components", {}):
                own = name(given.group, {*self._components, *self._existing.subjects})
            self._groups[given.group] = own
            for setting in (*(("interval",) if given.every else ()), *given.settings):
                self._note(given, f"`{setting}:` of its group is left out")
            self._components.setdefault(own, {}).setdefault("thresholds", {})
        return self._components[self._groups[given.group]]

    def _unit(self, found: Condition) -> Unit:
        truth = found.truth or found.missing or not promql.metrics(found.value)
        unit = UNITS[_TRUTH] if truth else self._known_unit(found.value)
        # The limit of a moment is another moment, and of what is 0 or 1 one of these: what is compared with another number is a number.
        never = unit.name == _TRUTH and found.limit not in _LIMITS_OF_TRUTH[found.key]
        return UNITS["count"] if unit.name in MOMENTS or never else unit

    def _known_unit(self, value: promql.Expr) -> Unit:
        known = None if self._knowledge is None else unit_of(unrecorded(value, self._made), self._knowledge)
        return known if known is not None and known.name in UNITS else UNITS["count"]

    def _apart(self, value: promql.Expr) -> list[str]:
        """Return the labels by which there is an alert each, and which none of ours may replace."""
        labels = promql.output_labels(value)
        # That of the series is kept, whichever it is: the component's own is the platform's.
        namespace = {NAMESPACE_LABEL} if labels.may_have(NAMESPACE_LABEL) else set()
        return sorted(namespace | ((labels.only or frozenset()) - labels.fixed.keys() - {_NAME}))

    def _labels(self, given: Given) -> dict[str, Any]:
        found: dict[str, Any] = {}
        labels: dict[str, str] = {}
        for label, value in sorted(given.labels.items()):
            if label == SEVERITY_LABEL:
                found["severity"] = value
            elif label in _KEYS:
                found[_KEYS[label]] = value
            elif label == OWNER_LABEL:
                self._note(given, f"the label `owner` is left out: write `owner: {value}` at its component")
            elif label in TAKEN_LABELS:
                self._note(given, f"the label `{label}` is left out: it is ours")
            else:
                labels[label] = value
        severity = found.get("severity")
        if severity is None:
            self._note(given, "has no severity: it gets that of most alerts")
        elif severity not in self._existing.severities:
            if self._existing.platform is None:
                self._note(given, f"add `{severity}` to the `severities:` of the platform, which stand from harmless to grave")
            elif not is_known(severity):
                self._note(given, f"`{severity}` is taken for the most harmless severity: `severities:` stand from harmless to grave")
        return found | ({"labels": labels} if labels else {})

    def _annotation(self, given: Given, key: str) -> str:
        """Return what an annotation is called here."""
        if key in _OURS:
            self._note(given, f"the annotation `{key}` is called `{_OURS[key]}` here: ours leads to the dashboard that comes by itself")
        return _OURS.get(key, key)

    def _severities(self) -> list[str]:
        """Return the severities of the draft in their order."""
        thresholds = (component.get("thresholds", {}) for component in self._components.values())
        each = (threshold.get("severity") for those in thresholds for threshold in those.values())
        return list(dict.fromkeys(severity for severity in each if severity is not None))

    def _annotations(self, given: Given) -> dict[str, Any]:
        texts = {_TEXTS[key]: as_it_is(text) for key, text in given.annotations.items() if key in _TEXTS}
        others = {self._annotation(given, key): as_it_is(text) for key, text in given.annotations.items() if key not in _TEXTS}
        return texts | ({"annotations": others} if others else {})


def _limit(limit: float, unit: Unit) -> str | float | int:
    if unit.suffix:
        return show(limit, unit)
    return int(limit) if limit.is_integer() else limit
