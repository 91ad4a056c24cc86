"""How prometheus-adapter finds a series, and by which name it serves it."""

from __future__ import annotations

import re
from typing import Final

from tocsin import promql

_NO_LETTER: Final = re.compile(r"\W")


def discovered(names: tuple[str, ...], matchers: tuple[promql.Matcher, ...]) -> str:
    """Return the query by which the adapter finds a series, whichever of its names it has.

    https://github.com/kubernetes-sigs/prometheus-adapter/blob/master/docs/config.md#discovery
    """
    if len(names) == 1:
        return promql.to_text(promql.Selector(names[0], matchers))
    named = (promql.matches("__name__", "|".join(names)),) if names else ()
    return promql.to_text(promql.Selector(None, (*named, *matchers)))


def selectable(matcher: promql.Matcher) -> bool:
    """Tell whether an HPA can ask for the series of `matcher` by labels.

    >>> selectable(promql.equals("model", "llama")), selectable(promql.equals("model", "org/llama"))
    (True, False)
    """
    return matcher.op == "=" and _KEY(matcher.label) is not None and _VALUE(matcher.value) is not None


# What a selector of Kubernetes takes, and of its keys those that PromQL takes without quotes: the adapter writes none.
# https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
_KEY: Final = re.compile(r"[A-Za-z](?:[A-Za-z0-9_]{0,61}[A-Za-z0-9])?").fullmatch
_VALUE: Final = re.compile(r"[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?").fullmatch


def served_as(*names: str) -> str:
    """Return the name of a metric in the APIs of Kubernetes.

    >>> served_as("shop", "queue-depth")
    'shop_queue_depth'
    """
    return _NO_LETTER.sub("_", "_".join(names))
