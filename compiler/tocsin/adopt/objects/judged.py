"""Whether what tocsin generates from a draft says the same as the object that it was taken from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType
from typing import Any, Final

from tocsin.adopt.note import Note
from tocsin.adopt.objects.comparison import MISSING, Difference, differences
from tocsin.adopt.objects.found import Found
from tocsin.adopt.objects.generated import Generated
from tocsin.adopt.objects.metadata import elsewhere
from tocsin.adopt.objects.said import Reason
from tocsin.regex import late
from tocsin.source import KeyPath
from tocsin.verify.complaint import dotted
from tocsin.wording import and_more

_NO_WORD: Final = Reason(text="there is no word for it")
_ANY: Final = "*"
_SECRETIVE: Final = late(r"header|password|token|secret|key|connection|params", re.IGNORECASE)
_CREDENTIALS: Final = late(r"//[^/@\s`]*@")


def judged(found: Found, spec: Mapping[str, Any], ours: Generated, kind: ModuleType) -> Iterator[Note]:
    """Yield what the generated object does otherwise; `spec` is that of the object in the form of the newest version.

    Where that is enough to leave the object alone, it is not said what else would be otherwise.
    """
    if ours.kind != found.kind:
        yield noted(found, (), f"a {ours.kind} is generated of `{ours.at[1]}`, and none of its kind")
        return
    found_out: dict[Reason, list[Difference]] = {}
    for each in differences(kind.plain(spec), kind.plain(ours.spec), kind.KEYS):
        found_out.setdefault(_reason(each.at, kind.REASONS), []).append(each)
    moved = list(elsewhere(found, ours))
    left = any(not reason.told for reason in (*found_out, *moved))
    yield from (noted(found, (), reason.text, lost=not reason.told) for reason in moved if not left or not reason.told)
    for reason, those in found_out.items():
        if not reason.told:
            yield from (_note(found, each, reason) for each in those)
        elif not left:
            yield _note(found, those[0], reason, more=len(those) - 1)


def _note(found: Found, difference: Difference, reason: Reason, *, more: int = 0) -> Note:
    here = f"`spec.{dotted(difference.at)}`"
    secretive = any(_SECRETIVE.search(str(part)) for part in difference.at)
    given, ours = ("" if secretive else _shown(each) for each in (difference.given, difference.ours))
    is_ours = f"{'is' if reason.told else 'would be'} {ours or 'otherwise'} here"
    if difference.given is MISSING:
        said = f"{here} is not said, and {is_ours}"
    elif difference.ours is MISSING:
        said = f"{here}{f' is {given}, and' if given else ''} is not said here"
    else:
        said = f"{here}{f' is {given}, and' if given else ''} {is_ours}"
    return noted(found, difference.at, f"{said}{and_more(more)}: {reason.text}", lost=not reason.told)


def noted(found: Found, at: KeyPath, message: str, *, lost: bool = True) -> Note:
    """Return a remark about a part of an object; one that has something `lost` is not taken over."""
    said = _CREDENTIALS.sub("//…@", f"{found.title}: {message}")
    return Note(span=found.span(at), message=f"{said}{'; it is left as it is' if lost else ''}", lost=lost)


def _shown(value: object) -> str:
    """Return a value as it is shown. What has parts is named by its place, and what credentials may stand in is not."""
    match value:
        case bool():
            return f"`{str(value).lower()}`"
        case int() | float() | str() if "@" not in str(value):
            return f"`{value}`"
        case _:
            return ""


def _reason(at: KeyPath, reasons: Mapping[tuple[str, ...], Reason]) -> Reason:
    """Return the reason that is given for the longest part of a path."""
    fitting = [path for path in reasons if len(path) <= len(at) and _fits(path, at)]
    return reasons[max(fitting, key=len)] if fitting else _NO_WORD


def _fits(path: Iterable[str], at: KeyPath) -> bool:
    return all(part in {_ANY, key} for part, key in zip(path, at, strict=False))
