"""What names refer to is known of every key of the language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from conftest import REPOSITORY
from tocsin.lsp.language import Language
from tocsin.lsp.meaning import KEYS, TEXTS
from tocsin.schema import FILE

# To make it takes a second, and that it is fresh is a test of its own.
SCHEMA = json.loads((REPOSITORY / "schemas" / FILE).read_text(encoding="utf-8"))
WORD = "^[A-Za-z0-9_:][-A-Za-z0-9_:.]*$"
# They refer to nothing that a spec defines elsewhere.
NEW_TEXTS = {"Platform.severities", "Probe.module"}
NEW_KEYS = {
    "Component.slos",
    "Model.slos",
    "Route.routes",
    "Routing.inhibit",
    "Routing.intervals",
    "Routing.routes",
    "Scaling.hours",
    "ScalingPolicy.hours",
    "Spec.metrics",
    "Spec.policies",
    "Spec.prices",
    "Spec.profiles",
    "Spec.receivers",
}


def _places(node: Any, owner: str, key: str, *, keys: bool) -> Iterator[str]:  # noqa: ANN401  # any JSON
    if isinstance(node, list):
        for each in node:
            yield from _places(each, owner, key, keys=keys)
    if not isinstance(node, dict):
        return
    if WORD in node.get("patternProperties", {}) if keys else node.get("pattern") == WORD:
        yield f"{owner}.{key}"
    for name, child in node.get("properties", {}).items():
        yield from _places(child, owner, name, keys=keys)
    for part in ("anyOf", "oneOf", "allOf", "items", "patternProperties", "additionalProperties"):
        within = node.get(part)
        yield from _places(list(within.values()) if part == "patternProperties" and within else within, owner, key, keys=keys)


def _all(*, keys: bool) -> set[str]:
    found = set(_places({key: value for key, value in SCHEMA.items() if key != "$defs"}, "Spec", "", keys=keys))
    for name, node in SCHEMA["$defs"].items():
        owner = "Kind" if re.fullmatch(r"tocsin__thresholds__\w+__Kind", name) else name
        found |= set(_places(node, owner, "", keys=keys))
    return found


def test_of_every_name_in_a_text_it_is_known_what_it_refers_to() -> None:
    words = _all(keys=False)
    assert len(words) > 40
    assert words - set(TEXTS) == NEW_TEXTS


def test_of_every_name_that_is_a_key_it_is_known_what_it_refers_to() -> None:
    assert _all(keys=True) - set(KEYS) == NEW_KEYS


def test_nothing_is_known_of_a_key_that_the_language_has_not() -> None:
    fields = {"Spec": SCHEMA["properties"]}
    for name, node in SCHEMA["$defs"].items():
        owner = "Kind" if re.fullmatch(r"tocsin__thresholds__\w+__Kind", name) else name
        fields[owner] = {**fields.get(owner, {}), **node.get("properties", {})}
    assert not [place for place in (*TEXTS, *KEYS) if place.partition(".")[2] not in fields[place.partition(".")[0]]]


def test_the_keys_that_are_there_tell_which_form_is_meant() -> None:
    language = Language(SCHEMA)
    route = ("models", "chat", "thresholds", "latency")
    keys = language.keys(route, lambda at: ("quantile",) if at == route else ())
    assert "quantile" in keys
    assert "absent" not in keys
    assert {"quantile", "absent"} <= set(language.keys(route, lambda _: ()))
