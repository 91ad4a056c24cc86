"""What every section of the language shares: frozen, no unknown keys, no silent conversions, documented fields."""

from __future__ import annotations

import marshal
import re
from contextvars import ContextVar
from typing import Annotated, Any, Final, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    PlainValidator,
    Strict,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema
from pydantic_core.core_schema import NoInfoValidatorFunction

from tocsin.diagnostics import Remedy
from tocsin.duration import DURATION_PATTERN, parse_duration
from tocsin.regex.go import NotGoError, in_rust
from tocsin.section.notation import duration_remedy, placeholder_remedy, plain_name, quantity_remedy
from tocsin.units import QUANTITY_PATTERN, Quantity, parse_quantity

T = TypeVar("T")

# A YAML list: strict typing would ask for a Python tuple, which no file can spell.
Items = Annotated[tuple[T, ...], Strict(strict=False)]


class Section(BaseModel):
    """A part of a spec. Its fields are what may be typed there; their docstrings are what editors show."""

    # Deferred: a default that is a section is `default_factory=….model_construct` for the same reason, which builds nothing.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True, defer_build=True)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401  # as pydantic has it
        """Return what validates a section; within another one it is built when the first is read, and most never are."""
        if _within.get():
            return core_schema.no_info_plain_validator_function(_later(cls), metadata={PART: cls})
        token = _within.set(True)
        try:
            return handler(source)
        finally:
            _within.reset(token)


PART: Final = "section"
"""In the metadata of a section within another: its class, for who asks what may be written there."""
_within: Final = ContextVar("_within", default=False)
"""Whether the section that is being built is part of another one."""


WITHOUT_REFERENCES: Final = 2
"""The version of marshal's format in which what is equal is written alike, whatever else refers to it."""
_SMALL, _MOST = 400, 10_000
"""Bytes of what may well be said again (5,000 thresholds of 1,000 models are 100 different ones), and how many of a kind are remembered."""


def _later(section: type[Section]) -> NoInfoValidatorFunction:
    known: dict[bytes, Section] = {}

    def validate(value: Any) -> Section:  # noqa: ANN401  # whatever the file holds
        try:
            said = marshal.dumps(value, WITHOUT_REFERENCES)
        except ValueError:  # no plain data
            return section.model_validate(value, by_alias=True, by_name=False)
        if (found := known.get(said)) is None:
            found = section.model_validate(value, by_alias=True, by_name=False)
            if len(said) <= _SMALL:
                if len(known) >= _MOST:
                    known.clear()
                known[said] = found
        return found

    # So is it called where a mistake in a union is told.
    validate.__name__ = section.__name__
    return validate


def mistake(code: str, message: str, remedy: str) -> PydanticCustomError:
    """Return the error that a validator raises for an author's mistake; loading turns it into a diagnostic, `remedy` into its help line."""
    context: dict[str, Any] = {"help": remedy}
    return PydanticCustomError(code, message, context)


def _distinct(items: tuple[T, ...]) -> tuple[T, ...]:
    for index, item in enumerate(items):
        if item in items[:index]:
            raise mistake("spec/duplicate", f"`{item}` is listed twice", "remove one of them")
    return items


Distinct = Annotated[tuple[T, ...], Strict(strict=False), AfterValidator(_distinct)]
"""A list in which nothing stands twice."""


def _with_unit(given: object) -> object:
    if isinstance(given, int | float) and not isinstance(given, bool):
        raise mistake("spec/bad-duration", f"`{given}` has no unit", f"write what it counts, for example `{given}s`")
    return given


def _duration(text: str) -> str:
    if parse_duration(text) is None:
        raise mistake("spec/bad-duration", f"`{text}` is not a duration", duration_remedy(text))
    return text


DurationText = Annotated[
    str,
    BeforeValidator(_with_unit),
    AfterValidator(_duration),
    WithJsonSchema({"type": "string", "pattern": DURATION_PATTERN, "examples": ["30s", "5m", "1h30m"]}),
]
"""A duration as Prometheus writes it."""


def _lasting(text: str) -> str:
    if parse_duration(text) == 0:
        raise mistake("spec/bad-duration", f"`{text}` lasts no time", "write more than nothing, for example `30s`")
    return text


Period = Annotated[DurationText, AfterValidator(_lasting)]
"""A duration that is not zero: how often, or over how long."""


def _share(given: Any) -> Any:  # noqa: ANN401  # whatever the file holds
    """Refuse `p95`, `95` and `95%`, which can only be 0.95."""
    found = re.fullmatch(r"[pP]?([1-9]\d?(?:\.\d+)?)%?", str(given))
    if found is None or isinstance(given, float) or given == 1:
        return given
    share = f"{float(found[1]) / 100:g}"
    raise mistake("threshold/bad-quantile", f"`{given}` is a percentage", Remedy(f"write `{share}`", given=str(given), instead=share))


Share = Annotated[float, Field(gt=0, lt=1), BeforeValidator(_share)]
"""Which quantile: 0.95 is the value that 95% of observations do not exceed."""


def _regex(text: str) -> str:
    try:
        in_rust(text)
    except NotGoError as refused:
        raise mistake("spec/bad-regex", f"`{text}` is not a regular expression", str(refused)) from None
    return text


Regex = Annotated[str, AfterValidator(_regex)]
"""A regular expression in the syntax of RE2, as Go reads it."""

_NAME = re.compile(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?")
_LONGEST_NAME: Final = 63  # of a label's value, which most names become too
_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


def _name(text: str) -> str:
    if not _NAME.fullmatch(text) or len(text) > _LONGEST_NAME:
        known = f", `{it}` with `known_as: {text}`" if _NAME.fullmatch(it := plain_name(text)) and it != text else ""
        remedy = placeholder_remedy(text) or f"use at most {_LONGEST_NAME} lower-case letters, digits, `-` and `.`{known}"
        raise mistake("spec/bad-name", f"`{text}` cannot name a Kubernetes object", remedy)
    return text


def _label(text: str) -> str:
    if not _LABEL.fullmatch(text) or text.startswith("__"):
        shown = f"`{text}`" if text else "an empty text"
        raise mistake("spec/bad-label", f"{shown} is not a label name", "use letters, digits and `_`, not starting with a digit or `__`")
    return text


Name = Annotated[
    str,
    AfterValidator(_name),
    WithJsonSchema({"type": "string", "pattern": r"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", "maxLength": _LONGEST_NAME}),
]
"""The name of something that becomes a Kubernetes object or part of its name."""

LabelName = Annotated[str, AfterValidator(_label), WithJsonSchema({"type": "string", "pattern": r"^[a-zA-Z_][a-zA-Z0-9_]*$"})]
"""A Prometheus label name (legacy character set: every version of every tool accepts it)."""


def _not_blank(text: str) -> str:
    if text.isspace():
        raise mistake("spec/blank", "the text is blank", "write something, or leave the key out")
    return text


Text = Annotated[str, StringConstraints(min_length=1), AfterValidator(_not_blank)]
"""A text for people. `<< fact >>` is filled in when compiling, Prometheus' own `{{ $value }}` passes through."""


class Guide(Section):
    """What whoever is called should know: it is on the alert's runbook page."""

    # tocsin's own are made by `model_construct` at import: to validate one would build what validates all of them.

    meaning: Text | None = None
    """What it means for those who use the model."""
    causes: Items[Text] = ()
    """What is usually behind it, the likeliest first."""
    actions: Items[Text] = ()
    """What to do, in this order."""


class SecretRef(Section):
    """A key of a Kubernetes Secret. Secrets are named, never written down."""

    secret: Name
    """Name of the Secret, in the namespace of what reads it: Alertmanager, a monitor, a job, an autoscaler, the blackbox exporter."""
    key: Annotated[str, StringConstraints(pattern=r"^[-._a-zA-Z0-9]+$")]
    """Key inside the Secret."""


class FileRef(Section):
    """A file that holds the secret where the process runs."""

    file: Annotated[str, StringConstraints(pattern=r"^/[^\x00-\x1f]+$")]
    """Absolute path of the file."""


Secret = SecretRef | FileRef


def _amount(given: object) -> Quantity:
    if isinstance(given, str) or (isinstance(given, int | float) and not isinstance(given, bool)):
        quantity = parse_quantity(given)
        if quantity is not None:
            return quantity
    raise mistake("spec/bad-quantity", f"`{given}` is not a quantity", quantity_remedy(given))


Amount = Annotated[
    Quantity,
    PlainValidator(_amount),
    WithJsonSchema(
        {"anyOf": [{"type": "number"}, {"type": "string", "pattern": QUANTITY_PATTERN}], "examples": ["100ms", "95%", "20GiB", 0.8]}
    ),
]
"""A number with its unit; what it is compared with decides which units fit."""
