"""Finds the known word that a misspelt one is probably meant to be."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import partial
from itertools import takewhile
from typing import Final


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return which of `known` may be meant by `word`, None when none is like it. Upper case and lower case are alike.

    >>> closest("thresold", ["thresholds", "scaling"]), closest("x", ["scaling"]), closest("vLLM", ["litellm", "vllm"])
    ('thresholds', None, 'vllm')
    >>> closest("cbacab", ["cabcab"])
    'cabcab'
    >>> closest("tier", ["container"]), closest("p95_latency", ["latency_p95"]), closest("model", ["model_name"])
    (None, 'latency_p95', 'model_name')
    >>> closest("url", ["title", "webhook_url"]), closest("key", ["routing_key", "service_key"])
    ('webhook_url', None)
    """
    if len(word) > _LONGEST_WORD:  # compared letter by letter with each, and nobody means a page
        return None
    spelt = {each.lower(): each for each in sorted(known, key=lambda each: each == word)}
    near = difflib.get_close_matches(word.lower(), list(spelt), n=3, cutoff=0.6)
    near += [each for each in spelt if one_slip(word.lower(), each)]  # of `cbacab` and `cabcab` difflib sees `cab`, and no more
    longer = [each for each in spelt if word.lower() in _WORDS.split(each)]
    return next((spelt[each] for each in (*filter(partial(_is_near, word.lower()), near), *(longer if len(longer) == 1 else ()))), None)


def _is_near(word: str, meant: str) -> bool:
    """Tell whether one is more than letters here and there of the other, which `difflib` takes for alike.

    They have the same letters or a word in common, one begins with the other, or at most half of the letters differ.
    """
    shared = any(len(part) >= _LONG_ENOUGH and part in meant for part in _WORDS.split(word))
    if shared or sorted(word) == sorted(meant) or word.startswith(meant) or meant.startswith(word):
        return True
    steps = difflib.SequenceMatcher(None, word, meant).get_opcodes()
    return 2 * sum(max(end - start, last - first) for tag, start, end, first, last in steps if tag != "equal") <= max(len(word), len(meant))


_WORDS: Final = re.compile(r"[\W_]+")


def plainly_meant(word: str, known: Iterable[str]) -> str | None:
    """Return which of `known` is plainly meant by `word`, so that the rest can be judged as if it stood there; None when in doubt.

    >>> [plainly_meant(word, ["kube-state-metrics"]) for word in ("kube-state-metric", "house-metrics")]
    ['kube-state-metrics', None]
    """
    near = closest(word, known)
    return near if near is not None and (one_slip(word, near) or difflib.SequenceMatcher(None, word, near).ratio() >= _PLAINLY) else None


_PLAINLY: Final = 0.8
_LONGEST_WORD: Final = 200
_LONG_ENOUGH: Final = 4


def one_slip(word: str, meant: str) -> bool:
    """Tell whether one letter too much, too few, or wrong, two exchanged, or case make `meant` of `word`; numbers mean what they say.

    >>> one_slip("latency", "latencies"), one_slip("warnign", "warning"), one_slip("p95_latency", "p99_latency")
    (False, True, False)
    """
    if word.lower() == meant.lower():
        return word != meant
    if abs(len(word) - len(meant)) > 1 or min(len(word), len(meant)) < _LONG_ENOUGH:
        return False
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, meant, strict=False)))
    rest, wanted = word[same:], meant[same:]
    if any(character.isdigit() for character in (rest[:1] + wanted[:1])):
        return False
    return rest[1:] == wanted[1:] or rest[1:] == wanted or rest == wanted[1:] or (rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:])
