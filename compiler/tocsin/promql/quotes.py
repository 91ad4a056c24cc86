"""Names and values as PromQL has them: in quotes where they cannot stand without."""

from __future__ import annotations

import re
from functools import lru_cache


def quoted(value: str) -> str:
    r"""Return `value` in double quotes; what is invisible, or would break the line, as an escape that every Prometheus knows.

    >>> print(quoted('say "hi"\n\\d+ café'))
    "say \"hi\"\n\\d+ café"
    """
    return f'"{_ESCAPED.sub(_escape, value)}"'


# U+FFFD too: Prometheus' lexer takes the character itself for a sign of broken UTF-8, and reads its escape.
_ESCAPED = re.compile('[\x00-\x1f"\\\\\x7f-\xa0\u2028\u2029\ufeff\ufffd-\uffff]')
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _escape(match: re.Match[str]) -> str:
    return _SHORT_ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04x}"


def stands_bare(name: str) -> bool:
    """Tell whether a series is called so without quotes, which an old Prometheus does not read around a name.

    >>> stands_bare("vllm:requests_total"), stands_bare("gen_ai.client.token.usage")
    (True, False)
    """
    return _METRIC(name) is not None


@lru_cache(maxsize=4096)
def label_name(name: str) -> str:
    """Return a matcher's label, in quotes when it is not of the classic character set."""
    return name if _LABEL(name) else quoted(name)


_METRIC = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*").fullmatch
_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*").fullmatch
