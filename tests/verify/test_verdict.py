from pathlib import Path

import pytest

from tocsin.verify import verify
from tocsin.verify.tools import find
from tocsin.versions import OLDEST_ALERTMANAGER, Version
from verify.small_files import FILES
from verify.small_nodes import PLATFORM
from verify.small_world import World


def test_a_good_platform_has_no_complaint_and_everything_was_read(world: World) -> None:
    verdict = world.verdict()
    assert verdict.complaints == ()
    assert verdict.missing == ()
    assert verdict.passed
    assert verdict.counts == {
        "amtool": {"configurations": 1, "texts": 2},
        "kubernetes": {"objects": 5},
        "promtool": {"files": 1, "rules": 2},
    }


def test_the_releases_of_the_judges_are_known(world: World) -> None:
    found, oldest = find(world.root).found, {"amtool": OLDEST_ALERTMANAGER, "promtool": Version(2, 42)}
    assert found.keys() == oldest.keys()
    for name, tool in found.items():
        assert tool.version is not None
        assert tool.version >= oldest[name]


def test_a_platform_of_which_nothing_was_written_is_no_quiet_success(tmp_path: Path) -> None:
    (tmp_path / ".tools").symlink_to(Path(__file__).parents[2] / ".tools")
    verdict = verify(tmp_path, [PLATFORM], allow_missing=False)
    assert not verdict.passed
    assert {complaint.path.removeprefix("generated/prod/shop/") for complaint in verdict.complaints} == FILES.keys() - {
        "alertmanager/templates/tocsin.tmpl",
        "autoscalers/prometheus-adapter.values.yaml",
        "kustomization.yaml",
        "monitors/blackbox.yml",
    }
    assert all(complaint.at is not None for complaint in verdict.complaints)


def test_a_missing_judge_is_a_failure_unless_it_may_be_missing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    (world.root / ".tools").unlink()
    monkeypatch.setenv("PATH", str(world.root))
    verdict = world.verdict()
    assert [missing.name for missing in verdict.missing] == ["amtool", "promtool"]
    assert all("make tools" in missing.help for missing in verdict.missing)
    assert verdict.complaints == ()
    assert not verdict.passed
    assert world.verdict(allow_missing=True).passed


def test_a_judge_that_does_not_run_is_missing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    (world.root / ".tools").unlink()
    programs = world.root / "bin"
    programs.mkdir()
    (programs / "promtool").write_text("#!/bin/sh\nexit 3\n")
    (programs / "promtool").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    verdict = world.verdict()
    assert "does not run" in next(missing.help for missing in verdict.missing if missing.name == "promtool")


def test_our_own_rules_judge_without_the_programs(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    (world.root / ".tools").unlink()
    monkeypatch.setenv("PATH", str(world.root))
    world.change_rules("fraud:up:sum", "fraud-up")
    assert [complaint.judge for complaint in world.verdict(allow_missing=True).complaints] == ["promtool"]


def test_complaints_are_in_the_order_of_the_artefacts(world: World) -> None:
    world.change("monitors/fraud.yaml", "10s", "40s")
    world.change("autoscalers/fraud-scaler.yaml", "maxReplicas: 5", "maxReplicas: 0")
    assert [complaint.path for complaint in world.complaints()] == [
        "generated/prod/shop/autoscalers/fraud-scaler.yaml",
        "generated/prod/shop/monitors/fraud.yaml",
    ]
