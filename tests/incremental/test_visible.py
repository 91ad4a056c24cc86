"""What all models share is made of what others can see of a model, and of nothing else of it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from typing import Final

import pytest
from msgspec.structs import replace

from case import all_folders
from incremental.edits import other_number
from tocsin import checks
from tocsin.finding import Finding
from tocsin.incremental import SAME_ON_BOTH_SIDES
from tocsin.incremental.visible import visible
from tocsin.lower.context import Context
from tocsin.lower.inhibition import inhibition
from tocsin.pipeline import examine

_OF_ALL = {code: check for code, check in checks.checks().items() if hasattr(check, "check_all")}
_OF_NO_MODEL = {code: check for code, check in checks.checks().items() if code.startswith(("receiver/", "use/")) and code not in _OF_ALL}

# Both alerts read a recorded series, and its rule alone says which labels that has.
_RECORDED: Final = """platform: {name: shop, namespace: shop}
metrics: {latency: {series: latency_seconds, type: histogram, unit: seconds, labels: {model: model}}}
models: {forecast: {thresholds: {latency: {quantile: 0.95, above: {warning: 200ms, critical: 1s}, by: [pod]}}}}
receivers: {chat: {webhook: {url: {secret: chat, key: url}}}, canary: {webhook: {url: {secret: canary, key: url}}}}
routing: {receiver: chat, routes: {canary: {when: {pod: forecast-canary}, to: canary}}}
"""
ESTATES: Final[dict[str, Mapping[str, bytes]]] = {
    **all_folders(),
    "a route by a label that only a recording brings": {"specs/shop/shop.yaml": _RECORDED.encode()},
}


def test_groups_that_are_not_asked_have_checks_of_all_platforms_or_of_receivers_and_packs_only() -> None:
    groups = {code: code.partition("/")[0] for code in checks.checks()}
    assert set(groups.values()) >= SAME_ON_BOTH_SIDES
    assert {code for code, group in groups.items() if group in SAME_ON_BOTH_SIDES} <= {*_OF_ALL, *_OF_NO_MODEL}
    assert {*checks.checks(besides=SAME_ON_BOTH_SIDES)} == {code for code, group in groups.items() if group not in SAME_ON_BOTH_SIDES}


@pytest.mark.parametrize("name", sorted(ESTATES))
def test_checks_of_all_platforms_and_inhibitions_see_nothing_more(name: str) -> None:
    whole = examine({name: ESTATES[name]}).estate
    seen = tuple(replace(each, platform=visible(each)) for each in whole)
    assert whole
    for code, check in _OF_ALL.items():
        assert Counter(map(_told, check.check_all(whole))) == Counter(map(_told, check.check_all(seen))), code
    for each, bare in zip(whole, seen, strict=True):
        assert [*inhibition(Context(each.resolved), each.platform.rules)] == [*inhibition(Context(each.resolved), bare.platform.rules)]


@pytest.mark.parametrize("name", sorted(ESTATES))
def test_what_is_compiled_again_looks_the_same(name: str) -> None:
    """Else no edit would ever be compiled alone."""
    first, second = (tuple(map(visible, examine({name: ESTATES[name]}).estate)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("name", sorted(ESTATES))
def test_checks_of_all_platforms_and_receivers_find_the_same_after_an_edit_that_others_do_not_see(name: str) -> None:
    rng = random.Random(name)  # noqa: S311  # no secret
    files = ESTATES[name]
    was = examine({name: files}).estate
    for _ in range(3):
        became = examine({name: other_number(files, rng)}).estate
        if tuple(map(visible, was)) == tuple(map(visible, became)) and all(each.whole for each in (*was, *became)):
            for code, check in _OF_ALL.items():
                assert Counter(map(_told, check.check_all(was))) == Counter(map(_told, check.check_all(became))), code
            for code, check in _OF_NO_MODEL.items():
                old, new = (Counter(_told(found) for each in estate for found in check.check(each)) for estate in (was, became))
                assert old == new, code


def _told(finding: Finding) -> tuple[str, object]:
    return finding.message, finding.at
