"""PromQL as its author wrote it: read part by part, placed in its text, and known by the packs and the spec."""

from tocsin.raw.certainty import may_have, surely_has, surely_lacks
from tocsin.raw.declared import Declared, declared
from tocsin.raw.estimates import estimated
from tocsin.raw.known import OWN_SERIES, Knowledge, Known, recorded
from tocsin.raw.limits import Compared, compared, in_percent
from tocsin.raw.named import Named, named
from tocsin.raw.of_nobody import declared_of_nobody
from tocsin.raw.rates import RATES, rated
from tocsin.raw.span_of_values import Span, span_of
from tocsin.raw.unit_of import differ, unit_of
from tocsin.raw.uses import is_acted_on, is_alerted_on
from tocsin.raw.vain import Vain, conditions, vain
from tocsin.raw.written import Seen, Written, comparisons, expressions, matchers, parts, series, value_at, written_at

__all__ = [
    "OWN_SERIES",
    "RATES",
    "Compared",
    "Declared",
    "Knowledge",
    "Known",
    "Named",
    "Seen",
    "Span",
    "Vain",
    "Written",
    "compared",
    "comparisons",
    "conditions",
    "declared",
    "declared_of_nobody",
    "differ",
    "estimated",
    "expressions",
    "in_percent",
    "is_acted_on",
    "is_alerted_on",
    "matchers",
    "may_have",
    "named",
    "parts",
    "rated",
    "recorded",
    "series",
    "span_of",
    "surely_has",
    "surely_lacks",
    "unit_of",
    "vain",
    "value_at",
    "written_at",
]
