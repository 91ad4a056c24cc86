"""Texts of panels: headings, legends, and descriptions of what is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from tocsin.wording import listed


@lru_cache(maxsize=1024)  # a thousand models have the same few panels
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


def described(told: str, series: Iterable[str] = ()) -> str:
    """Return a panel's description: its help `told`, or else the series it reads."""
    return sentence(told) if told else _reading(series)


def legend(labels: Iterable[str]) -> str:
    """Return a legend of the labels that tell the values apart; empty when there is one value."""
    return " ".join([_told_apart(label) for label in labels if label != "le"])


def _reading(series: Iterable[str]) -> str:
    names = [f"`{name}`" for name in series]
    return f"Reads {listed(names)}." if names else ""


def _told_apart(label: str) -> str:
    # Its value is a bare number.
    return f"GPU {{{{{label}}}}}" if label == "gpu" else f"{{{{{label}}}}}"
