"""What to write for a duration, a quantity or a name that is written as elsewhere."""

from __future__ import annotations

import re
from typing import Final

from tocsin.diagnostics import Remedy
from tocsin.units.otherwise import duration_meant, quantity_meant


def duration_remedy(text: str) -> str:
    """Return the help line for what is no duration."""
    return _instead(text, duration_meant(text)) or "write a number and a unit, largest first: `30s`, `5m`, `1h30m`"


def quantity_remedy(given: object) -> str:
    """Return the help line for what is no quantity."""
    meant = _instead(given, quantity_meant(given)) if isinstance(given, str) else None
    return meant or "write a number and its unit: `100ms`, `0.8`, `95%`, `20GiB`, `5/s`"


def plain_name(text: str) -> str:
    """Return a name as Kubernetes may take it; models are often called as on Hugging Face.

    >>> plain_name("meta-llama/Llama-3.1-8B"), plain_name("Sales_Forecast")
    ('llama-3.1-8b', 'sales-forecast')
    """
    owner, _, name = text.rpartition("/")
    return (name if owner.replace("-", "").isalnum() else text).lower().replace("_", "-")


_PLACEHOLDER: Final = r"\$[{(]|\{\{|(?<!<)<[\w .-]+>(?!>)"


def placeholder_remedy(text: str) -> str | None:
    """Return the help line for what another program would fill in, or the reader of an example; None when it is nothing of that kind.

    >>> placeholder_remedy("{{ .Values.name }}") == placeholder_remedy("<your-model>"), placeholder_remedy("Chat")
    (True, None)
    """
    if re.search(_PLACEHOLDER, text) is None:
        return None
    return "write what it is, for nothing fills specs in; what is other in an environment: `environments: {staging: {patch: …}}`"


def _instead(given: str, meant: str | None) -> Remedy | None:
    return None if meant is None else Remedy(f"write `{meant}`", given=given, instead=meant)
