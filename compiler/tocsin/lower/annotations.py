"""The texts of an alert: summary, description, links. What the author does not write follows from the facts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from msgspec import Struct

from tocsin.annotation import as_text, if_labelled
from tocsin.duration import format_duration
from tocsin.lower.context import Context
from tocsin.lower.panels.wording import heading
from tocsin.lower.subject import Subject
from tocsin.lower.texts import partly_filled
from tocsin.section.naming import annotation_place
from tocsin.source import KeyPath
from tocsin.spec.health import Health
from tocsin.spec.slos import Slo
from tocsin.spec.targets_down import AllTargetsDown
from tocsin.threshold import Threshold


class Sentences(Struct, frozen=True):
    """What an alert says when its author does not."""

    summary: str
    description: str


VALUE: Final = Sentences(
    "<< subject >>: << title >> << condition >><< which >>",
    "<< Title >> of << place >><< which >>: << value >>, << compared >><< duration >>.<< help >>",
)
STATE: Final = Sentences(
    "<< subject >>: << title >> is << condition >><< which >>",
    "<< Title >> of << place >><< which >> has been << condition >><< duration >>.<< help >>",
)
MISSING: Final = Sentences(
    "<< subject >>: nothing is heard of << title >>",
    "Nothing has been heard of << title >> of << place >><< duration >>: what watches it cannot fire.<< help >>",
)


class Facts(Struct, frozen=True, kw_only=True):
    """What the texts of one alert may speak of."""

    alert: str
    severity: str
    for_ms: int
    title: str
    condition: str
    value: str
    """How Prometheus shows the value."""
    threshold: str
    limit: str = ""
    metric: str = ""
    help: str = ""
    by: tuple[tuple[str, str], ...] = ()
    """What tells the values apart: our word and the label."""
    seldom: frozenset[str] = frozenset()
    """Those labels of them that some series lack: of these no word is said of it."""
    gone: bool = False
    """Whether the alert is also about series that are gone, of which the labels of `by` are not known."""
    also: str = ""
    """The limit in the unit in which Prometheus shows the value, where its author wrote another."""
    more: tuple[tuple[str, str], ...] = ()
    """Facts that only alerts of its sort know."""

    def by_name(self) -> dict[str, str]:
        """Return them as texts name them."""
        wait = format_duration(self.for_ms)
        return {
            "alert": self.alert,
            "severity": self.severity,
            "title": as_text(self.title),
            "Title": as_text(heading(self.title)),
            "condition": self.condition,
            "limit": self.limit,
            "value": self.value,
            "metric": self.metric,
            "threshold": self.threshold,
            "for": wait,
            # Parts of a sentence, with the space or comma that they need.
            "compared": self._compared(),
            "duration": f" for {wait}" if self.for_ms else "",
            "which": self._which(),
            "help": f" {as_text(_sentence(self.help))}" if self.help else "",
            **dict(self.more),
        }

    def _compared(self) -> str:
        """Return the condition with the limit in the other unit: in one bracket with what the condition has in brackets itself."""
        limit, bracket, rest = self.condition.partition(" (")
        return f"{limit}{self.also.removesuffix(')')}; {rest}" if self.also and bracket else f"{self.condition}{self.also}"

    def _which(self) -> str:
        if not self.by:
            return ""
        said = {label: f"{word} {{{{ $labels.{label} }}}}" for word, label in self.by}
        if self.gone or said.keys() <= self.seldom:
            return if_labelled(self.by[0][1], f" ({', '.join(said.values())})")
        always = ", ".join(each for label, each in said.items() if label not in self.seldom)
        return f" ({always}{''.join(if_labelled(label, f', {each}') for label, each in said.items() if label in self.seldom)})"


_Own = Threshold | Slo | Health | AllTargetsDown | None


def annotate(context: Context, subject: Subject, facts: Facts, usual: Sentences, *, at: KeyPath, own: _Own = None) -> dict[str, str]:
    """Return the annotations of one alert: the texts that `own` has, otherwise the `usual` ones."""
    texts, about = _texts(context, subject, usual, own), context.texts.alert_facts(subject)
    result = _at_once(texts, facts, about)
    if result is None:
        result, known = {}, {**about, **facts.by_name()}
        for key, text in texts.items():
            filled = context.texts.fill(text, known, _written(key, subject, own, at))
            if filled is not None:
                result[key] = filled.strip()
    dashboard = context.dashboard_url(subject)
    if dashboard is not None:
        result["dashboard_url"] = dashboard
    return result


def _texts(context: Context, subject: Subject, usual: Sentences, own: _Own) -> dict[str, str]:
    """Return the texts of the annotations by their names."""
    texts = {"summary": usual.summary, "description": usual.description}
    runbook = None
    if own is not None:
        texts = {"summary": own.summary or usual.summary, "description": own.description or usual.description}
        runbook = own.runbook
    runbook = runbook or subject.spec.runbook or context.platform.runbooks
    if runbook is not None:
        texts["runbook_url"] = runbook
    return {**texts, **context.platform.annotations, **subject.spec.annotations, **_more(own)}


def _more(own: _Own) -> Mapping[str, str]:
    return own.annotations if isinstance(own, Threshold | Slo) else {}


def _written(key: str, subject: Subject, own: _Own, at: KeyPath) -> KeyPath:
    """Return where the text of an annotation was written."""
    if key in {"summary", "description"}:
        return annotation_place(at, key) if getattr(own, key, None) else at
    runbook = key == "runbook_url"
    if key in _more(own) or (runbook and own is not None and own.runbook is not None):
        return annotation_place(at, key)
    if key in subject.spec.annotations or (runbook and subject.spec.runbook is not None):
        return annotation_place(subject.at, key)
    return ("platform", "runbooks") if runbook else annotation_place(("platform",), key)


def _at_once(texts: Mapping[str, str], facts: Facts, about: Mapping[str, str]) -> dict[str, str] | None:
    """Return the annotations; None when something is wrong with one of their texts."""
    forms = _forms(tuple(texts.values()), facts)
    if forms is None:
        return None
    try:
        return dict(zip(texts, [(form % about).strip() for form in forms], strict=True))
    except KeyError:
        return None


@lru_cache(maxsize=4096)
def _forms(texts: tuple[str, ...], facts: Facts) -> tuple[str, ...] | None:
    """Return texts with the facts of an alert, which many models share; what is about one model is filled in later. None as above."""
    known = facts.by_name()
    forms: list[str] = []
    for text in texts:
        form = partly_filled(text, known)
        if form is None:
            return None
        forms.append(form)
    return tuple(forms)


def _sentence(text: str) -> str:
    """Return a help text as a sentence of its own."""
    sentence = text.strip().rstrip(".")
    return f"{heading(sentence)}."
