"""Invents names for what had none, or had one that a spec does not take."""

from __future__ import annotations

import re
from collections.abc import Container
from unicodedata import normalize

from tocsin.regex import late

_HUMP = late(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NO_WORD = re.compile(r"[^a-z0-9]+")
_WORDS = late(r"[A-Za-z0-9_]*[A-Za-z0-9][A-Za-z0-9_]*", re.ASCII)
_FACT = late(r"<<(?=[^<>]*>>)")
_LONGEST = 60
_REFUSED = re.compile(r"[^-A-Za-z0-9_:.]+")
_LONGEST_KEPT = 96


def word(text: str, taken: Container[str]) -> str:
    """Return a name for a metric or threshold that is none of `taken`.

    >>> word("HTTPErrorsHigh", ()), word("model:latency:p95_5m", {"model_latency_p95_5m"}), word("???", ())
    ('http_errors_high', 'model_latency_p95_5m_2', 'rule')
    """
    return free(_parted(_HUMP.sub("_", text), "_"), taken, by="_")


def name(text: str, taken: Container[str]) -> str:
    """Return a name for a component that is none of `taken`.

    >>> name("GPU nodes (shared)", ()), name("vllm.rules", {"vllm-rules"})
    ('gpu-nodes-shared', 'vllm-rules-2')
    """
    return free(_parted(text, "-"), taken)


def kept(text: str, taken: Container[str]) -> str:
    """Return `text`, which is a name already, as far as a spec takes it, as none of `taken`.

    >>> kept("team-x/pager duty", ()), kept("null", {"null"})
    ('team-x-pager-duty', 'null-2')
    """
    return free(_REFUSED.sub("-", text)[:_LONGEST_KEPT].strip("-.") or "receiver", taken)


def alert_name(text: str) -> str:
    """Return an alert's name, which begins with a capital letter and is one word.

    >>> alert_name("QueueLong"), alert_name("etcdNoLeader"), alert_name("host out of memory (>90%)"), alert_name("5xx"), alert_name("Größe")
    ('QueueLong', 'EtcdNoLeader', 'HostOutOfMemory90', 'Alert5xx', 'Grosse')
    """
    plain = normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode()
    found = "".join(part[0].upper() + part[1:] for part in _WORDS.findall(plain))
    return found if found[:1].isalpha() else f"Alert{found}"


def as_it_is(text: str) -> str:
    """Return a text in which `<< >>` names no fact, for Prometheus and Alertmanager to show it so.

    >>> as_it_is("a << b >> c")
    'a {{ "<" }}< b >> c'
    """
    return _FACT.sub('{{ "<" }}<', text)


def free(text: str, taken: Container[str], *, by: str = "-") -> str:
    """Return `text`, or where that is `taken` the first of its kind that is not: it is numbered from 2 on."""
    number = 1
    while (found := text if number == 1 else f"{text}{by}{number}") in taken:
        number += 1
    return found


def _parted(text: str, by: str) -> str:
    return _NO_WORD.sub(by, text.lower())[:_LONGEST].strip(by) or "rule"
