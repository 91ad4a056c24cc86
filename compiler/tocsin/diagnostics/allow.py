"""Comments `# allow <code>: <reason>`, on the line of a finding or the line above, and which findings they silence."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from tocsin.diagnostics import Located, did_you_mean
from tocsin.regex import late
from tocsin.source import Comment, Fault, Span, comments, parse_several

_ALLOW: Final = late(r"(?:^|#)\s*allow\s+(?P<code>[a-z]+/[-a-z0-9]+)\b(?P<rest>.*?)(?=#\s*allow\s+[a-z]+/|$)")
# Looking for comments costs as much as parsing, and few specs allow anything.
_MENTIONED: Final = re.compile(rb"#\s*allow\s+[a-z]+/")


def mentioned(content: bytes) -> bool:
    """Tell whether a file may allow itself something."""
    return _MENTIONED.search(content) is not None


class Allowed(Struct, frozen=True, kw_only=True):
    """A finding that its spec allows, and why."""

    located: Located
    reason: str


class Judged(Struct, frozen=True, kw_only=True):
    """What is left of findings, and what was allowed."""

    diagnostics: tuple[Located, ...]
    allowed: tuple[Allowed, ...]


class _Allowance(Struct, frozen=True, kw_only=True):
    code: str
    reason: str
    span: Span
    comment: Comment

    def covers(self, located: Located) -> bool:
        lines = range(self.comment.first_line, self.comment.last_line + 1)
        return located.code == self.code and located.span.file == self.span.file and located.span.line in lines


def apply_allowances(
    found: Iterable[Located],
    files: Mapping[str, bytes],
    *,
    allowable: Collection[str],
    known: Callable[[], Collection[str]],
    complete: bool,
) -> Judged:
    """Return what of `found` the comments in `files` (name -> content) do not allow, and what is wrong with these comments.

    Only codes in `allowable` can be allowed; `known` returns all that there are, and is asked only when something is allowed. That a
    comment allows nothing is said only when the findings are `complete`: a spec that could not be lowered may have others.
    """
    allowances = [each for file, content in files.items() if mentioned(content) for each in _allowances(file, content)]
    good = [each for each in allowances if each.reason and each.code in allowable]
    kept: list[Located] = []
    allowed: list[Allowed] = []
    used: set[_Allowance] = set()
    for located in found:
        covering = [each for each in good if each.covers(located)]
        used.update(covering)
        if covering:
            allowed.append(Allowed(located=located, reason=covering[0].reason))
        else:
            kept.append(located)
    wrong = (each for allowance in allowances for each in _wrong(allowance, allowable, known()))
    unused = (_unused(each) for each in good if complete and each not in used)
    return Judged(diagnostics=(*kept, *wrong, *unused), allowed=tuple(allowed))


def _allowances(file: str, content: bytes) -> Iterator[_Allowance]:
    if isinstance(parse_several(file, content), Fault):  # which has been said, and where comments begin is then unknown
        return
    for comment in comments(content.decode("utf-8-sig")):
        for match in _ALLOW.finditer(comment.text):
            colon, _, reason = match["rest"].partition(":")
            span = Span(file=file, line=comment.line, column=comment.column, end_line=comment.line, end_column=comment.column + 1)
            yield _Allowance(code=match["code"], reason="" if colon.strip() else reason.strip(), span=span, comment=comment)


def _wrong(allowance: _Allowance, allowable: Collection[str], known: Collection[str]) -> Iterator[Located]:
    code = allowance.code
    if code not in known:
        yield _located("allow/unknown-code", f"there is no check `{code}`", did_you_mean(code, allowable), allowance)
    elif code not in allowable:
        why = "the policy says so" if code.startswith("policy/") else "with it there is no output, or one that is refused"
        message = f"`{code}` cannot be allowed: {why}"
        yield _located("allow/not-allowable", message, "mend it, and remove this comment", allowance)
    elif not allowance.reason:
        yield _located("allow/no-reason", f"nobody says why `{code}` is allowed", f"write `# allow {code}: <reason>`", allowance)


def _unused(allowance: _Allowance) -> Located:
    message = f"nothing here is `{allowance.code}`, so nothing is allowed by this"
    return _located("allow/unused", message, "remove the comment", allowance)


def _located(code: str, message: str, remedy: str, allowance: _Allowance) -> Located:
    return Located(code=code, message=message, help=remedy, span=allowance.span, severity="error")
