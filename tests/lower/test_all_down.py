"""When Prometheus sees nothing of a namespace, and that this is told before any of its targets is: by the real promtool."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import CompileSpec, Judge
from lower.firing import Proof

_CASE = "all-targets-down"
_ML = {'up{job="fraud",namespace="ml"}': "1x60", 'up{job="gateway",namespace="ml"}': "1x60"}
_SEARCH = {f'up{{job="{name}",namespace="search",pod="{name}-0"}}': "1x60" for name in ("ranker", "reranker", "embedder", "impatient")}
_ELSEWHERE = {
    'up{job="probe/shop/fraud/ready",namespace="ml"}': "1x60",
    'probe_success{job="probe/shop/fraud/ready",namespace="ml"}': "1x60",
    'up{job="blackbox",namespace="monitoring"}': "1x60",
}


@pytest.mark.parametrize("lost", ["0x60", "_x60"])
def test_a_namespace_without_an_answering_target_is_told_and_the_platform_only_when_all_are(
    tmp_path: Path, judge: Judge, lost: str
) -> None:
    proof = Proof(_CASE, tmp_path, judge)
    seen = {"NamespaceTargetsDown/critical": 1}
    proof.shows({**_ML, **dict.fromkeys(_SEARCH, lost), **_ELSEWHERE}, seen, of=".+TargetsDown", at="20m")
    everything = {**dict.fromkeys((*_ML, *_SEARCH), lost), **_ELSEWHERE}
    proof.shows(everything, {**seen, "PlatformTargetsDown/critical": 1}, of=".+TargetsDown", at="20m")


def test_as_long_as_any_target_of_a_namespace_answers_each_is_told_by_itself(tmp_path: Path, judge: Judge) -> None:
    stranger = {'up{job="of-somebody-else",namespace="search"}': "1x60"}
    series = {**_ML, **dict.fromkeys(_SEARCH, "0x60"), **_ELSEWHERE, **stranger}
    Proof(_CASE, tmp_path, judge).shows(series, {"TargetDown/critical": 4}, of=".*Target.*", at="20m")


@pytest.mark.parametrize("lost", ["0", "stale"])
@pytest.mark.parametrize("last", [*_ML, *_SEARCH])
def test_no_target_is_told_before_it_whichever_fails_last(tmp_path: Path, judge: Judge, lost: str, last: str) -> None:
    """All of the others fail one scrape before."""
    gone = "0x40" if lost == "0" else "stale _x39"
    series = {name: f"1x9 {gone}" if name != last else f"1x10 {gone}" for name in (*_ML, *_SEARCH)}
    alone = (
        'ALERTS{alertname=~"TargetDown|NamespaceTargetsDown",alertstate="firing",model!="impatient"}'
        ' unless on () ALERTS{alertname="PlatformTargetsDown",alertstate="firing"}'
    )
    proof = Proof(_CASE, tmp_path, judge)
    proof.answers({**series, **_ELSEWHERE}, f"count_over_time(({alone})[20m:30s])", {}, at="20m", step="30s")
    proof.shows(
        {**series, **_ELSEWHERE},
        {"TargetDown/critical": 6, "PlatformTargetsDown/critical": 1},
        of="(Platform)?Targets?Down",
        at="13m",
        step="30s",
    )


@pytest.mark.parametrize(("down", "told_after_ms"), [("99s", None), ("100s", 30_000), ("130s", 60_000)])
def test_it_comes_first_when_there_is_just_enough_time(compile_spec: CompileSpec, down: str, told_after_ms: int | None) -> None:
    """The last target fails a scrape of 30s and a timeout of 10s later, and a rule sees it 30s after that; it waits 30s at the least."""
    scrape = f"scrape: {{port: http, every: 30s, down: {down}}}"
    models = "".join(f"  {name}: {{workload: {{deployment: {name}}}, {scrape}}}\n" for name in ("a", "b", "c"))
    build = compile_spec(f"platform: {{name: shop, namespace: ml}}\nmodels:\n{models}")
    assert not build.diagnostics
    found = [alert.for_ms for alert in build.compiled[0].platform.alerts if alert.name == "PlatformTargetsDown"]
    assert found == ([] if told_after_ms is None else [told_after_ms])


_LATE = (*_ML, *_SEARCH)


def _found_after(steps: int) -> dict[str, str]:
    """Return what a Prometheus knows that begins without a history, and finds its targets after so many of 15 seconds."""
    return {**dict.fromkeys(_LATE, f"_x{steps} 1x80"), **_ELSEWHERE}


@pytest.mark.parametrize("seconds", range(15, 195, 15))
def test_a_prometheus_that_has_just_started_and_finds_its_targets_in_time_tells_nothing(tmp_path: Path, judge: Judge, seconds: int) -> None:
    proof = Proof(_CASE, tmp_path, judge)
    proof.shows(_found_after(7), {}, of="(Platform|Namespace)TargetsDown", at=f"{seconds}s", step="15s")


def test_one_that_finds_none_waits_and_a_running_one_that_loses_them_tells_it_as_soon_as_ever(tmp_path: Path, judge: Judge) -> None:
    proof = Proof(_CASE, tmp_path, judge)
    nothing = dict.fromkeys(_LATE, "_x80")
    # The first target but the impatient one is told after three minutes.
    proof.shows({**nothing, **_ELSEWHERE}, {"TargetDown/critical": 1}, of="TargetDown", at="2m45s", step="15s")
    proof.shows({**nothing, **_ELSEWHERE}, {}, of="(Platform|Namespace)TargetsDown", at="1m45s", step="15s")
    whole = {"PlatformTargetsDown/critical": 1}
    proof.shows({**nothing, **_ELSEWHERE}, whole, of="(Platform|Namespace)TargetsDown", at="2m", step="15s")
    lost = dict.fromkeys(_LATE, "1x9 stale _x70")
    proof.shows({**lost, **_ELSEWHERE}, {}, of="(Platform|Namespace)TargetsDown", at="3m15s", step="15s")
    proof.shows({**lost, **_ELSEWHERE}, whole, of="(Platform|Namespace)TargetsDown", at="3m30s", step="15s")
