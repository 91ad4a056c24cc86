"""What is compiled for a release of Prometheus and Alertmanager is accepted by that release: those of three Debian suites."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from case import all_folders, write
from conftest import REPOSITORY
from tocsin.pipeline import build

# Debian builds Alertmanager 0.28 without the library that Jira needs, so its amtool does not know this key.
_LEFT_OUT_BY_DEBIAN = {"trixie": "jira_configs"}
# What a spec may not ask of a release that is too old for it.
_TOO_NEW = {"threshold/needs-newer-prometheus", "receiver/field-too-new"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """The judges of one Debian suite."""

    name: str
    prometheus: str
    alertmanager: str

    def judge(self, program: str) -> Path:
        """Return the path of promtool or amtool."""
        found = REPOSITORY / ".tools" / "matrix" / self.name / "bin" / program
        if not found.exists():
            pytest.fail(f"{found} is missing: run `make tools-matrix`")
        return found


_SUITES = (
    Suite(name="bookworm", prometheus="2.42", alertmanager="0.25"),
    Suite(name="trixie", prometheus="2.53", alertmanager="0.28"),
    Suite(name="forky", prometheus="3.5", alertmanager="0.33"),
)


@pytest.fixture(scope="module", params=_SUITES, ids=lambda suite: f"prometheus-{suite.prometheus}-alertmanager-{suite.alertmanager}")
def suite(request: pytest.FixtureRequest) -> Suite:
    """Return one suite after the other."""
    assert isinstance(request.param, Suite)
    return request.param


@pytest.fixture(scope="module")
def compiled(suite: Suite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with all platforms and cases compiled for the suite's releases."""
    folder = tmp_path_factory.mktemp(suite.name)
    servers = {"prometheus": suite.prometheus, "alertmanager": suite.alertmanager}
    versions = (f'{server}: {{version: "{release}"}}' for server, release in servers.items())
    cluster = ", ".join((f"name: {suite.name}", *versions))
    # The proofs are most of what is written, and nobody reads them here.
    retarget = f"environments: {{{suite.name}: {{patch: {{platform: {{proofs: false, cluster: {{{cluster}}}}}}}}}}}"
    for name, specs in all_folders().items():
        built = build({name: {**specs, "specs/retarget.yaml": retarget.encode()}})
        assert {located.code for located in built.diagnostics} <= _TOO_NEW, (name, built.diagnostics)
        own = {path: text for path, text in built.artifacts.items() if path.startswith(f"{suite.name}/")}
        assert own or built.diagnostics, name
        write(own, folder / name)
    return folder


def test_the_judges_are_the_releases_that_they_are_taken_for(suite: Suite) -> None:
    for program, release in (("promtool", suite.prometheus), ("amtool", suite.alertmanager)):
        done = _run(suite.judge(program), "--version")
        assert f"version {release}." in done.stdout + done.stderr


def test_its_promtool_accepts_the_rules(suite: Suite, compiled: Path) -> None:
    files = sorted(compiled.rglob("prometheus/*.rules.yaml"))
    done = _run(suite.judge("promtool"), "check", "rules", "--lint=all", "--lint-fatal", *files)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("SUCCESS") == len(files) > 40


def test_its_amtool_accepts_the_configurations(suite: Suite, compiled: Path) -> None:
    left_out = _LEFT_OUT_BY_DEBIAN.get(suite.name)
    everything = sorted(compiled.rglob("alertmanager.yaml"))
    # Beside an AlertmanagerConfig the plain file speaks the newest release: the operator, and no file, brings the secrets.
    plain = [file for file in everything if not (file.parent / "alertmanagerconfig.yaml").exists()]
    files = [file for file in plain if left_out is None or left_out not in file.read_text()]
    done = _run(suite.judge("amtool"), "check-config", *files)
    assert done.returncode == 0, done.stdout + done.stderr
    # 0.25 reads no webhook's URL from a file, so there the compiler refuses most of them before amtool could.
    assert done.stdout.count("Checking ") == len(files) >= (3 if suite.name == "bookworm" else 10)


def test_a_receiver_too_new_for_a_release_is_refused_before_its_amtool_would(suite: Suite) -> None:
    spec = f"""
platform: {{name: shop, namespace: ml, cluster: {{alertmanager: {{version: "{suite.alertmanager}"}}}}}}
receivers:
  chat: {{msteamsv2: {{webhook_url: {{secret: teams, key: url}}}}}}
routing: {{receiver: chat}}
"""
    built = build({"shop": {"specs/shop/spec.yaml": spec.encode()}})
    assert bool(built.diagnostics) == (suite.alertmanager == "0.25"), built.diagnostics


def _run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)
