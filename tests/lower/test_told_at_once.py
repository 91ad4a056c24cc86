"""That nothing is seen of a namespace, or of the platform, is told once: it silences that each target there is down, and nothing else."""

from __future__ import annotations

import pytest

from conftest import CompileSpec
from lower.unseen import OF_A, ONE, SPEC, down_of, labels_of, platforms, routed, silenced_by, sources_of
from tocsin.prove.routing.intent import RoutingIntent


def test_each_silences_the_targets_of_its_own_namespaces_the_whole_exporters_elsewhere_and_none_a_probe(compile_spec: CompileSpec) -> None:
    for platform in platforms(compile_spec, SPEC):
        sources = sources_of(platform)
        assert sorted(sources) == ["NamespaceTargetsDown of shop in a", "PlatformTargetsDown of shop in ml"]
        assert silenced_by(platform, sources["NamespaceTargetsDown of shop in a"]) == OF_A
        single = {"TargetDown of chat in b", "TargetDown of gateway in ml", "TargetDown of gpus in gpu"}
        everything = {*OF_A, *single, "NamespaceTargetsDown of shop in a"}
        assert silenced_by(platform, sources["PlatformTargetsDown of shop in ml"]) == {*everything, "PlatformUnhealthy of shop in ml"}


def test_nothing_of_one_environment_silences_what_is_in_another(compile_spec: CompileSpec) -> None:
    production, staging = platforms(compile_spec, SPEC)
    assert production.routing is not None
    intent = RoutingIntent(routing=production.routing)
    pairs = [(source, target) for source in sources_of(production).values() for target in staging.alerts]
    assert not any(intent.silences(labels_of(source), labels_of(target)) for source, target in pairs)


def test_a_namespace_tells_whom_its_models_would_and_the_whole_tells_who_owns_the_platform(compile_spec: CompileSpec) -> None:
    sources = sources_of(platforms(compile_spec, SPEC)[0])
    assert sources["NamespaceTargetsDown of shop in a"].labels["owner"] == "a"
    assert sources["PlatformTargetsDown of shop in ml"].labels["owner"] == "platform"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("namespace: ml,", "namespace: ml, targets_down: null,"),
        # Two that fail together are no storm.
        ("  c: {workload: {deployment: c}}\n", ""),
        # What sleeps has no target, and nobody is told of that.
        ("c: {workload: {deployment: c}}", "c: {workload: {kserve: c, mode: Knative}}"),
        ("c: {workload: {deployment: c}}", "c: {workload: {deployment: c}, scrape: {down: null}}"),
        # What is told within a minute cannot be waited for; nor can the others where a scrape is as rare as that.
        ("c: {workload: {deployment: c}}", "c: {workload: {deployment: c}, scrape: {down: 1m}}"),
        ("prometheus: {}", "prometheus: {scrape_interval: 1m, evaluation_interval: 1m}"),
    ],
)
def test_without_enough_that_would_tell_there_is_nothing_to_be_told_at_once(compile_spec: CompileSpec, old: str, new: str) -> None:
    (before,) = platforms(compile_spec, ONE)
    assert set(sources_of(before)) == {"PlatformTargetsDown of shop in ml"}
    (platform,) = platforms(compile_spec, ONE.replace(old, new))
    assert sources_of(platform) == {}
    assert platform.routing is not None
    assert not [rule for rule in platform.routing.inhibit if "TargetsDown" in rule.name]


def test_what_would_be_told_first_is_not_silenced_by_what_comes_later(compile_spec: CompileSpec) -> None:
    (platform,) = platforms(compile_spec, ONE + "components: {d: {workload: {deployment: d}, scrape: {port: m, down: 1m}}}\n")
    (source,) = sources_of(platform).values()
    assert silenced_by(platform, source) == {f"TargetDown of {name} in ml" for name in "abc"}


def test_nothing_graver_is_silenced(compile_spec: CompileSpec) -> None:
    (platform,) = platforms(compile_spec, ONE.replace("namespace: ml,", "namespace: ml, targets_down: {severity: warning},"))
    (source,) = sources_of(platform).values()
    assert (source.severity, silenced_by(platform, source)) == ("warning", set())


@pytest.mark.parametrize("scrape", ["15s", "30s", "1m"])
@pytest.mark.parametrize("evaluation", ["15s", "30s"])
@pytest.mark.parametrize("down", ["3m", "5m", "15m"])
def test_it_comes_before_the_first_target(compile_spec: CompileSpec, scrape: str, evaluation: str, down: str) -> None:
    times = f"prometheus: {{scrape_interval: {scrape}, evaluation_interval: {evaluation}}}"
    (platform,) = platforms(
        compile_spec, ONE.replace("prometheus: {}", times).replace("{port: metrics}", f"{{port: metrics, down: {down}}}")
    )
    (source,) = sources_of(platform).values()
    seconds = {"15s": 15, "30s": 30, "1m": 60}
    later_ms = (seconds[scrape] + 10 + seconds[evaluation]) * 1000
    assert source.for_ms % (seconds[evaluation] * 1000) == 0
    assert all(source.for_ms + later_ms <= alert.for_ms for alert in down_of(platform))
    assert source.for_ms >= seconds[scrape] * 1000


def test_that_all_is_unseen_comes_before_that_a_namespace_is(compile_spec: CompileSpec) -> None:
    sources = sources_of(platforms(compile_spec, SPEC)[0])
    assert sources["PlatformTargetsDown of shop in ml"].for_ms < sources["NamespaceTargetsDown of shop in a"].for_ms


def test_none_is_kept_for_what_was_told_before_would_end_in_silence(compile_spec: CompileSpec) -> None:
    assert {alert.keep_firing_for_ms for alert in sources_of(platforms(compile_spec, SPEC)[0]).values()} == {0}


def test_without_an_operator_the_jobs_are_asked_for(compile_spec: CompileSpec) -> None:
    text = ONE.replace("prometheus: {}", "prometheus: {stack: prometheus}")
    for name in "abc":
        text = text.replace(f"{{deployment: {name}}}", f"{{deployment: {name}}}, scrape: {{targets: ['{name}:80']}}")
    built = compile_spec(text)
    assert built.diagnostics == ()
    rules = next(content for path, content in built.artifacts.items() if path.endswith("shop-all-targets.rules.yaml"))
    assert rules.count('up{job=~"shop/default/a|shop/default/b|shop/default/c"}') == 2


def test_one_model_more_changes_nothing_of_it(compile_spec: CompileSpec) -> None:
    less, more = (compile_spec(text) for text in (ONE, ONE.replace("  b:", "  bb: {workload: {deployment: bb}}\n  b:")))
    paths = [path for path in less.artifacts if "all-targets" in path or "alertmanager" in path]
    assert len(paths) > 3
    assert [path for path in paths if less.artifacts[path] != more.artifacts[path]] == []


@pytest.mark.parametrize(
    ("routing", "told"),
    [
        ("{receiver: hook}", {"NamespaceTargetsDown of shop in a", "PlatformTargetsDown of shop in ml"}),
        # A tree of teams: what is about the whole falls to the default receiver, as nothing of a team does.
        ("{receiver: hook, routes: {a: {when: {owner: a}, to: pager}}}", {"NamespaceTargetsDown of shop in a"}),
        ("{receiver: hook, routes: {a: {when: {model: fraud}, to: pager}}}", set()),
        (
            "{receiver: hook, routes: {a: {when: {model: fraud}, to: hook}}}",
            {"NamespaceTargetsDown of shop in a", "PlatformTargetsDown of shop in ml"},
        ),
        (
            "{receiver: hook, routes: {a: {when: {model: fraud}, to: pager}, b: {when: {alertname: PlatformTargetsDown}, to: pager}}}",
            {"PlatformTargetsDown of shop in ml"},
        ),
        (
            "{receiver: hook, routes: {all: {when: {severity: critical}, to: pager}}}",
            {"NamespaceTargetsDown of shop in a", "PlatformTargetsDown of shop in ml"},
        ),
    ],
)
def test_there_is_none_that_would_fall_to_the_default_receiver_in_place_of_what_a_route_takes(
    compile_spec: CompileSpec, routing: str, told: set[str]
) -> None:
    for platform in platforms(compile_spec, routed(routing)):
        sources = sources_of(platform)
        assert set(sources) == told
        for name, source in sources.items():
            assert silenced_by(platform, source) >= OF_A, name


def test_who_hears_of_the_health_of_all_by_a_route_still_does(compile_spec: CompileSpec) -> None:
    for platform in platforms(compile_spec, routed("{receiver: hook, routes: {a: {when: {alertname: PlatformUnhealthy}, to: pager}}}")):
        source = sources_of(platform)["PlatformTargetsDown of shop in ml"]
        assert "PlatformUnhealthy of shop in ml" not in silenced_by(platform, source)
