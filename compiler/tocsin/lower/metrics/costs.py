"""Metrics of the kind `cost`: the price must fit the unit of what is counted."""

from __future__ import annotations

from collections.abc import Mapping

from tocsin.diagnostics import Findings, did_you_mean
from tocsin.duration import parse_duration
from tocsin.measures import Cost, Series
from tocsin.source import KeyPath
from tocsin.spec.prices import CostOf, Price

_MILLISECONDS = 1000


def cost_of(prices: Mapping[str, Price], findings: Findings, name: str, cost: CostOf, of: Series, per: Series | None) -> Cost | None:
    """Return the cost of `of`, spread over `per`; None, and a diagnostic, when the price does not fit."""
    at: KeyPath = ("metrics", name, "cost")
    price = prices.get(cost.price)
    if price is None:
        remedy = did_you_mean(cost.price, prices) if prices else f"add `prices: {{{cost.price}: 2.50USD/h}}`"
        findings.add("price/unknown", f"there is no price `{cost.price}`", remedy, at=(*at, "price"))
        return None
    if price.per == "time" and of.type in {"gauge", "untyped"} and (of.base.dimension in _NO_AMOUNTS or of.base.name in _NO_NUMBERS):
        message = f"`{cost.of}` is in {of.base.name.replace('_', ' ')}, which is not how many are held: `{price.text}` is the price of one"
        remedy = "name a gauge that counts what is held, such as the GPUs that are reserved"
        if of.base.dimension == "percent":
            remedy += "; of percent, 100 would be a hundred of them"
        findings.add("price/does-not-fit", message, remedy, at=(*at, "of"))
        return None
    # The rate of seconds that were busy is how many were busy.
    held = of.type in {"gauge", "untyped"} or (of.type == "counter" and of.base.dimension == "time")
    used = of.type in {"counter", "histogram", "summary"}
    if not (held if price.per == "time" else used):
        message = f"`{cost.of}` is a {of.type}, and the price `{price.text}` is {_MEANING[price.per]}"
        other = _MEANING["count" if price.per == "time" else "time"]
        findings.add("price/does-not-fit", message, f"use a price {other}, or a metric that is {_FITTING[price.per]}", at=(*at, "price"))
        return None
    if per is not None and per.type not in {"counter", "histogram", "summary"}:
        message = f"`{cost.per}` is a {per.type}, whose number says nothing of how many there were"
        findings.add("metric/cost-of-what", message, "name a counter or histogram", at=(*at, "per"))
        return None
    seconds = (parse_duration(cost.during) or 0) / _MILLISECONDS if cost.during is not None else 0.0
    return Cost(of=of, usd=float(price.usd), per=per, factor=cost.each if per is not None else seconds)


_NO_AMOUNTS = frozenset({"percent", "temperature", "time", "factor", "frequency", "currency"})
"""What is measured so is not held one by one: of shares only a ratio is a part of one; bytes and watts have prices too."""
_NO_NUMBERS = frozenset(
    (
        "exit_code",
        "generation",
        "grpc_status",
        "hash",
        "http_status",
        "version",
        "xid_code",
        "difference",
        "p_value",
        "probability",
        "score",
    )
)
"""What is written as a number and counts nothing."""
_MEANING = {"time": "for a time, `/h`", "count": "for a number of things, `/1k`"}
_FITTING = {"time": "held, a gauge", "count": "counted"}
