"""Matchers as Alertmanager reads them, old syntax and new, into conditions of a label each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal

from tocsin import ir
from tocsin.adopt.alertmanager.telling import refused
from tocsin.diagnostics import Diagnostic
from tocsin.regex import late
from tocsin.regex.go import NotGoError, in_rust
from tocsin.source import KeyPath


class UnreadableError(Exception):
    """What stands here is no matcher; the text says so."""

    def __init__(self, said: str = "there is a matcher that is none") -> None:
        super().__init__(said)


def unreadable(error: UnreadableError, at: KeyPath) -> Diagnostic:
    """Return what is wrong with the matchers at `at`."""
    return refused(str(error), 'write `severity="critical"`', at, code="adopt/bad-matcher")


def read_matchers(equal: Mapping[str, str], alike: Mapping[str, str], given: Iterable[Any]) -> tuple[ir.Matcher, ...]:
    """Return all conditions of `match:`, `match_re:` and `matchers:`; raise UnreadableError for what Alertmanager does not take.

    >>> read_matchers({}, {"a": "b|c"}, ['{severity!="x"}'])
    (Matcher(label='a', op='=~', value='b|c'), Matcher(label='severity', op='!=', value='x'))
    >>> read_matchers({}, {"a": "(?=x)"}, ())
    Traceback (most recent call last):
    tocsin.adopt.alertmanager.matchers.UnreadableError: the pattern of `a` is no regular expression
    """
    found = (
        *(ir.Matcher(label=label, op="=", value=value) for label, value in equal.items()),
        *(ir.Matcher(label=label, op="=~", value=value) for label, value in alike.items()),
        *_listed(given),
    )
    for each in found:
        try:
            in_rust(each.value if "~" in each.op else "")
        except (NotGoError, RecursionError):
            raise UnreadableError(f"the pattern of `{each.label}` is no regular expression") from None
    return found


def _listed(given: Iterable[Any]) -> Iterator[ir.Matcher]:
    """Yield the matchers of `matchers:`: texts, each of one or several, or mappings as an AlertmanagerConfig has them.

    >>> list(_listed(['{severity=~"a|b", team != x }']))
    [Matcher(label='severity', op='=~', value='a|b'), Matcher(label='team', op='!=', value='x')]
    """
    for each in given:
        match each:
            case str():
                yield from _of_text(each)
            case {"name": str(name)}:
                yield ir.Matcher(label=name, op=_operator(each), value=str(each.get("value") or ""))
            case _:
                raise UnreadableError


def _operator(given: Mapping[str, Any]) -> Literal["=", "!=", "=~", "!~"]:
    match given.get("matchType") or ("=~" if given.get("regex") else "="):
        case "=" | "!=" | "=~" | "!~" as operator:
            return operator
        case _:
            raise UnreadableError


# The classic parser's, and a name in quotes, which only the newer one reads.
# https://github.com/prometheus/alertmanager/blob/main/pkg/labels/parse.go
_MATCHER: Final = late(r'\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<name>[^\s"=!~{},]+))\s*(?P<op>=~|!~|!=|=)\s*(?P<value>.*?)\s*', re.DOTALL)


def _of_text(text: str) -> Iterator[ir.Matcher]:
    for part in _parts(text.strip().removeprefix("{").removesuffix("}")):
        found = _MATCHER.fullmatch(part)
        if found is None:
            raise UnreadableError
        name = found["name"] if found["quoted"] is None else re.sub(r"\\(.)", r"\1", found["quoted"])
        yield ir.Matcher(label=name, op=_operator({"matchType": found["op"]}), value=_value(found["value"]))


def _parts(text: str) -> list[str]:
    """Return what stands between the commas that are not in quotes."""
    parts, quoted, escaped = [""], False, False
    for character in text:
        if character == "," and not quoted:
            parts.append("")
            continue
        if character == '"' and not escaped:
            quoted = not quoted
        escaped = character == "\\" and not escaped
        parts[-1] += character
    # One comma at the end is allowed.
    return parts if parts[-1].strip() else parts[:-1]


def _value(raw: str) -> str:
    quoted = raw.startswith('"')
    inner = raw[1:] if quoted else raw
    found, escaped = "", False
    for index, character in enumerate(inner):
        last = index == len(inner) - 1
        if escaped:
            found += {"n": "\n", '"': '"', "\\": "\\"}.get(character, f"\\{character}")
            escaped = False
        elif character == "\\" and not last:
            escaped = True
        elif character == '"':
            if not quoted or not last:
                raise UnreadableError
            return found
        else:
            found += character
    if quoted:
        raise UnreadableError
    return found
