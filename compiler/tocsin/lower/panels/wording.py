"""What panels say: headings, legends, and descriptions of what is drawn and what watches it."""

from __future__ import annotations

from collections.abc import Iterable

from tocsin import promql
from tocsin.duration import format_duration
from tocsin.ir import Alert


def heading(text: str) -> str:
    """Return `text` with a capital, unless its first word has capitals of its own.

    >>> heading("queue depth"), heading("GPU memory"), heading("vLLM queue")
    ('Queue depth', 'GPU memory', 'vLLM queue')
    """
    first = text.partition(" ")[0]
    return text if first != first.lower() else text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """Return a help text as a sentence.

    >>> sentence("share of texts"), sentence("Is it up?")
    ('Share of texts.', 'Is it up?')
    """
    stripped = text.strip()
    return heading(stripped) if stripped.endswith((".", "!", "?")) else f"{heading(stripped)}."


def listed(names: Iterable[str]) -> str:
    """Return names as a person lists them.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def described(told: str, exprs: Iterable[promql.Expr], alerts: Iterable[Alert] = ()) -> str:
    """Return a panel's description: its help `told`, or else the series it reads; then what watches it."""
    return " ".join([part for part in (sentence(told) if told else _reading(exprs), watched_by(alerts)) if part])


def legend(value: promql.Expr) -> str:
    """Return a legend of the labels that tell the values apart; empty when there is one value."""
    for node in promql.walk(value):
        if isinstance(node, promql.Aggregate):
            return " ".join(_told_apart(label) for label in node.labels if label != "le")
    return ""


def _reading(exprs: Iterable[promql.Expr]) -> str:
    series = dict.fromkeys(name for expr in exprs for name in promql.metrics(expr))
    return f"Reads {listed(f'`{name}`' for name in series)}." if series else ""


def _told_apart(label: str) -> str:
    # Its value is a bare number.
    return f"GPU {{{{{label}}}}}" if label == "gpu" else f"{{{{{label}}}}}"


def watched_by(alerts: Iterable[Alert]) -> str:
    """Return which alerts watch what a panel shows, as a sentence; empty when there are none."""
    steps: dict[str, list[str]] = {}
    for alert in alerts:
        duration = f" for {format_duration(alert.for_ms)}" if alert.for_ms else ""
        steps.setdefault(alert.name, []).append(f"{alert.severity} when {alert.condition}{duration}")
    told = "; ".join(f"{name} ({', '.join(dict.fromkeys(conditions))})" for name, conditions in steps.items())
    return f"Watched by {told}." if told else ""
