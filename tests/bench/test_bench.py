"""The benchmark itself: what it compares is equal, it would notice if it were not, and its figures are what they are called."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from bench import everyday
from bench.compare import KINDS, differences, meaning
from bench.contenders import TOCSIN, Contender, contenders, fresh, missing, output, prepare
from bench.everyday import Everyday
from bench.figures import Figures
from bench.page import page
from bench.race import Result, UnequalError, race
from bench.targets import targets
from bench.timing import Repeated, Run, RunError, environment, run
from bench.workload import PANELS, RULES, models
from conftest import REPOSITORY

COUNT = 11  # two teams, the second of one model


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a W(N) that every contender has compiled once."""
    folder = tmp_path_factory.mktemp("w")
    prepare(folder, COUNT)
    for contender in contenders():
        command = contender.command(folder, fresh(folder, contender.name))
        run(command, directory=folder, environment=environment(REPOSITORY / "tests"))
    return folder


def test_tocsin_makes_of_a_model_what_the_workload_says(compiled: Path) -> None:
    found = meaning(output(compiled, TOCSIN))
    assert {kind: sum(name.startswith(f"{kind}/") for name in found) for kind in KINDS} == {
        "rules": COUNT,
        "autoscalers": COUNT,
        "monitors": COUNT,
        "dashboards": COUNT,
        "alertmanager": 1,
    }
    for model in models(COUNT):
        rules, panels = found[f"rules/w-{model['name']}"], found[f"dashboards/w-default-{model['name']}"]
        assert isinstance(rules, list)
        assert isinstance(panels, list)
        assert (len(rules), len(panels)) == (RULES, PANELS)


def test_every_peer_makes_the_same_as_tocsin(compiled: Path) -> None:
    names = [contender.name for contender in contenders() if contender.name != TOCSIN]
    assert {"Jinja2 and libyaml", "Python dicts and libyaml", "grafanalib"} <= {*names}
    for contender in contenders():
        ours = meaning(output(compiled, TOCSIN), contender.kinds)
        assert differences(ours, meaning(output(compiled, contender.name), contender.kinds)) == (), contender.name


def test_a_peer_that_is_not_installed_is_named() -> None:
    assert {*missing()}.isdisjoint(contender.name for contender in contenders())
    assert len(missing()) + len([*contenders()]) == 1 + 7


def _other_expression(value: dict[str, object]) -> None:
    text = json.dumps(value["spec"]).replace("[5m]", "[1m]")
    value["spec"] = json.loads(text)


def _other_key(section: str, key: str, given: object) -> Callable[[dict[str, object]], None]:
    def edit(value: dict[str, object]) -> None:
        text = yaml.safe_dump(value[section])
        value[section] = yaml.safe_load(text.replace(key, str(given), 1))

    return edit


@pytest.mark.parametrize(
    ("path", "edit"),
    [
        ("rules/w-model-000003.yaml", _other_expression),
        ("rules/w-model-000003.yaml", _other_key("spec", "for: 10m", "for: 11m")),
        ("rules/w-model-000003.yaml", _other_key("spec", "severity: critical", "severity: warning")),
        ("rules/w-model-000003.yaml", _other_key("spec", "record: model:latency:p99_5m", "record: model:latency:p95_5m")),
        ("autoscalers/model-000003-scaler.yaml", _other_key("spec", "maxReplicas: 13", "maxReplicas: 14")),
        ("monitors/model-000003.yaml", _other_key("spec", "interval: 15s", "interval: 30s")),
        ("dashboards/w-default-model-000003.json", _other_key("panels", "max(model_queue_depth", "min(model_queue_depth")),
        ("dashboards/w-default-model-000003.json", lambda value: value.update(panels=value["panels"][1:])),
        ("alertmanager.yaml", _other_key("route", "receiver: team-00001", "receiver: default")),
    ],
)
def test_one_difference_is_found(compiled: Path, tmp_path: Path, path: str, edit: Callable[[dict[str, object]], None]) -> None:
    ours = meaning(output(compiled, TOCSIN))
    theirs = output(compiled, "Python dicts and libyaml")
    for source in theirs.rglob("*.*"):
        target = tmp_path / source.relative_to(theirs)
        target.parent.mkdir(exist_ok=True, parents=True)
        value = yaml.safe_load(source.read_bytes()) if source == theirs / path else None
        if value is not None:
            before = json.dumps(value)
            edit(value)
            assert json.dumps(value) != before
        target.write_bytes(source.read_bytes() if value is None else json.dumps(value).encode())
    assert len(differences(ours, meaning(tmp_path))) == 1


def test_a_peer_that_makes_something_else_ends_the_race(tmp_path: Path) -> None:
    (ours,) = (contender for contender in contenders() if contender.name == TOCSIN)
    (peer,) = (contender for contender in contenders() if contender.name == "Python dicts and libyaml")
    prepare(tmp_path, 2)
    prepare(tmp_path / "other", 3)
    wrong = replace(peer, command=lambda _, out: peer.command(tmp_path / "other", out))
    with pytest.raises(UnequalError, match="differ in 4 objects"):
        race(tmp_path, 2, (ours, wrong), runs=1, warm_up=False, say=print)


def test_memory_is_that_of_the_process_and_not_of_who_starts_it(tmp_path: Path) -> None:
    large = bytearray(200 * 2**20)
    small = run((sys.executable, "-S", "-c", "pass"), directory=tmp_path, environment=environment(REPOSITORY))
    assert small.peak_mib < 60
    grown = run((sys.executable, "-S", "-c", "bytearray(100 * 2**20)"), directory=tmp_path, environment=environment(REPOSITORY))
    assert 100 < grown.peak_mib < 160
    assert len(large) > 0


def test_time_is_that_of_the_process(tmp_path: Path) -> None:
    asleep = run((sys.executable, "-S", "-c", "import time; time.sleep(0.3)"), directory=tmp_path, environment=environment(REPOSITORY))
    assert asleep.seconds >= 0.3
    assert asleep.cpu_seconds < 0.25


def test_what_is_slow_runs_once_even_as_a_warm_up() -> None:
    quick, slow = Repeated(), Repeated()
    for number in range(3):
        quick.add(lambda: _run(1), warm_up=number == 0)
        slow.add(lambda: _run(100), warm_up=number == 0)
    assert (len(quick.runs), len(slow.runs)) == (2, 1)


def test_a_command_that_fails_is_no_figure(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="broken on purpose"):
        run((sys.executable, "-c", "raise SystemExit('broken on purpose')"), directory=tmp_path, environment=environment(REPOSITORY))


def _run(seconds: float, peak_mib: float = 10) -> Run:
    return Run(seconds=seconds, cpu_seconds=seconds, peak_mib=peak_mib)


def _result(name: str, count: int, seconds: float, peak_mib: float = 10) -> Result:
    contender = Contender(name=name, release="1", command=lambda *_: ())
    return Result(contender=contender, count=count, figures=_run(seconds, peak_mib), seconds=(seconds,), files=1, mib=1)


def test_the_growth_of_what_takes_a_hundred_times_as_long_for_ten_times_as_much_is_quadratic() -> None:
    figures = Figures(results=[_result(TOCSIN, 100, 1), _result(TOCSIN, 1000, 100)], days=[])
    assert figures.growth(TOCSIN, 100, 1000) == pytest.approx(2)


def test_a_promise_holds_is_missed_or_was_not_measured() -> None:
    results = [_result(TOCSIN, 1000, 1, peak_mib=500), _result("Jinja2 and libyaml", 1000, 2), _result("jrsonnet", 1000, 3)]
    days = [Everyday(name=everyday.CHECK_CHANGED, count=1000, figures=_run(0.3))]
    verdicts = {target.promise: target.verdict for target in targets(Figures(results=results, days=days))}
    assert verdicts["W(1000) in at most 0.75 of the time of Jinja2 and libyaml"] == "holds"
    assert verdicts["W(1000) 6 times as fast as jrsonnet"] == "missed: 2.0 times as much"
    assert verdicts["W(1000) 15 times as fast as go-jsonnet"] == "not measured"
    assert verdicts["W(1000) in at most 250 MiB"] == "missed: 2.0 times as much"
    assert verdicts["W(1000) check --changed, one file has changed: at most 0.3 s"] == "holds"


def test_the_page_says_each_figure_beside_its_peer() -> None:
    results = [_result(name, count, seconds * count) for name, seconds in ((TOCSIN, 0.001), ("KCL", 0.004)) for count in (10, 100)]
    days = [Everyday(name=name, count=100, figures=_run(seconds)) for name, seconds in ((everyday.YAML, 0.02), (everyday.NOTHING, 0.05))]
    text = page(Figures(results=results, days=days), machine="a machine", date="2026-01-02", load=0, missing=("Pkl",))
    assert "on 2026-01-02: a machine" in text
    assert "Not installed here: Pkl." in text
    (kcl,) = (line for line in text.splitlines() if line.startswith("| KCL"))
    assert "0.040 s | 0.400 s" in kcl
    assert "0.25 of it" in kcl
    assert "| build, nothing has changed | 0.050 s | 0.05 s | 10 MiB | 2.5 |" in text


def test_ratios_are_told_where_they_are_promised() -> None:
    times = {(TOCSIN, 1000): 1.0, ("KCL", 1000): 2.0, (TOCSIN, 10_000): 10.0, ("KCL", 10_000): 100.0}
    figures = Figures(results=[_result(name, count, seconds) for (name, count), seconds in times.items()], days=[])
    assert figures.focus == 1000
    assert Figures(results=figures.results[2:], days=[]).focus == 10_000
    days = [Everyday(name=everyday.YAML, count=count, figures=_run(0.02)) for count in (1000, 10_000)]
    text = page(replace(figures, days=days), machine="a machine", date="2026-01-02", load=0, missing=())
    (kcl,) = (line for line in text.splitlines() if line.startswith("| KCL"))
    assert "2.000 s | 100.000 s" in kcl
    assert "1.70" in kcl  # its growth
    assert "0.50 of it" in kcl


def test_what_is_too_large_to_compare_is_only_timed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (ours,) = (contender for contender in contenders() if contender.name == TOCSIN)
    (peer,) = (contender for contender in contenders() if contender.name == "Python dicts and libyaml")
    prepare(tmp_path, 2)
    prepare(tmp_path / "other", 3)
    wrong = replace(peer, command=lambda _, out: peer.command(tmp_path / "other", out))
    monkeypatch.setattr("bench.race.COMPARED", 1)
    assert len(race(tmp_path, 2, (ours, wrong), runs=1, warm_up=False, say=print)) == 2
