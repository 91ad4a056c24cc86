"""`tocsin adopt` of a configuration of Alertmanager: what it writes and says, how it ends, and that amtool reads what is built."""

import subprocess
from pathlib import Path

import pytest

from adopt.test_adopt_command import run
from conftest import Judge

CONFIGURATION = """\
global: {slack_api_url: https://hooks.example.com/hidden}
route:
  receiver: team chat
  group_by: [alertname]
  routes:
    - {match: {severity: critical}, receiver: pager}
receivers:
  - {name: team chat, slack_configs: [{channel: "#ml", title: '{{ template "team.title" . }}'}]}
  - {name: pager, pagerduty_configs: [{routing_key_file: /etc/alertmanager/secrets/pagerduty/key}]}
templates: ["*.tmpl"]
"""
TEMPLATE = '{{ define "team.title" }}{{ .Status }}{{ end }}\n'
INTO = ("--into", "specs/shop/routing.yaml")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "alertmanager.yml").write_text(CONFIGURATION, encoding="utf-8")
    (tmp_path / "team.tmpl").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path


def test_a_configuration_becomes_a_platform_that_amtool_reads(root: Path, judge: Judge) -> None:
    done = run(root, "adopt", "alertmanager.yml", "team.tmpl", *INTO)
    assert (done.returncode, done.stderr) == (0, "")
    path = "/etc/alertmanager/secrets/global-slack_api_url"
    assert done.stdout.splitlines()[0].startswith(f"alertmanager.yml:1: `slack_api_url` is a secret: put it into the file `{path}`")
    assert f"make the files, which only Alertmanager may read: {path}\n" in done.stdout
    assert "kubectl" not in done.stdout
    assert done.stdout.splitlines()[-1] == "specs/shop/routing.yaml: 2 receivers; see what `tocsin check` says of them"
    assert "hidden" not in (root / "specs/shop/routing.yaml").read_text(encoding="utf-8") + done.stdout
    built = run(root, "build")
    assert built.returncode == 0, built.stderr
    file = root / "generated/default/shop/alertmanager/alertmanager.yaml"
    asked = subprocess.run([judge("amtool"), "check-config", file], capture_output=True, text=True, check=False)
    assert asked.returncode == 0, asked.stdout + asked.stderr


def test_what_was_allowed_is_no_complaint_of_the_judges(root: Path) -> None:
    heartbeat = "    - {match: {alertname: Watchdog}, receiver: pager, repeat_interval: 1m}\n    - {match: {severity: critical}"
    configuration = CONFIGURATION.replace("    - {match: {severity: critical}", heartbeat)
    (root / "alertmanager.yml").write_text(configuration, encoding="utf-8")
    assert run(root, "adopt", "alertmanager.yml", "team.tmpl", *INTO, "--allow").returncode == 0
    assert "# allow routing/repeat-below-group-interval: " in (root / "specs/shop/routing.yaml").read_text(encoding="utf-8")
    assert run(root, "build").returncode == 0
    judged = run(root, "verify", "--allow-missing")
    assert judged.returncode == 0, judged.stderr


@pytest.mark.parametrize(("delivery", "kubectl"), [("{stack: prometheus}, alertmanager: {delivery: file}", False), ("{release: x}", True)])
def test_secrets_are_where_the_platform_has_them(root: Path, delivery: str, kubectl: bool) -> None:  # noqa: FBT001  # a parameter
    platform = root / "specs/shop/platform.yaml"
    platform.parent.mkdir(parents=True)
    platform.write_text(f"platform: {{name: shop, namespace: shop, cluster: {{prometheus: {delivery}}}}}\n", encoding="utf-8")
    done = run(root, "adopt", "alertmanager.yml", "team.tmpl", *INTO)
    assert (done.returncode, done.stderr) == (0, "")
    assert ("kubectl create secret generic alertmanager-shop --from-file=global-slack_api_url" in done.stdout) == kubectl
    assert ("file: /etc/alertmanager/secrets/global-slack_api_url" in (root / "specs/shop/routing.yaml").read_text()) != kubectl


def test_what_is_lost_is_told_and_the_code_is_1(root: Path) -> None:
    done = run(root, "adopt", "alertmanager.yml", *INTO)
    assert done.returncode == 1
    told = "alertmanager.yml:10: not taken over: no template file of `*.tmpl` was given, and `team.title` is called"
    assert told in done.stdout
    assert done.stderr == "1 part could not be taken over: see above\n"
    assert (root / "specs/shop/routing.yaml").exists()


def test_rules_and_routing_are_one_spec(root: Path) -> None:
    (root / "rules.yaml").write_text(
        "groups: [{name: g, rules: [{alert: A, expr: up == 0, labels: {severity: critical}}]}]\n", encoding="utf-8"
    )
    done = run(root, "adopt", "rules.yaml", "alertmanager.yml", "team.tmpl", *INTO)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].startswith("specs/shop/routing.yaml: 1 alert, 0 recordings and 2 receivers; ")


def test_a_platform_has_one_routing(root: Path) -> None:
    assert run(root, "adopt", "alertmanager.yml", "team.tmpl", *INTO).returncode == 0
    done = run(root, "adopt", "alertmanager.yml", "team.tmpl", "--into", "specs/shop/more.yaml")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: the platform `shop` has a `routing:` already\n  = help: ")


def test_a_template_file_alone_is_nothing(root: Path) -> None:
    done = run(root, "adopt", "team.tmpl", *INTO)
    assert done.returncode == 2
    assert "`team.tmpl` is a template file without a configuration" in done.stderr


def test_a_mistake_shows_no_secret(root: Path) -> None:
    (root / "alertmanager.yml").write_text("route: {receiver: a}\nreceivers: [{name: a, x: {api_url: hidden}]\n", encoding="utf-8")
    done = run(root, "adopt", "alertmanager.yml", *INTO)
    assert done.returncode == 1
    assert "alertmanager.yml:2" in done.stderr
    assert "hidden" not in done.stderr
