"""Specs out of nothing but the types of the language: what may be written at each place, and now and then what may not."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st

from fuzz.seeds import Data
from fuzz.texts import TEXTS
from tocsin.schema import spec_schema

Schema = dict[str, Any]

# Few names, so that what refers to a name finds it now and then.
_NAMES: Final = ("forecast", "requests", "errors", "latency", "load", "oncall", "mail", "nights", "warning", "critical", "model", "pod")
_DEEPEST: Final = 7
_SELDOM: Final = 99
_SOUND: Final[Data] = {
    "platform": {"name": "shop", "namespace": "ml", "proofs": False, "cluster": {"prometheus": {"release": "monitoring"}}},
    "metrics": {
        "requests": {"series": "requests_total", "type": "counter", "unit": "requests", "labels": {"model": "model"}},
        "errors": {"series": "errors_total", "type": "counter", "unit": "requests", "labels": {"model": "model"}},
        "latency": {"series": "latency_seconds", "type": "histogram", "unit": "seconds", "buckets": ["100ms", "1s"]},
        "load": {"series": "load", "type": "gauge", "unit": "count"},
    },
    "models": {"forecast": {"workload": {"deployment": "forecast"}, "scrape": {"port": "http"}, "thresholds": {"load": {"above": 5}}}},
}
_FACTS: Final = ("<< model >> is bad", "the {{ $value }}", "text", "https://example.org/x")


@st.composite
def specs(draw: st.DrawFn) -> bytes:
    """Return a spec file: a sound one, in which one to three sections have more in them."""
    schema = _schema()
    whole: Data = json.loads(json.dumps(_SOUND))
    for name in draw(st.lists(st.sampled_from(sorted(schema["properties"])), min_size=1, max_size=3)):
        section = _drawn(draw, schema["properties"][name], _DEEPEST)
        whole[name] = {**whole[name], **section} if isinstance(section, dict) and isinstance(whole.get(name), dict) else section
    return json.dumps(whole, indent=1, ensure_ascii=False).encode(errors="surrogatepass")


@cache
def _schema() -> Schema:
    read: Schema = json.loads(spec_schema())
    return read


def _drawn(draw: st.DrawFn, schema: Schema, levels: int) -> Data:
    if "$ref" in schema:
        return _drawn(draw, _schema()["$defs"][schema["$ref"].rpartition("/")[2]], levels)
    if options := schema.get("anyOf", schema.get("oneOf")):
        fitting = [each for each in options if levels > 0 or not _deep(each)] or options
        return _drawn(draw, draw(st.sampled_from(fitting)), levels)
    match schema.get("type"):
        case "object":
            return _mapping(draw, schema, levels - 1)
        case "array":
            length = max(draw(st.integers(0, 3 if levels > 0 else 0)), schema.get("minItems", 0))
            return [_drawn(draw, schema.get("items", {}), levels - 1) for _ in range(length)]
        case kind:
            return draw(st.sampled_from(TEXTS) if draw(st.integers(0, _SELDOM)) == _SELDOM else _scalar(kind, schema))


def _scalar(kind: str | None, schema: Schema) -> st.SearchStrategy[Data]:
    if "const" in schema or "enum" in schema:
        return st.sampled_from(schema.get("enum", [schema.get("const")]))
    match kind:
        case "string":
            return _text(schema.get("pattern", ""), tuple(schema.get("examples", ())))
        case "integer":
            return st.integers(0, 20) | st.sampled_from([-1, 0, 65_535, 65_536, 10**12])
        case "number":
            return st.sampled_from([0, 0.5, 0.95, 1, 1.5, 60, -1, 1e300])
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
        case _:
            return st.sampled_from((*_NAMES, "5m", 1, "95%"))


def _deep(schema: Schema) -> bool:
    return "$ref" in schema or schema.get("type") in {"object", "array"}


def _mapping(draw: st.DrawFn, schema: Schema, levels: int) -> Data:
    known: Schema = schema.get("properties", {})
    wanted = set(schema.get("required", ()))
    if levels > 0 and known:
        wanted |= set(draw(st.lists(st.sampled_from(sorted(known)), max_size=3)))
    made = {key: _drawn(draw, known[key], levels) for key in sorted(wanted & known.keys())}
    entries = next(iter(schema.get("patternProperties", {}).values()), schema.get("additionalProperties"))
    if isinstance(entries, dict):
        least = schema.get("minProperties", 0)
        for name in draw(st.lists(st.sampled_from(_NAMES), min_size=least, max_size=max(least, 2 if levels > 0 else 0), unique=True)):
            made[name] = _drawn(draw, entries, levels)
    return made


@cache
def _text(pattern: str, examples: tuple[Data, ...]) -> st.SearchStrategy[Data]:
    fitting = [name for name in (*_NAMES, *_FACTS, "5m", "95%", "http", "1.2") if not pattern or re.search(pattern, name)]
    options = [st.sampled_from(each) for each in (fitting, examples) if each]
    return st.one_of(*options) if options else st.from_regex(pattern, fullmatch=True)
