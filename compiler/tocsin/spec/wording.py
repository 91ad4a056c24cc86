"""What pydantic found wrong, in the words of the language and with what to type instead."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tocsin.diagnostics import Diagnostic, Remedy, did_you_mean
from tocsin.source import KeyPath, Part
from tocsin.spec.failure import ITS_KEY, Failure
from tocsin.spec.forms import form_of
from tocsin.spec.second_condition import second_condition
from tocsin.spec.shorthand import at_length, reference
from tocsin.spec.synonyms import meant
from tocsin.spec.told_by_budgets import told_by_budgets
from tocsin.spec.told_by_routes import told_by_routes
from tocsin.spec.wrong_type import WRONG_TYPES, bare, shown, wrong_type

# What Kubernetes calls a workload that the language calls otherwise, and that is spelt like another one.
_KINDS_OF_KUBERNETES: Final = {"inferenceservice": "kserve"}

_IN_A_FILE: Final = "_file"
"""How Alertmanager calls what it reads from a file."""


def diagnose(failure: Failure, at: KeyPath, known: Iterable[str]) -> Diagnostic:
    """Return the diagnostic of a failure in what stands at `at`.

    `known` are the keys that could be meant by an unknown one, or, of what should be a mapping, some that it has.
    """
    part: Part = "key" if failure.path[-1:] == (ITS_KEY,) or failure.detail["type"] in {"extra_forbidden", "missing"} else "value"
    code, message, remedy = _said(failure, known)
    return Diagnostic(code=code, message=message, help=remedy, at=at + failure.keys, part=part)


def _said(failure: Failure, known: Iterable[str]) -> tuple[str, str, str]:
    """Return code, message and help."""
    given, kind, context = failure.detail["input"], failure.detail["type"], failure.detail.get("ctx", {})
    match kind:
        case "extra_forbidden" if (second := second_condition(failure.path, given)) is not None:
            return second
        case "extra_forbidden":
            key = failure.keys[-1]
            return "spec/unknown-key", f"unknown key `{key}`", reference(key, given) or _known_key(failure, tuple(known))
        case "missing":
            *names, missing = (part for part in failure.keys if isinstance(part, str))
            return "spec/missing-key", f"`{missing}` is missing" + (f" in `{names[-1]}`" if names else ""), f"add `{missing}:`"
        case "literal_error":
            what = f"`{given}`" if isinstance(given, str) else shown(given)
            return "spec/not-one-of", f"{what} is not allowed here", _one_of(str(given), _choices(failure))
        case "string_pattern_mismatch":
            return "spec/bad-form", f"`{given}` does not have the right form", form_of(context["pattern"], str(given))
        case _ if kind in WRONG_TYPES:
            return wrong_type(failure, tuple(known))
        case _ if kind in _RANGES:
            message, remedy = _RANGES[kind]
            return "spec/out-of-range", message.format(given=shown(given), **context), remedy.format(**context)
        case _ if "/" in kind:  # from `section.mistake`
            short = at_length(failure.keys, given) if kind == "threshold/no-condition" else None
            return kind, *_without_python(failure.detail["msg"], short or context["help"], given)
        case _:
            return "spec/invalid", f"{shown(given)} is not allowed here: {failure.detail['msg']}", "see the schema for what is"


def _without_python(message: str, remedy: str, given: object) -> tuple[str, str]:
    """Return message and help of a mistake in one value, whose message quotes it; a file holds no Python."""
    quoted = f"`{given}`"
    if isinstance(given, str | int | float) and not isinstance(given, bool):
        return message, remedy
    return message.replace(quoted, shown(given)), (bare(given) or remedy if quoted in message else remedy)


def _known_key(failure: Failure, known: tuple[str, ...]) -> str:
    """Return what to write in place of an unknown key."""
    key, given = str(failure.keys[-1]), failure.detail["input"]
    if key in known:  # of another member of the union
        return f"`{key}` says it in another way than what stands beside it: keep one of the two"
    if given is None and (" " in key or key.isdecimal()):  # `{help: pending, failed or unknown}`, `{above: 0,05}`
        ended = "a text inside `{…}`: put the text in quotes" if " " in key else "a number inside `{…}`: write a point, `0.5`"
        return f"a comma ends {ended}"
    word, sign, rest = key.partition(":")
    if given is None and sign and rest.strip() == rest != "" and word in known:
        return Remedy(f"write a space after `:`, `{word}: {rest}`", given=key, instead=f"{word}: {rest}")
    word, sign, _ = key.partition(" {")
    if sign and word in known:
        return f"write `{word}: {{…`"
    if failure.keys[-2:] == ("workload", "kind") and isinstance(given, str):
        return f"write the kind as the key: `{given.lower()}: <name>`"
    ours = _KINDS_OF_KUBERNETES.get(key) if failure.keys[-2:-1] == ("workload",) else None
    if ours is not None:
        return f"write `{ours}: {given}`" if isinstance(given, str) else f"write `{ours}:`"
    secret = key.removesuffix(_IN_A_FILE)
    held = secret if secret in known else meant(secret, known)
    if key != secret and held is not None and isinstance(given, str):
        return f"write `{held}: {{secret: …, key: …}}`, a Secret that is mounted, or `{held}: {{file: {given}}}`"
    if (told := told_by_routes(key, known) or told_by_budgets(key, known)) is not None:
        return told
    other = meant(key, known)
    if other == "smtp":
        return f"write it below `smtp:`, as `{key.removeprefix('smtp_')}:`"
    return did_you_mean(key, known) if other is None else f"it is called `{other}` here"


def _one_of(word: str, choices: set[str]) -> str:
    """Return the help for a word that is no choice: who meant another thing, not another spelling, has to see what there is.

    >>> _one_of("promtheus", {"prometheus", "kube-prometheus"}), _one_of("managed-prometheus", {"prometheus", "kube-prometheus"})
    ('did you mean `prometheus`?', 'one of `kube-prometheus`, `prometheus`')
    """
    if (ours := meant(word, choices)) is not None:
        return f"it is called `{ours}` here"
    near = did_you_mean(word, choices)
    return near if isinstance(near, Remedy) else did_you_mean("", choices)


def _choices(failure: Failure) -> set[str]:
    """Return the words that a literal takes: pydantic tells them as `'a', 'b' or True`."""
    details = [detail for detail in (failure.detail, *failure.also) if detail["type"] == "literal_error"]
    choices = {choice for detail in details for choice in detail["ctx"]["expected"].replace(" or ", ", ").split(", ")}
    return {choice.strip("'") if choice.startswith("'") else choice.lower() for choice in choices}


_RANGES: Final = {
    "greater_than": ("{given} is too small", "write more than `{gt}`"),
    "greater_than_equal": ("{given} is too small", "write `{ge}` or more"),
    "less_than": ("{given} is too large", "write less than `{lt}`"),
    "less_than_equal": ("{given} is too large", "write `{le}` or less"),
    "too_short": ("{given} has too few entries", "write at least {min_length}"),
    "too_long": ("{given} has too many entries", "write at most {max_length}"),
    "string_too_short": ("{given} is too short", "write at least {min_length} characters, or leave the key out"),
    "string_too_long": ("{given} is too long", "write at most {max_length} characters"),
}
