"""A value of another type than its key takes: what it is, and how what may be meant is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from tocsin.diagnostics import Remedy
from tocsin.regex import late
from tocsin.spec.failure import Failure
from tocsin.spec.shorthand import at_length

WRONG_TYPES: Final = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "`true` or `false`",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "tuple_type": "a list",
}
_TRUTHS: Final = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false", "true": "true", "false": "false"}
"""What was a truth in YAML 1.1, and is a text since; or stands in quotes."""
_MATCHERS: Final = {"=": "{}", "!=": "{{not: {}}}", "=~": "{{matches: {}}}", "!~": "{{not_matches: {}}}"}
_MATCHER: Final = late(r"\s*([a-zA-Z_]\w*)\s*(=~|!~|!=|=)\s*(\"[^\"]*\"|[^\s\"]+)\s*")
_CALLED: Final = frozenset({"name", "alert", "record", "metric", "model", "receiver", "title"})
"""Where items of lists of other programs have their names."""
_LABELS: Final = frozenset({"where", "when", "source", "target"})
_ENVIRONMENTS: Final = frozenset({"default", "dev", "development", "prod", "production", "qa", "stage", "staging", "test", "testing"})
"""What environments are usually called."""
PLAIN: Final = r"[A-Za-z0-9][-\w.:/@]{0,39}"
_LONGEST: Final = 40


def wrong_type(failure: Failure, keys: tuple[str, ...]) -> tuple[str, str, str]:
    """Return code, message and help; `keys` are some that a mapping there has, or the items of a list."""
    given = failure.detail["input"]
    kinds = (detail["type"] for detail in (failure.detail, *failure.also))
    *others, last = dict.fromkeys(WRONG_TYPES[kind] for kind in kinds if kind in WRONG_TYPES)
    wanted = f"{', '.join(others)} or {last}" if others else last
    is_label = len(failure.keys) > 1 and failure.keys[-2] in _LABELS and type(given) in {bool, int, float}
    message = f"expected {'a text' if is_label else wanted}, got {shown(given)}"
    if isinstance(given, dict) and given and given.keys() <= _ENVIRONMENTS:
        patch = f"`environments: {{{[*given][-1]}: {{patch: ...}}}}`"
        return "spec/wrong-type", message, f"write here what most environments have, and in the patch of another one what it has: {patch}"
    if (short := at_length(failure.keys, given)) is not None:
        return "spec/wrong-type", message, short
    if is_label or wanted == "a text":
        return "spec/wrong-type", message, _as_text(given)
    if given is None and "a text" in wanted:
        return "spec/wrong-type", message, f"write {wanted}; ` #` begins a comment, so a text that starts with `#` is in quotes"
    meant = _meant(failure, given, wanted, keys)
    return "spec/wrong-type", message, meant or (None if {"a list", "a mapping"} & {*others, last} else bare(given)) or f"write {wanted}"


def _meant(failure: Failure, given: object, wanted: str, keys: tuple[str, ...]) -> str | None:
    """Return how what may be meant is written."""
    if "a mapping" in wanted.split(" or "):
        return _conditions(failure, given) or (_as_mapping(failure, given, keys) if wanted == "a mapping" else None)
    plain = isinstance(given, str | int) and not isinstance(given, bool) and re.fullmatch(PLAIN, str(given))
    match wanted, given:
        case "a list", dict() if given and given.keys() <= {*keys}:
            return f"write a list: `[{{{next(iter(given))}: …}}]`, or `- ` before the first key"
        case "a list", dict():
            return f"write a list: `[{', '.join(list(given)[:3])}{', …' if len(given) > 3 else ''}]`"  # noqa: PLR2004  # as many as fit
        case "a list", _ if plain:
            return f"write a list: `[{given}]`"
        case "`true` or `false`", str() if given.lower() in _TRUTHS:
            return f"write `{_TRUTHS[given.lower()]}`"
        case (("a whole number" | "a number"), str()) if re.fullmatch(r"-?\d+(\.\d+)?" if wanted == "a number" else r"-?\d+", given):
            return f"write `{given}`, without quotes"
        case _:
            return None


def _as_text(given: object) -> str:
    # Of a float nobody knows how it was written: 1.10 is 1.1.
    match given:
        case bool():
            return Remedy(f'write `"{str(given).lower()}"`')
        case int():
            return Remedy(f'write `"{given}"`')
        case float():
            return Remedy("write it in quotes")
        case None:
            return "write a text; ` #` begins a comment, so a text that starts with `#` is in quotes"
        case _:
            return bare(given) or "write a text"


def _as_mapping(failure: Failure, given: object, keys: tuple[str, ...]) -> str:
    """Return how to write as a mapping what is none."""
    names = failure.detail["type"] == "dict_type"
    shown_keys = ", ".join(f"`{key}:`" for key in keys)
    match given:
        case None:
            return "write what belongs to it below it, indented further" + (f": {shown_keys}" if keys else ", or leave it out")
        case str() if not names and (found := re.fullmatch(rf"({'|'.join(keys)}):(\S+)", given)) is not None:
            return f"write a space after `:`, `{found[1]}: {found[2]}`"
        case [dict() as first, *_] if not names:
            return f"write its keys without `- `, as `{next(iter(first), 'key')}: …`"
        case [dict() as first, *_] if _are_pairs(given) or _are_named(given):
            return f"write them without `- `, as `{next(iter(first))}: …`"
        case [dict() as first, *_] if (key := next(iter(first), None)) in _CALLED and re.fullmatch(PLAIN, str(first[key])):
            return f"write `{first[key]}: …` instead of `- {key}: {first[key]}`, with its other keys below it"
        case list() if any(isinstance(each, dict) for each in given):
            return "give each a name: `first: …` instead of `- …`"
        case [first, *_] if names and re.fullmatch(PLAIN, str(first)):
            return f"write each as a key: `{first}: …`"
        case _:
            return f"write a mapping of keys such as {shown_keys}" if keys else "write a mapping"


def _are_pairs(items: Sequence[object]) -> bool:
    """Tell whether each item of a list is one key with its value, and none the name of something."""
    pairs = [(*item.items(),) for item in items if isinstance(item, dict)]
    return len(pairs) == len(items) and all(
        len(pair) == 1 and pair[0][0] != "name" and not isinstance(pair[0][1], dict | list) for pair in pairs
    )


def _are_named(items: Sequence[object]) -> bool:
    """Tell whether each item of a list begins with the name of something, below which the rest stands or was to stand."""
    named = [item for item in items if isinstance(item, dict) and item]
    names = {next(iter(item)) for item in named}
    below = (next(iter(item.values())) for item in named)
    alone = all(value is None or (isinstance(value, dict) and len(item) == 1) for item, value in zip(named, below, strict=True))
    return len(names) == len(items) and alone


def _conditions(failure: Failure, given: object) -> str | None:
    """Return the conditions on labels that are written as Prometheus and Alertmanager do, `severity="critical"`."""
    given = [given] if isinstance(given, str) else given
    if failure.keys[-1:] == () or failure.keys[-1] not in _LABELS or not isinstance(given, list):
        return None
    found = [_MATCHER.fullmatch(each) for each in given if isinstance(each, str)]
    said = [f"{each[1]}: {_MATCHERS[each[2]].format(each[3])}" for each in found if each is not None]
    return f"write `{{{', '.join(said)}}}`" if said and len(said) == len(given) else None


def bare(given: object) -> str | None:
    """Return how to write one value that stands in a list, or a mapping, of its own."""
    match given:
        case [str() | int() | float() as single]:
            return f"write `{single}`, without `[` and `]`"
        case {"name": str() as single, **rest} if not rest:
            return f"write `{single}`, without `name:`"
        case _:
            return None


def shown(given: Any) -> str:  # noqa: ANN401  # whatever the file holds
    """Return what a value is, in words."""
    match given:
        case None:
            return "nothing"
        case bool():
            return f"`{str(given).lower()}`"
        case "":
            return "an empty text"
        case str():
            return f"the text `{given}`" if len(given) <= _LONGEST else f"the text `{given[:_LONGEST]}…`"
        case int() | float():
            return f"the number `{given}`"
        case list() | tuple():
            return "a list"
        case _:
            return "a mapping"
