"""How a spec says which values of a label are meant."""

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Discriminator, Field, Tag, model_validator

from tocsin.regex.patterns import matches
from tocsin.section import Distinct, LabelName, Regex, Section, mistake
from tocsin.section.verbatim import AS_IT_IS


class Matching(Section):
    """A label value by regular expression, or by what it is not. Of several all must hold: `{matches: "/v1/.*", not: /v1/models}`."""

    matches: Annotated[Regex, AS_IT_IS] | None = None
    """RE2 expression that must match the whole value."""
    not_matches: Annotated[Regex, AS_IT_IS] | None = None
    """RE2 expression that must not match the whole value."""
    equals_not: Annotated[str, AS_IT_IS] | None = Field(default=None, alias="not")
    """A value that the label must not have."""

    @model_validator(mode="after")
    def _any(self) -> Self:
        if self.matches is None and self.not_matches is None and self.equals_not is None:
            raise mistake("spec/bad-matcher", "the matcher says nothing", "write one or more of `matches:`, `not_matches:`, `not:`")
        return self


def _matcher_form(given: object) -> str:
    return "#value" if isinstance(given, str) else "#list" if isinstance(given, list | tuple) else "#pattern"


_Value = Annotated[str, AS_IT_IS]
LabelMatch = Annotated[
    Annotated[_Value, Tag("#value")]
    | Annotated[Distinct[_Value], Field(min_length=1), Tag("#list")]
    | Annotated[Matching, Tag("#pattern")],
    Discriminator(_matcher_form),
]
"""A value, a list of values (any of them), or `{matches: regex, not_matches: regex, not: value}`, all of which hold."""

Where = dict[LabelName, LabelMatch]
"""Which series: a condition for each named dimension or label."""


def fits(wanted: LabelMatch | None, value: str) -> bool:
    """Tell whether `value`, empty when there is none, is as `wanted`; None asks for nothing."""
    match wanted:
        case None:
            return True
        case str():
            return value == wanted
        case Matching():
            taken = wanted.matches is None or matches(wanted.matches, value)
            refused = wanted.not_matches is not None and matches(wanted.not_matches, value)
            return taken and not refused and value != wanted.equals_not
        case _:
            return value in wanted


def in_words(where: Where) -> str:
    """Return which series are meant, behind the name of what they measure. What they are not tells nobody what they are.

    >>> in_words({"reason": ("timeout", "abort")})
    ' (reason timeout or abort)'
    >>> in_words({"container": ""}), in_words({"path": "/{{name}}"})  # which Prometheus would fill in
    ('', '')
    """
    said = ", ".join(_in_words(where))
    return f" ({said})" if said and "{{" not in said else ""


def _in_words(where: Where) -> Iterator[str]:
    for key, wanted in where.items():
        match wanted:
            case str() if wanted:
                yield f"{key} {wanted}"
            case tuple():
                yield f"{key} {' or '.join(wanted)}"
            case Matching(matches=str(pattern)):
                yield f"{key} {pattern}"
            case _:
                pass
