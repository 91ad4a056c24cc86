"""Plain data in, a typed section out, or a diagnostic for every mistake in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeVar

from msgspec.structs import replace
from pydantic import TypeAdapter, ValidationError

from tocsin.diagnostics import Diagnostic
from tocsin.diagnostics.nearest import closest
from tocsin.source import KeyPath
from tocsin.spec.failure import Branch, Failure, failure_of
from tocsin.spec.fields import fields, sections
from tocsin.spec.misplaced import misplaced
from tocsin.spec.shorthand import reference
from tocsin.spec.wording import diagnose
from tocsin.spec.wrong_type import WRONG_TYPES

T = TypeVar("T")

_MOST: Final = 1000
"""Mistakes that are told at once: a file with more was written by no person, and telling each takes a look at every key."""


def validate(kind: TypeAdapter[T], value: object, at: KeyPath = ()) -> T | tuple[Diagnostic, ...]:
    """Return `value` as `kind`, or every mistake in it with its path below `at`."""
    try:
        # By alias only: `for_` and `as_` are names for Python, not a second way to write `for` and `as`.
        return kind.validate_python(value, by_alias=True, by_name=False)
    except ValidationError as error:
        annotation = kind._type  # noqa: SLF001  # the adapter keeps no public name for its type
        found = tuple(_meant([failure_of(value, detail) for detail in error.errors(include_url=False)[:_MOST]]))
        moved = misplaced(annotation, value, found)
        failures = tuple(each for each in found if not any(keys.explains(each) for keys in moved))
        known = {each: sorted(set(fields(annotation, each.path[:-1]))) for each in failures if each.detail["type"] == "extra_forbidden"}
        # What is misspelt is missing too, but that is one mistake.
        misspelt = {(*each.keys[:-1], _meant_key(str(each.keys[-1]), keys)) for each, keys in known.items()}
        misspelt |= {
            (*each.keys[:-1], key) for each in known if reference(each.keys[-1], each.detail["input"]) for key in ("secret", "key")
        }
        said = (each for each in failures if not _echoes(each) and (each.detail["type"] != "missing" or each.keys not in misspelt))
        told = (diagnose(each, at, known[each] if each in known else _leading(annotation, each)) for each in said)
        return tuple(dict.fromkeys((*(keys.diagnostic(at) for keys in moved), *told)))


def _leading(annotation: Any, failure: Failure) -> tuple[str, ...]:  # noqa: ANN401  # any annotation
    """Return the keys that a section which is none must have, or else some that it may have; of a list those that its items may have."""
    if WRONG_TYPES.get(failure.detail["type"]) == "a list":
        return tuple(fields(annotation, (*failure.path, 0)))
    if WRONG_TYPES.get(failure.detail["type"]) != "a mapping":
        return ()
    for section in sections(annotation, failure.path):
        needed = tuple(field.alias or name for name, field in section.model_fields.items() if field.is_required())
        own = sorted(section.model_fields, key=lambda name: name not in section.__annotations__)
        return needed if needed or failure.detail["input"] is None else tuple(section.model_fields[name].alias or name for name in own[:3])
    return ()


def _meant_key(key: str, known: list[str]) -> str | None:
    """Return which of the `known` keys is meant by one that is none, like `naem` or `name:shop`."""
    word = key.partition(":")[0].partition(" ")[0]
    return word if word in known else closest(key, known)


def _echoes(failure: Failure) -> bool:
    """Tell whether a list is said to be too short only because what is wrong in it was not counted."""
    detail = failure.detail
    return detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]


def _meant(failures: list[Failure], depth: int = 0) -> Iterator[Failure]:
    """Yield, of each union, the failures of the member that the value comes nearest to: the first when in doubt."""
    heads: dict[str | int | Branch | None, list[Failure]] = {}
    for failure in failures:
        heads.setdefault(failure.path[depth] if depth < len(failure.path) else None, []).append(failure)
    branches = [head for head in heads if isinstance(head, Branch)]
    if len(branches) > 1:
        nearest = min(branches, key=lambda branch: _distance(heads[branch], depth + 1))
        others = [failure for branch in branches if branch != nearest for failure in heads.pop(branch)]
        heads[nearest] = [
            replace(failure, also=tuple(other.detail for other in others if other.keys == failure.keys)) for failure in heads[nearest]
        ]
    for head, group in heads.items():
        yield from group if head is None else _meant(group, depth + 1)


def _distance(failures: list[Failure], depth: int) -> tuple[bool, int]:
    """Return how far a value is from a member of a union at `depth`: of another type altogether, or wrong in so many places."""
    return any(len(failure.path) == depth and failure.detail["type"] in WRONG_TYPES for failure in failures), len(failures)
