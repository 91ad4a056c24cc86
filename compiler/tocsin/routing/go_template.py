"""Read a notification template as Go does: what is wrong with its form, which fields it reads of what, which templates it calls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct, field

from tocsin.regex import late
from tocsin.routing.template_data import DATA, ELEMENTS, UNKNOWN, member


class Read(Struct, frozen=True, kw_only=True):
    """A field that is read, by the characters at which it stands."""

    of: str
    """What has it; empty: not certain."""
    name: str
    start: int
    end: int
    path: tuple[str, ...]
    """The fields before it, from the notification or the alert on."""


class Template(Struct, kw_only=True):
    """What was read. Places are the characters of the text from the first to before the last."""

    problems: list[tuple[str, int, int]] = field(default_factory=list)
    """What is wrong with its form."""
    reads: list[Read] = field(default_factory=list)
    calls: list[tuple[str, int, int]] = field(default_factory=list)
    """The names of the templates that it calls."""
    defines: set[str] = field(default_factory=set)
    words: list[tuple[str, int, int]] = field(default_factory=list)
    """The functions that it calls, and the variables that it reads and has not declared."""


def read_template(text: str, *, dot: str = DATA) -> Template:
    """Return what `text` does with a notification, or with what else `dot` says.

    >>> read_template("{{ range .Alerts }}{{ .Labels.pod }}").problems
    [('`range` has no `end`', 0, 19)]
    >>> [(each.of, each.path, each.name) for each in read_template("{{ .Labels.pod }}").reads]
    [('the notification', (), 'Labels'), ('', ('Labels',), 'pod')]
    """
    reader = _Reader(text, dot)
    reader.read()
    return reader.made


class _Block(Struct, kw_only=True):
    keyword: str
    start: int
    end: int
    dot: str
    """What the dot was before."""


_STRING: Final = r'"(?:[^"\\\n]|\\.)*"|`[^`]*`'
_ACTION: Final = late(rf"\{{\{{(?:-\s)?\s*(?:/\*.*?\*/|(?P<body>(?:{_STRING}|(?!\}}\}})[^\"`])*?))\s*(?:\s-)?\}}\}}", re.DOTALL)
_CHAIN: Final = late(rf"{_STRING}|(?P<base>\$\w*|(?<![\w)\]$.])(?=\.))(?P<fields>(?:\.\w+)*)(?P<dot>\.?)")
_WORD: Final = late(rf"{_STRING}|(?P<word>\$\w*|(?<![\w.$])[A-Za-z_]\w*)")
_DECLARES: Final = late(r"\s*(\$\w+)(?:\s*,\s*(\$\w+))?\s*:?=\s*")
_BLOCKS: Final = frozenset({"if", "with", "range", "block", "define"})
_NAMED: Final = late(r'\s*"([^"]*)"')


class _Reader:
    def __init__(self, text: str, dot: str) -> None:
        self.text = text
        self.made = Template()
        self.dot = dot
        self.variables: dict[str, str] = {"$": dot}
        self.open: list[_Block] = []

    def read(self) -> None:
        position = 0
        while (start := self.text.find("{{", position)) >= 0:
            found = _ACTION.match(self.text, start)
            if found is None:
                self.made.problems.append(("`{{` is never closed", start, start + 2))
                return
            if found["body"] is not None:
                self._action(found["body"], found.start("body"), found.start(), found.end())
            position = found.end()
        self.made.problems += [(f"`{block.keyword}` has no `end`", block.start, block.end) for block in self.open]

    def _action(self, body: str, at: int, start: int, end: int) -> None:
        keyword, rest = _first_word(body)
        after = at + len(body) - len(rest)
        match keyword:
            case "":
                self.made.problems.append(("`{{ }}` says nothing", start, end))
            case "end":
                self._close(start, end)
            case "else":
                self._otherwise(rest, after, start, end)
            case "template":
                self._call(rest, after)
            case _ if keyword in _BLOCKS:
                self.open.append(_Block(keyword=keyword, start=start, end=end, dot=self.dot))
                self._enter(keyword, rest, after)
            case _:
                self._pipeline(body, at)

    def _close(self, start: int, end: int) -> None:
        if self.open:
            self.dot = self.open.pop().dot
        else:
            self.made.problems.append(("`end` closes nothing", start, end))

    def _otherwise(self, rest: str, after: int, start: int, end: int) -> None:
        if not self.open:
            self.made.problems.append(("`else` belongs to nothing", start, end))
            return
        self.dot = self.open[-1].dot
        keyword, condition = _first_word(rest)
        self._enter(keyword, condition, after + len(rest) - len(condition))

    def _enter(self, keyword: str, rest: str, at: int) -> None:
        if keyword in {"define", "block"}:
            named = _NAMED.match(rest)
            self.made.defines.update([named[1]] if named else [])
            self.dot = UNKNOWN  # whatever it is called with
            return
        what = self._pipeline(rest, at, element=keyword == "range") if keyword else UNKNOWN
        if keyword in {"with", "range"}:
            self.dot = what

    def _call(self, rest: str, at: int) -> None:
        named = _NAMED.match(rest)
        if named is not None:
            self.made.calls.append((named[1], at + named.start(1), at + named.end(1)))
            self._pipeline(rest[named.end() :], at + named.end())

    def _pipeline(self, text: str, at: int, *, element: bool = False) -> str:
        """Read an expression; return what it is, or what each of its elements is, where that is certain."""
        declared = _DECLARES.match(text)
        expression = text[declared.end() :] if declared else text
        offset = at + (declared.end() if declared else 0)
        self.made.words += [
            (found["word"], offset + found.start(), offset + found.end())
            for found in _WORD.finditer(expression)
            if found["word"] and found["word"] not in self.variables
        ]
        chains = [chain for chain in _CHAIN.finditer(expression) if chain["base"] is not None]
        kinds = [self._chain(chain, offset) for chain in chains]
        whole = len(chains) == 1 and chains[0][0] == expression.strip()
        what = kinds[0] if whole else UNKNOWN
        if element:
            what = ELEMENTS.get(what, UNKNOWN)
        if declared:
            first, second = declared.groups()
            if second is not None:  # the first is the index or key
                self.variables[first] = UNKNOWN
            self.variables[second or first] = what
        return what

    def _chain(self, chain: re.Match[str], offset: int) -> str:
        base = chain["base"]
        what = self.variables.get(base, UNKNOWN) if base else self.dot
        if any(block.keyword in {"define", "block"} for block in self.open):
            what = UNKNOWN if base in {"", "$"} and self.dot == UNKNOWN else what
        path: list[str] = []
        for name, start in _names(chain["fields"], offset + chain.start("fields")):
            self.made.reads.append(Read(of=what, name=name, start=start, end=start + len(name) + 1, path=tuple(path)))
            path.append(name)
            what = member(what, name) or UNKNOWN
        return what


def _first_word(text: str) -> tuple[str, str]:
    found = re.match(r"\s*([a-z]*)(?![\w.(])", text)
    if text.strip() and (found is None or not found[1]):
        return "expression", text
    return (found[1], text[found.end() :]) if found else ("", "")


def _names(fields: str, start: int) -> Iterator[tuple[str, int]]:
    for found in re.finditer(r"\.(\w+)", fields):
        yield found[1], start + found.start()
