"""What is found in common is told once; that it is of no use, when it is to nobody, and somebody has looked at all of them."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from common.house import FILES, SEARCH, SHARED, SHOP, folders
from tocsin.checks import checks
from tocsin.diagnostics import Located
from tocsin.pipeline import build, examine

_IDLE = {SHARED: FILES[SHARED].replace("receivers:\n", 'receivers:\n  idle: {slack: {channel: "#x", url: {secret: slack, key: url}}}\n')}


def _found(changed: dict[str, str]) -> list[tuple[str, str]]:
    return [(each.code, each.span.file) for each in _diagnostics(changed)]


def _diagnostics(changed: dict[str, str]) -> tuple[Located, ...]:
    return examine(folders({**FILES, **changed})).diagnostics


def test_what_two_platforms_become(snapshot: SnapshotAssertion) -> None:
    built = build(folders())
    assert not built.diagnostics
    wanted = ("staging/shop/alertmanager/alertmanagerconfig.yaml", "production/search/prometheus/search-rank.rules.yaml")
    assert {path: built.artifacts[path] for path in wanted} == snapshot


def test_what_nobody_needs_is_told() -> None:
    assert _found(_IDLE) == [("receiver/unrouted", SHARED)]


def test_what_the_only_one_who_reads_it_does_not_need_is_told() -> None:
    assert _found({**_IDLE, SHOP: FILES[SHOP].replace("receivers: {", "receivers: {idle: null, ")}) == [("receiver/unrouted", SHARED)]


def test_who_writes_over_it_is_told_there() -> None:
    over = FILES[SHOP].replace("receivers: {", "receivers: {idle: {slack: {channel: '#y'}}, ")
    assert sorted(_found({**_IDLE, SHOP: over})) == [("receiver/unrouted", SHARED), ("receiver/unrouted", SHOP)]


def test_what_is_of_no_use_is_not_told_while_one_of_them_is_not_understood() -> None:
    assert _found({**_IDLE, SEARCH: "platform: [\n"}) == [("spec/yaml-syntax", SEARCH)]
    misspelt = FILES[SEARCH].replace("profile: usual", "profile: usul")
    assert ("receiver/unrouted", SHARED) not in _found({**_IDLE, SEARCH: misspelt})


def test_what_is_of_no_use_to_one_leaves_it_whole() -> None:
    shared = FILES[SHARED].replace("profiles:", "defaults: {components: {owner: house}}\nprofiles:")
    search = f"{FILES[SEARCH]}components: {{gateway: {{workload: {{deployment: gateway}}, scrape: {{port: http}}}}}}\n"
    shop = FILES[SHOP].replace("receivers: {", "profiles: {mine: {owner: shop}}\nreceivers: {")
    assert _found({SHARED: shared, SEARCH: search, SHOP: shop}) == [("profile/unused", SHOP)]


def test_receivers_that_one_platform_sends_nothing_to_are_no_fault() -> None:
    own = FILES[SHOP].partition("receivers:")[0]
    own = f"{own}routing: null\nenvironments: {{staging: null}}\n"
    assert _found({SHOP: own}) == []
    # Nor does that keep the checks from looking for what is missing in it.
    assert _found({SHOP: f"{own}profiles: {{mine: {{owner: shop}}}}\n"}) == [("profile/unused", SHOP)]


def test_a_mistake_of_some_platforms_says_which() -> None:
    more = FILES[SHARED].replace("port: http", "port: http, severity: grave")
    known = FILES[SEARCH].replace("namespace: search", "namespace: search, severities: [warning, critical, grave]")
    told, *_ = _diagnostics({SHARED: more, SEARCH: known})
    assert told.code == "alert/unknown-severity"
    assert [text for text, _ in told.notes] == ["only in the platform `shop`, named"]
    (told,) = _diagnostics({SHARED: more})
    assert told.notes == ()


@pytest.mark.parametrize("code", [code for code, check in checks().items() if getattr(check, "IN_VAIN", False)])
def test_only_what_is_of_no_use_is_left_to_all_of_them(code: str) -> None:
    """Whoever is refused, or told too little, is told even though others are well."""
    check = checks()[code]
    assert not getattr(check, "NEVER_ALLOWED", False)
    assert hasattr(check, "check_all")
