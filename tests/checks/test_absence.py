"""Of what is not there a check says something only when everything is understood: what is missing may stand in what is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest
from msgspec.structs import replace

from checks.example import folders
from tocsin import checks, ir
from tocsin.finding import Checked
from tocsin.pipeline import Examined, examine
from tocsin.source import KeyPath

_CHECKS = checks.explained()

PLATFORM = """
platform: {name: shop, namespace: ml, cluster: {prometheus: {release: monitoring}}}
models: {chat: {workload: {deployment: chat}, scrape: {port: http}, scaling: {replicas: {min: 1, max: 3}, targets: {cpu: 70%}}}}
receivers:
  chat: {webhook: {url: {secret: chat, key: url}}}
  pager: {webhook: {url: {secret: pager, key: url}}}
routing:
  receiver: chat
  intervals: {nights: [{times: ["22:00-23:00"]}]}
  routes: {critical: {when: {severity: critical}, to: pager, mute: [nights]}}
environments:
  production: {}
  staging:
    patch:
      platform: {cluster: {name: staging}}
      models: {chat: {scaling: {replicas: {min: 1, max: 2}}}}
      routing: {routes: {critical: {to: chat, mute: []}}}
"""


def codes(found: Examined) -> list[str]:
    """Return the codes of what was found."""
    return [each.code for each in found.diagnostics]


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ("max: 3", "max: 0", "spec/out-of-range"),
        ("min: 1, max: 3", "min: 5, max: 3", "scaling/min-above-max"),
        ("min: 1, max: 3", "min: three, max: 3", "spec/wrong-type"),
        ("cpu: 70%", "gpu: 70%", "scaling/not-a-resource"),
    ],
)
def test_an_environment_that_is_not_understood_may_hold_what_the_others_lack(right: str, wrong: str, code: str) -> None:
    assert not codes(examine({"shop": {"specs/shop/spec.yaml": PLATFORM.encode()}}))
    assert codes(examine({"shop": {"specs/shop/spec.yaml": PLATFORM.replace(right, wrong, 1).encode()}})) == [code]


def test_what_is_missing_in_every_environment_is_told_when_all_are_understood() -> None:
    text = PLATFORM.replace("  pager:", "  spare: {discard: true}\n  pager:")
    assert codes(examine({"shop": {"specs/shop/spec.yaml": text.encode()}})) == ["receiver/unrouted"]
    assert codes(examine({"shop": {"specs/shop/spec.yaml": text.replace("max: 3", "max: 0").encode()}})) == ["spec/out-of-range"]


@pytest.mark.parametrize("code", _CHECKS)
def test_of_a_part_nothing_is_said_that_is_not_said_of_the_whole(code: str) -> None:
    for texts in (_CHECKS[code].good, _CHECKS[code].bad):
        estate = examine(folders(texts)).estate
        whole = _said(estate)
        for what, part in _parts(estate):
            assert _said(part, complete=False) <= whole, what


@pytest.mark.parametrize("code", [code for code, check in checks.checks().items() if hasattr(check, "in_every_environment")])
def test_what_is_so_in_every_environment_that_is_understood_may_be_otherwise_in_another(code: str) -> None:
    assert getattr(checks.checks()[code], "FROM_ABSENCE", None)


@pytest.mark.parametrize(
    "code",
    [
        "dashboard/no-data",
        "inhibition/both-sides",
        "inhibition/equal-not-there",
        "inhibition/no-source",
        "inhibition/no-target",
        "promql/job-of-nobody",
        "promql/unknown-metric",
        "route/takes-nothing",
        "routing/group-label-not-there",
        "scaling/nobody-scrapes",
    ],
)
def test_a_platform_that_cannot_be_read_may_hold_what_the_others_lack(code: str) -> None:
    estate = examine(folders(_CHECKS[code].bad)).estate
    assert code in {each.code for each in checks.run(estate)}
    assert code not in {each.code for each in checks.run(estate, complete=False)}


def _said(estate: Sequence[Checked], *, complete: bool = True) -> frozenset[tuple[str, str, KeyPath]]:
    return frozenset((code, each.where.platform.name, each.at) for code, each in checks.findings(estate, complete=complete))


def _parts(estate: Sequence[Checked]) -> Iterator[tuple[str, Sequence[Checked]]]:
    """Yield what is left when something is not understood."""
    for lost in estate:
        rest = [_less(each) if each.named_at == lost.named_at else each for each in estate if each is not lost]
        yield f"without {lost.platform.environment}", rest
        for what, platform in _remains(lost.platform):
            part = Checked(resolved=lost.resolved, platform=platform, sound=False)
            yield f"without {what}", [part if each is lost else each for each in estate]


def _less(checked: Checked) -> Checked:
    return replace(checked, resolved=replace(checked.resolved, whole=False))


def _remains(platform: ir.Platform) -> Iterator[tuple[str, ir.Platform]]:
    yield "alerts", _with_rules(platform, lambda rule, _: not isinstance(rule, ir.Alert))
    yield "recordings", _with_rules(platform, lambda rule, _: isinstance(rule, ir.Alert))
    yield "every other rule", _with_rules(platform, lambda _, number: number % 2 == 0)
    yield "the first rule and every other", _with_rules(platform, lambda _, number: number % 2 == 1)
    yield "monitors", replace(platform, monitors=())
    yield "routing", replace(platform, routing=None)
    yield "autoscalers", replace(platform, autoscalers=())
    yield "dashboards", replace(platform, dashboards=())


def _with_rules(platform: ir.Platform, keep: Callable[[ir.Alert | ir.Recording, int], bool]) -> ir.Platform:
    rules = [
        replace(each, groups=tuple(replace(group, rules=tuple(_kept(group.rules, keep))) for group in each.groups))
        for each in platform.rules
    ]
    return replace(platform, rules=tuple(rules))


def _kept(
    rules: Sequence[ir.Alert | ir.Recording], keep: Callable[[ir.Alert | ir.Recording, int], bool]
) -> Iterator[ir.Alert | ir.Recording]:
    yield from (rule for number, rule in enumerate(rules) if keep(rule, number))
