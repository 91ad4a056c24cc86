"""Write plain data as block-style YAML that every YAML 1.1 and 1.2 reader reads back as the same data.

Written by hand because it is the compiler's hot path and because no emitter at hand quotes for both versions of YAML: PyYAML
writes `1e3`, `0o17` and `y` bare, which YAML 1.2 and Go read as numbers and booleans.
"""

from __future__ import annotations

import re
import string
from functools import lru_cache
from json.encoder import encode_basestring as _double_quoted
from typing import TYPE_CHECKING, Any

from tocsin.regex import late
from tocsin.yaml_writer.scalar import scalar

if TYPE_CHECKING:
    from collections.abc import Callable


def dumps(value: object, *, header: str = "") -> str:
    r"""Return one YAML document that ends with a newline; each line of `header` becomes a comment above it.

    Mappings keep their order and need string keys. Raise TypeError for anything but dict, list, tuple, str, int, float, bool and
    None (subclasses included: an enum has no agreed spelling), ValueError for what YAML cannot hold: an infinity, NaN, a lone
    surrogate, a key longer than 1,000 characters.

    >>> print(dumps({"on": "no", "for": "5m", "expr": "up\n== 0"}, header="generated"), end="")
    # generated
    "on": "no"
    for: 5m
    expr: |-
      up
      == 0
    """
    return commented(header) + _document(value)


def commented(header: str) -> str:
    """Return the lines of `header` as the comment that `dumps` writes above a document."""
    return "".join(f"# {_HIDDEN.sub(_escape, line)}\n" for line in header.splitlines())


def nested(key: str, document: str) -> str:
    r"""Return the entry of a mapping whose value is a `document` that `dumps` has written: what stands in two files is written once.

    >>> nested("spec", "groups:\n- name: a\n  text: |-\n    b\n\n    c\n")
    'spec:\n  groups:\n  - name: a\n    text: |-\n      b\n\n      c\n'
    """
    return f"{_key(key)}:" + _indented("\n" + document[:-1], "\n  ") + "\n"


def json_entry(key: str, text: str) -> str:
    r"""Return the entry of a mapping below the first whose value is JSON with an indent: no line of `text` is empty or ends in a space.

    >>> json_entry("a.json", '{\n  "b": 1\n}\n')
    '  a.json: |\n    {\n      "b": 1\n    }\n'
    """
    newline = "\n  "
    # A dashboard has 30 kB: what may be hidden in it is found by a table ten times as fast as by an expression.
    rest = text.encode(errors="surrogatepass").translate(None, _VISIBLE).decode(errors="surrogatepass")
    plain = not rest or _HIDDEN.search(rest) is None
    indent = newline + "  "
    block = f"|{indent}{text[:-1].replace(chr(10), indent)}" if plain else _literal(text, newline)
    return f"  {_key(key)}: {block}\n"


_VISIBLE = bytes(range(0x20, 0x7F)) + b"\n"


def _document(value: Any) -> str:  # noqa: ANN401 - the type is what is found out here
    parts: list[str] = []
    if type(value) is dict and value:
        _write_mapping(value, "", "\n", parts.append)
    elif type(value) in _SEQUENCES and value:
        _write_sequence(value, "", "\n", parts.append)
    else:
        # A literal block at the top has no parent to be indented from, and readers disagree on its indicator.
        parts.append(_inline(value) if type(value) is str else _scalar(value))
    parts.append("\n")
    return "".join(parts)


def _write_mapping(mapping: dict[str, Any], lead: str, newline: str, append: Callable[[str], None]) -> None:
    """Append the entries, the first after `lead`, the others after `newline` (a line break and the column's spaces)."""
    for key, value in mapping.items():
        kind = type(value)
        if kind is str:
            text = _literal(value, newline) if "\n" in value else _inline(value)
            append(f"{lead}{_key(key)}: {text}")
        elif kind is dict and value:
            deeper = newline + "  "
            _write_mapping(value, f"{lead}{_key(key)}:{deeper}", deeper, append)
        elif kind in _SEQUENCES and value:
            _write_sequence(value, f"{lead}{_key(key)}:{newline}", newline, append)
        else:
            append(f"{lead}{_key(key)}: {_scalar(value)}")
        lead = newline


def _write_sequence(items: list[Any] | tuple[Any, ...], lead: str, newline: str, append: Callable[[str], None]) -> None:
    """Append the items, whose dashes stand in the column of the key above, as kubectl writes them."""
    deeper = newline + "  "
    for item in items:
        kind = type(item)
        if kind is str:
            text = _literal(item, newline) if "\n" in item else _inline(item)
            append(f"{lead}- {text}")
        elif kind is dict and item:
            _write_mapping(item, f"{lead}- ", deeper, append)
        elif kind in _SEQUENCES and item:
            _write_sequence(item, f"{lead}- ", deeper, append)
        else:
            append(f"{lead}- {_scalar(item)}")
        lead = newline


_SEQUENCES = frozenset({list, tuple})


def _scalar(value: object) -> str:
    return scalar(value, "YAML", _digits)


def _digits(number: float) -> str:
    # YAML 1.1 reads `1e-07` as text: its floats need a dot. https://yaml.org/type/float.html
    digits = repr(number)
    return digits.replace("e", ".0e") if "e" in digits and "." not in digits else digits


@lru_cache(maxsize=4096)
def _key(key: object) -> str:
    if type(key) is not str:
        raise TypeError(f"a key must be a str, not {type(key).__name__}: {key!r}")
    text = _inline(key)
    # A key without `? ` must end within 1,024 characters. https://yaml.org/spec/1.2.2/#example-single-pair-explicit-entry
    if len(text) > 1000:  # noqa: PLR2004  # as the message says
        raise ValueError(f"a key of {len(text)} characters is longer than the 1,000 that readers accept: {text[:40]}…")
    return text


# What repeats does so within a file or two; to keep much more is slower than to write it again.
@lru_cache(maxsize=512)
def _inline(text: str) -> str:
    """Return `text` on one line: plain where no reader could take it for anything else, otherwise quoted.

    Single quotes where they spare escapes (`'{{ printf "%.2f" $value }}'`), double quotes otherwise.
    """
    # Nearly all text is ASCII, of which the string's own methods tell at once that all of it can be seen.
    if not (text.isascii() and text.isprintable()) and _HIDDEN.search(text):
        return _HIDDEN.sub(_escape, _double_quoted(text))
    begins = text[:1] in _LETTERS or _PLAIN.fullmatch(text) is not None
    if begins and not _is_word(text) and ": " not in text and " #" not in text and text[-1] not in ": ":
        return text
    if ('"' in text or "\\" in text) and "'" not in text:
        return f"'{text}'"
    return _double_quoted(text)


# Plain text begins with a letter or a sign that no reader gives a meaning to, or with a digit when it has what no number, date or
# time of any reader has: a letter besides those of hexadecimal, octal and exponents, or `%`; or it is a count of days.
# Not a range up to U+10FFFF: to compile one takes 4 ms.
_LETTERS = frozenset(string.ascii_letters + "_/($")
_PLAIN = re.compile(r"[^\x00-\xa0].*|[0-9].*[g-nqrsuvwyG-NQRSUVWY%].*|[0-9]+d")

# Read as booleans, null or numbers by some reader, in some case. https://yaml.org/type/bool.html; Go's yaml.v2 adds `y` and `n`.
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity"})
_LONGEST_WORD = max(map(len, _WORDS))


def _is_word(text: str) -> bool:
    return len(text) <= _LONGEST_WORD and text.lower() in _WORDS


# What YAML forbids, readers fold or strip (NEL, LS, PS, the byte order mark), and what a reviewer could not see: spaces that are
# none, zero-width and direction marks (https://trojansource.codes). Spelled out, since str.isprintable changes with Python.
_UNSEEN = (
    r"\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164"
    r"\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff"
)
_HIDDEN = re.compile(rf"[\x00-\x1f{_UNSEEN}]")


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004  # the surrogates
        raise ValueError(f"U+{code:04X} is half of a surrogate pair, which no UTF-8 file can hold")
    # Not JSON's surrogate pairs: YAML readers take each half for a character.
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004  # the most of four digits


def _literal(text: str, newline: str) -> str:
    """Return text of several lines as a literal block under the column of `newline`, or quoted where a block could lose something."""
    if _loses_in_block(text) or not text.strip("\n"):
        return _inline(text)
    # Without the indicator a reader would count the first line's own spaces as indentation.
    indicator = "2" if text[0] in " \n" else ""
    keep = "+" if text.endswith("\n\n") else "" if text[-1] == "\n" else "-"
    lines, indent = "\n" + text.removesuffix("\n"), newline + "  "
    return f"|{indicator}{keep}" + _indented(lines, indent)


def _indented(lines: str, newline: str) -> str:
    """Return `lines`, each of which a line break begins, with `newline` in its place; an empty line gets no spaces."""
    return _LINE.sub(newline, lines) if "\n\n" in lines or lines[-1] == "\n" else lines.replace("\n", newline)


def _loses_in_block(text: str) -> bool:
    """Tell whether `text` has what is hidden, spaces at the end of a line, which editors strip, or a tab that could be indentation."""
    tabbed = "\t" in text
    hidden = _HIDDEN_IN_BLOCK.search(text) is not None if tabbed or not text.isascii() else not text.replace("\n", "").isprintable()
    return hidden or " \n" in text or text[-1] == " " or (tabbed and _TAB_AT_EDGE.search(text) is not None)


_HIDDEN_IN_BLOCK = late(rf"[\x00-\x08\x0b-\x1f{_UNSEEN}]")
_TAB_AT_EDGE = late(r"\t$|^ *\t", re.MULTILINE)
_LINE = re.compile(r"\n(?=[^\n])")
