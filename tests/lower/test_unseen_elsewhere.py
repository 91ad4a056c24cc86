"""When Prometheus sees nothing of a platform: what of its exporters in namespaces of their own, and of one that has just started."""

from __future__ import annotations

import pytest

from conftest import CompileSpec
from lower.unseen import OF_A, ONE, SPEC, down_of, platforms, routed, silenced_by, sources_of
from tocsin import promql


@pytest.mark.parametrize(
    "gpus",
    [
        # What is told within a minute comes before.
        "{namespace: gpu, scrape: {job: dcgm, namespace: gpu, down: 1m}}",
        "{namespace: gpu, scrape: {job: dcgm, namespace: gpu, down: null}}",
    ],
)
def test_an_exporter_elsewhere_that_is_told_sooner_is_not_silenced(compile_spec: CompileSpec, gpus: str) -> None:
    text = SPEC.replace("{namespace: gpu, scrape: {job: dcgm, namespace: gpu}}", gpus)
    assert text != SPEC
    for platform in platforms(compile_spec, text):
        silenced = silenced_by(platform, sources_of(platform)["PlatformTargetsDown of shop in ml"])
        assert not [each for each in silenced if "gpus" in each]
        assert silenced >= OF_A


def test_an_exporter_elsewhere_does_not_make_it_come_sooner(compile_spec: CompileSpec) -> None:
    waits = [
        sources_of(platforms(compile_spec, text)[0])["PlatformTargetsDown of shop in ml"].for_ms
        for text in (SPEC, SPEC.replace("namespace: gpu}}", "namespace: gpu, down: 2m30s, every: 15s}}"))
    ]
    assert waits[0] == waits[1]


def test_what_runs_here_and_is_scraped_elsewhere_goes_with_the_whole_and_not_with_its_namespace(compile_spec: CompileSpec) -> None:
    text = SPEC.replace("gpus: {namespace: gpu,", "gpus: {namespace: a,")
    for platform in platforms(compile_spec, text):
        sources = sources_of(platform)
        assert silenced_by(platform, sources["NamespaceTargetsDown of shop in a"]) == OF_A
        assert "TargetDown of gpus in a" in silenced_by(platform, sources["PlatformTargetsDown of shop in ml"])


@pytest.mark.parametrize("scrape", ["15s", "30s", "1m"])
@pytest.mark.parametrize("evaluation", ["15s", "30s"])
@pytest.mark.parametrize("down", ["3m", "5m", "15m"])
def test_one_that_has_just_started_waits_as_long_as_it_may_and_still_comes_before_the_first_target(
    compile_spec: CompileSpec, scrape: str, evaluation: str, down: str
) -> None:
    times = f"prometheus: {{scrape_interval: {scrape}, evaluation_interval: {evaluation}}}"
    (platform,) = platforms(
        compile_spec, ONE.replace("prometheus: {}", times).replace("{port: metrics}", f"{{port: metrics, down: {down}}}")
    )
    (source,) = sources_of(platform).values()
    ((looked_ms, within_ms),) = [(node.expr.offset_ms, node.window) for node in promql.walk(source.expr) if isinstance(node, promql.Range)]
    every_ms = {"15s": 15_000, "30s": 30_000}[evaluation]
    # Its group may be evaluated just before that of a target is, one evaluation later than it.
    least = min(alert.for_ms for alert in down_of(platform)) - every_ms
    assert least - every_ms < looked_ms + source.for_ms <= least
    assert looked_ms >= every_ms
    assert looked_ms % every_ms == 0
    assert within_ms == 2 * every_ms


def test_an_exporter_elsewhere_of_which_a_route_tells_somebody_is_not_silenced_by_what_nobody_hears(compile_spec: CompileSpec) -> None:
    """The whole goes to the default receiver, as the targets of the models do."""
    for platform in platforms(compile_spec, routed("{receiver: hook, routes: {a: {when: {subject: gpus}, to: pager}}}")):
        silenced = silenced_by(platform, sources_of(platform)["PlatformTargetsDown of shop in ml"])
        assert "TargetDown of gpus in gpu" not in silenced
        assert silenced >= OF_A
