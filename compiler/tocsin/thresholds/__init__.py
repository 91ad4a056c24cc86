"""The kinds of threshold: every module here is one, with a class `Kind`."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from functools import cache, reduce
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import Discriminator, Tag

from tocsin.diagnostics.nearest import closest
from tocsin.discovery import modules
from tocsin.threshold import Threshold

__all__ = ["AnyThreshold", "kinds"]


def kinds() -> dict[str, type[Threshold]]:
    """Return every kind by the name of its file."""
    return {module.__name__.rpartition(".")[2]: module.Kind for module in modules(__name__)}


def _kind(given: Any) -> str | None:  # noqa: ANN401  # whatever the file holds
    if isinstance(given, Threshold):
        return "#" + type(given).__module__.rpartition(".")[2]
    if isinstance(given, dict):
        ranks = _ranks()
        found = [ranks[key] for key in given if key in ranks]
        return _by_keys()[min(found)][0] if found else _misspelt(given)
    return None


def _misspelt(given: Mapping[object, object]) -> str | None:
    """Return the kind that an unknown key comes near to, or the usual one, so that its own types say which key is meant."""
    tags = {key: tag for tag, keys in reversed(_by_keys()) for key in sorted(keys)}
    known = {_EXPRESSION, *(field.alias or name for name, field in Threshold.model_fields.items())}
    unknown = [key for key in given if isinstance(key, str) and key not in known]
    near = (closest(key, tags) for key in unknown)
    return next((tags[key] for key in near if key is not None), _USUAL if unknown else None)


_USUAL: Final = "#static"
_EXPRESSION: Final = "expr"
"""Where that belongs is told to whoever gives no condition."""


@cache
def _by_keys() -> tuple[tuple[str, frozenset[str]], ...]:
    """Return the kinds' tags and keys; the kind with the most specific key wins: `quantile` has an `above` too."""
    return tuple((f"#{name}", frozenset(kind.KEYS)) for name, kind in sorted(kinds().items(), key=lambda entry: len(entry[1].KEYS)))


@cache
def _ranks() -> Mapping[object, int]:
    """Return the position in `_by_keys` of the first kind that has a key, by that key."""
    return {key: rank for rank, (_, keys) in reversed(tuple(enumerate(_by_keys()))) for key in keys}


if TYPE_CHECKING:
    AnyThreshold = Threshold
else:
    _KEYS = ", ".join(f"`{key}:`" for kind in kinds().values() for key in kind.KEYS)
    AnyThreshold = Annotated[
        reduce(operator.or_, (Annotated[kind, Tag(f"#{name}")] for name, kind in kinds().items())),
        Discriminator(
            _kind,
            custom_error_type="threshold/no-condition",
            custom_error_message="a threshold says what is too much or too little",
            custom_error_context={"help": f"give it one of {_KEYS}; an `{_EXPRESSION}:` is a metric under `metrics:`, which it compares"},
        ),
    ]
