"""The section `prices`: what things cost, so that metrics can say it in money."""

from decimal import Decimal
from typing import Annotated, Final, Literal, Self

from msgspec import Struct
from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from tocsin.regex import late
from tocsin.section import Period, Section, Text, mistake
from tocsin.section.naming import Word

_SECONDS: Final = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400, "w": 604_800}
_COUNTS: Final = {"": 1, "k": 10**3, "M": 10**6}
_NUMBER: Final = r"(?:[0-9]{1,12}(?:\.[0-9]{1,12})?|\.[0-9]{1,12})"
_PRICE: Final = late(
    rf"(?P<amount>{_NUMBER}) ?(?P<currency>[A-Za-z$€£]*) ?(?:/ ?(?:(?P<period>s|m|min|h|d|w)|(?P<count>1)(?P<thousands>[kM]?)))?"
)
_PATTERN: Final = rf"^{_NUMBER} ?USD ?/ ?(s|m|min|h|d|w|1[kM]?)$"
_EXAMPLES: Final = ("2.50USD/h", "0.15USD/1M")


class Price(Struct, frozen=True, kw_only=True):
    """US dollars for having one of something for a second (`time`), or for one of something (`count`)."""

    text: str
    usd: Decimal
    per: Literal["time", "count"]


def _price(given: object) -> Price:
    if isinstance(given, Price):
        return given
    text = str(given) if isinstance(given, int | float) and not isinstance(given, bool) else given
    match = _PRICE.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        remedy = "write an amount for a time or for a number of things: `2.50USD/h`, `0.002USD/1`, `0.15USD/1M`"
        raise mistake("price/bad-price", f"`{given}` is not a price", remedy)
    if not match["currency"]:
        raise mistake("price/no-currency", f"`{given}` names no currency", "write it in US dollars, for example `2.50USD/h`")
    if match["currency"] != "USD":
        raise mistake(
            "price/other-currency",
            f"`{match['currency']}` would need a rate of exchange, which changes every day",
            "write all prices in `USD`, for example `2.50USD/h`",
        )
    if match["period"] is None and match["count"] is None:
        raise mistake(
            "price/for-nothing", f"`{given}` does not say for what", "add a time, `/h`, or a number of things, `/1`, `/1k`, `/1M`"
        )
    amount = Decimal(match["amount"])
    if match["period"] is not None:
        return Price(text=str(text), usd=amount / _SECONDS[match["period"]], per="time")
    return Price(text=str(text), usd=amount / _COUNTS[match["thousands"]], per="count")


PriceText = Annotated[Price, PlainValidator(_price), WithJsonSchema({"type": "string", "pattern": _PATTERN, "examples": list(_EXAMPLES)})]
"""What something costs: `2.50USD/h` for having one for an hour, `0.15USD/1M` for a million of them."""


class CostOf(Section):
    """What is paid for, its price, and for what."""

    of: Word
    """What is held, a gauge (`2.50USD/h` each), or what is used, a counter (`0.15USD/1M`)."""
    price: Word
    """A price of the section `prices`."""
    per: Word | None = None
    """What it is spread over: a counter or histogram of predictions, requests, tokens."""
    each: Annotated[float, Field(gt=0)] = 1
    """With `per`: the cost of so many of them, `1000`."""
    during: Period | None = None
    """Without `per`: the cost of so long a time at the present pace, `30d`."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.per is None) == (self.during is None):
            message = "a cost is of each of something, or of a time"
            raise mistake("metric/cost-of-what", message, "write either `per: <metric>` or `during: 30d`")
        return self


class CostMetric(Section):
    """Money: what something costs."""

    cost: CostOf
    """What is paid for: `{of: gpus, price: gpu, per: predictions, each: 1000}`, `{of: gpus, price: gpu, during: 30d}`."""
    help: Text | None = None
    """What it measures."""
