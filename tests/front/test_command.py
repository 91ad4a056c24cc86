"""The command with a spec full of mistakes: all are told in reading order, and nothing is touched."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from front.mistaken import CASES

# Ten kinds of mistakes at ten places, out of order on purpose: sections are checked in another order than they are written.
TEN = """\
receivers:
  team: {slak: {channel: "#ml"}}
  pager: {pagerduty: {routing_key: hunter2}}
models:
  forecast:
    scrape: {port: http, every: 30}
    thresholds:
      load: {abov: 80%}
      high: {metric: load, above: lots}
    scaling: {replicas: {min: 5, max: 3}}
platform:
  name: My Shop
  cluster: {autoscaler: keta}
metrics:
  load: {series: load ratio, type: [gauge]}
routing: {receiver: team, routes: {all: {when: {}}}}
"""
SOUND = """\
platform: {name: shop, namespace: ml}
metrics: {load: {series: load_ratio, type: gauge, unit: ratio, labels: {model: model}}}
models: {forecast: {thresholds: {load: {above: 80%}}}}
"""
PLACES = [
    (2, 10, "spec/unknown-key"),
    (3, 36, "security/literal-secret"),
    (6, 33, "spec/bad-duration"),
    (8, 14, "spec/unknown-key"),
    (9, 35, "spec/bad-quantity"),
    (10, 25, "scaling/min-above-max"),
    (11, 1, "spec/missing-key"),
    (12, 9, "spec/bad-name"),
    (13, 25, "spec/not-one-of"),
    (15, 18, "spec/bad-form"),
    (15, 36, "spec/not-one-of"),
    (16, 41, "route/no-condition"),
]


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "tocsin", *arguments], cwd=root, capture_output=True, text=True, check=False)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    spec = tmp_path / "specs" / "shop" / "spec.yaml"
    spec.parent.mkdir(parents=True)
    spec.write_text(TEN, encoding="utf-8")
    return tmp_path


def tree(root: Path) -> dict[str, bytes]:
    # What a build keeps for itself beside them is nobody's.
    files = (path for path in root.rglob("*") if path.is_file() and ".tocsin" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def test_every_mistake_is_told_in_reading_order_and_nothing_is_written(root: Path) -> None:
    before = tree(root)
    done = run(root, "build")
    told = [line.partition("[")[2].partition("]")[0] for line in done.stderr.splitlines() if line.startswith("error[")]
    places = [tuple(map(int, line.rpartition("spec.yaml:")[2].split(":"))) for line in done.stderr.splitlines() if "--> " in line]
    assert [(*place, code) for place, code in zip(places, told, strict=True)] == PLACES, done.stderr
    assert done.returncode == 1
    assert done.stdout == ""
    assert f"{len(PLACES)} mistakes; nothing was written" in done.stderr
    assert "hunter2" not in done.stderr
    assert str(root) not in done.stderr
    assert tree(root) == before


def test_what_was_generated_before_stays_as_it_is(root: Path) -> None:
    spec = root / "specs" / "shop" / "spec.yaml"
    spec.write_text(SOUND, encoding="utf-8")
    assert run(root, "build").returncode == 0
    generated = tree(root / "generated")
    assert generated
    spec.write_text(TEN, encoding="utf-8")
    assert run(root, "build").returncode == 1
    assert tree(root / "generated") == generated


def test_tools_read_the_same_mistakes_as_json(root: Path) -> None:
    done = run(root, "check", "--format", "json")
    assert done.returncode == 1
    told = [(each["span"]["line"], each["span"]["column"], each["code"]) for each in json.loads(done.stdout)]
    assert told == PLACES


def test_a_file_that_is_no_text_is_shown_too(root: Path) -> None:
    (root / "specs" / "shop" / "spec.yaml").write_bytes(b"caf\xe9: 1\n")
    done = run(root, "check")
    assert done.returncode == 1
    assert "spec/not-utf8" in done.stderr


def test_there_are_cases_enough_of_mistakes() -> None:
    assert len(list(CASES.glob("*.yaml"))) > 20
