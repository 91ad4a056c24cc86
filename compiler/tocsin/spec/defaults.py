"""What models or components have in common: all of them, or those that name one profile."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Final

from pydantic import ValidatorFunctionWrapHandler, WrapValidator

from tocsin.section import Section
from tocsin.spec.models import Component, Model
from tocsin.spec.slos import MEASURES
from tocsin.thresholds import kinds


def _mapping(given: Any, handler: ValidatorFunctionWrapHandler) -> Any:  # noqa: ANN401  # whatever the file holds
    """Leave a mapping alone: it is a part of each, and what the parts come to is validated there."""
    return given if isinstance(given, dict) else handler(given)


IN_COMMON: Final = ("defaults", "profiles")
"""The sections that say what models and components have in common."""
Profile = Annotated[Model, WrapValidator(_mapping)]
"""What those that name it have in common: a part of each, like what `defaults` say of all."""


class Defaults(Section):
    """What is true of each unless it says otherwise: its own value of a field wins, and its `null` removes one.

    What a runtime's pack brings stands below that: a threshold without a condition, or an objective that does not say of what, changes the
    one of its name wherever there is one, and `null` removes it there. A `null` with a meaning, as in `scrape: {down: null}`, has that.
    """

    models: Profile | None = None
    """What each model has; `workload` and `known_as` no two can have in common."""
    components: Annotated[Component, WrapValidator(_mapping)] | None = None
    """What each component has, likewise."""


def is_whole(part: str, entry: Mapping[str, Any]) -> bool:
    """Tell whether an entry of `thresholds` or `slos` says what it is about; otherwise it changes one that does."""
    return not (MEASURES if part == "slos" else conditions()).isdisjoint(entry)


@cache
def conditions() -> frozenset[str]:
    """Return the keys by which thresholds say what is bad."""
    return frozenset(key for kind in kinds().values() for key in kind.KEYS)
