"""Regular expressions as Go reads them, and with it Prometheus and Alertmanager: whether one is right, and what Rust would call it.

https://github.com/golang/go/blob/master/src/regexp/syntax/parse.go with Perl's flags. Rust's engine takes what Go refuses (`a++`,
`a{1001}`, `(?x)`), refuses what Go takes as it stands (`/items/{id}`, `[[]`), and reads some of it otherwise (`[a&&b]`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from tocsin.regex import late

_MOST: Final = 1000
"""How often something may be repeated, also by all repetitions around it together."""
_REPEATED: Final = late(r"\{(0|[1-9]\d*)(,(0|[1-9]\d*)?)?\}", re.ASCII)
_GROUP: Final = late(r"\(\?P?<(\w+)>", re.ASCII)
_FLAGS: Final = late(r"\(\?([imsU]*(?:-[imsU]+)?)([:)])")
_NUMBER: Final = late(r"x([0-9A-Fa-f]{2})|x\{([0-9A-Fa-f]+)\}|(0[0-7]{0,2}|[1-7][0-7]{1,2})")
_UNICODE: Final = late(r"[pP](?:[A-Za-z]|\{\^?\w+\})")
_NAMED: Final = late(r"\[:\^?(?:alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]")
_CLASSES: Final = {
    "d": "0-9",
    "w": "0-9A-Za-z_",
    "s": r"\t\n\f\r ",
}
_CONTROL: Final = {"a": r"\x07", "f": r"\f", "n": r"\n", "r": r"\r", "t": r"\t", "v": r"\x0b"}
_HIGHEST: Final = 0x10FFFF


class NotGoError(ValueError):
    """Says what Go refuses in a pattern, as words of a help line."""


@lru_cache(maxsize=65536)
def in_rust(pattern: str) -> str:
    r"""Return the pattern as Rust's engine has to be told it.

    >>> in_rust("/items/{id}"), in_rust("a|[[:digit:]]+"), in_rust(r"[\d-]")
    ('/items/\\{id\\}', 'a|[[:digit:]]+', '[0-9\\x{2d}]')

    Raises:
        NotGoError: Go refuses it.
    """
    return _Reader(pattern).whole()


class _Reader:
    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.index = 0
        self.written: list[str] = []
        self.open: list[tuple[int, int]] = []
        """Of each group that is open, how often what is before it and in it is repeated."""
        self.most = 1
        """How often what was read of this group is repeated at most."""
        self.atom: int | None = None
        """The same of what a repetition would repeat; None: there is nothing."""
        self.after_repetition = False

    def whole(self) -> str:
        while self.index < len(self.pattern):
            repetition = self._repetition()
            if not repetition:
                self._one()
            self.after_repetition = repetition
        if self.open:
            raise NotGoError("close its brackets: `(` is open")
        return "".join(self.written)

    def _repetition(self) -> bool:
        found = _REPEATED.match(self.pattern, self.index)
        if found is None and self.pattern[self.index] not in "*+?":
            return False
        text = found[0] if found is not None else self.pattern[self.index]
        if self.after_repetition:
            raise NotGoError(f"`{text}` repeats what is repeated already: put that into parentheses")
        if self.atom is None:
            raise NotGoError(
                f"there is nothing that `{text}` could repeat: write `.{text}` for anything, `\\{text[0]}` for the sign itself"
            )
        if found is not None:
            low, high = int(found[1]), int(found[3]) if found[3] else int(found[1])
            if low > _MOST or high < low or (high >= 2 and high * self.atom > _MOST):  # noqa: PLR2004  # once is no repetition
                raise NotGoError(f"nothing may be repeated more than {_MOST} times, nor at least more often than at most")
            self.most = max(self.most, high * self.atom)
        self.index += len(text)
        self._write(text)
        if self.pattern.startswith("?", self.index):
            self.index += 1
            self._write("?")
        return True

    def _one(self) -> None:
        character = self.pattern[self.index]
        match character:
            case "(":
                self._group()
            case ")":
                if not self.open:
                    raise NotGoError("remove the `)` that closes nothing, or write `\\)`")
                before, inside = self.open.pop()[0], self.most
                self.most, self.atom = max(before, inside), inside
                self._take(")")
            case "|":
                self.atom = None
                self._take("|")
            case "[":
                self._class()
                self.atom = 1
            case "\\":
                self._escape()
            case "{" | "}" | "]" | "&" | "~" | "-":
                self._take(character, "\\" + character)
                self.atom = 1
            case _:
                self._take(character)
                self.atom = 1

    def _group(self) -> None:
        if found := _GROUP.match(self.pattern, self.index):
            self._open(found[0], "(?:")
        elif not self.pattern.startswith("(?", self.index):
            self._open("(", "(?:")
        elif found := _FLAGS.match(self.pattern, self.index):
            if found[2] == ":":
                self._open(found[0], found[0])
            else:
                self._take(found[0], "" if found[0] == "(?)" else found[0])
                # What is before flags could be repeated behind them: nobody means that.
                self.atom = None
        else:
            raise NotGoError("RE2, which Prometheus uses, has no look-around, and no flags but `i`, `m`, `s` and `U`")

    def _open(self, text: str, written: str) -> None:
        self.open.append((self.most, 1))
        self.most, self.atom = 1, None
        self._take(text, written)

    def _escape(self) -> None:
        following = self.pattern[self.index + 1 : self.index + 2]
        if following == "Q":
            end = self.pattern.find("\\E", self.index)
            text = self.pattern[self.index + 2 : end if end >= 0 else len(self.pattern)]
            self.index = end + 2 if end >= 0 else len(self.pattern)
            self._write("".join(map(_literal, text)))
            self.atom = 1 if text else self.atom
            return
        self.atom = 1
        if following and following in "ABz":
            self._take("\\" + following)
        elif following == "b":
            self._take("\\b", r"(?-u:\b)")
        elif following and following.lower() in _CLASSES:
            negated = "^" if following.isupper() else ""
            self._take("\\" + following, f"[{negated}{_CLASSES[following.lower()]}]")
        elif found := _UNICODE.match(self.pattern, self.index + 1):
            self._take("\\" + found[0])
        else:
            self._write(self._escaped())

    def _escaped(self) -> str:
        """Read one character that is written with a backslash."""
        start = self.index + 1
        following = self.pattern[start : start + 1]
        if found := _NUMBER.match(self.pattern, start):
            code = int(found[1] or found[2] or "0", 16) or int(found[3] or "0", 8)
            if code <= _HIGHEST:
                self.index = found.end()
                return rf"\x{{{code:x}}}"
        elif following in _CONTROL:
            self.index += 2
            return _CONTROL[following]
        elif following.isascii() and following and not following.isalnum():
            self.index += 2
            return _literal(following)
        raise NotGoError(f"RE2, which Prometheus uses, has no `\\{following}`; the sign itself is `\\\\`")

    def _class(self) -> None:
        start = self.index
        self._take("[^" if self.pattern.startswith("[^", start) else "[")
        first = True
        while self.index < len(self.pattern) and (first or self.pattern[self.index] != "]"):
            first = False
            self._member()
        if self.index >= len(self.pattern):
            raise NotGoError("close its brackets: `[` is open")
        self._take("]")

    def _member(self) -> None:
        following = self.pattern[self.index + 1 : self.index + 2]
        if found := _NAMED.match(self.pattern, self.index):
            self._take(found[0])
        elif self.pattern.startswith("[:", self.index) and ":]" in self.pattern[self.index + 2 :]:
            raise NotGoError("there is no class of that name: `[[:alpha:]]` and `[[:digit:]]` are some")
        elif self.pattern[self.index] == "\\" and following and following.lower() in _CLASSES:
            named = _CLASSES[following.lower()]
            self._take("\\" + following, f"[^{named}]" if following.isupper() else named)
        elif self.pattern[self.index] == "\\" and (found := _UNICODE.match(self.pattern, self.index + 1)):
            self._take("\\" + found[0])
        else:
            self._range()

    def _range(self) -> None:
        low = self._character()
        if self.pattern.startswith("-", self.index) and self.pattern[self.index + 1 : self.index + 2] not in {"", "]"}:
            self.index += 1
            high = self._character()
            if _code(high) < _code(low):
                raise NotGoError("in brackets `-` goes from a lesser character to a greater one; the sign itself is `\\-`")
            self._write(f"{low}-{high}")
        else:
            self._write(low)

    def _character(self) -> str:
        if self.pattern[self.index] == "\\":
            return self._escaped()
        self.index += 1
        return _literal(self.pattern[self.index - 1])

    def _take(self, text: str, written: str | None = None) -> None:
        self.index += len(text)
        self._write(text if written is None else written)

    def _write(self, text: str) -> None:
        self.written.append(text)


def _literal(character: str) -> str:
    return character if character.isalnum() or character in " _/:,;=!@%'\"`" or not character.isascii() else rf"\x{{{ord(character):x}}}"


def _code(written: str) -> int:
    if written.startswith("\\x"):
        return int(written[2:].strip("{}"), 16)
    return {"\\f": 12, "\\n": 10, "\\r": 13, "\\t": 9}.get(written, ord(written[-1]))
