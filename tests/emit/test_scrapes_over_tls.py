"""A real Prometheus is let in where it shows what the spec says, and trusts nobody else."""

from __future__ import annotations

import base64
import shutil
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from conftest import CompileSpec, Judge
from emit.trusted_server import certificates, encrypted
from tocsin.rehearse.processes import HOST, free_port, get, running

_SPEC = """\
platform:
  name: shop
  namespace: ml
  cluster: {{prometheus: {{stack: prometheus}}, alertmanager: {{delivery: file}}, grafana: {{delivery: files}}}}
defaults:
  models: {{scrape: {{scheme: https, every: 1s, tls: {{ca: {{file: {folder}/ca.pem}}}}}}}}
models:
  mutual:
    scrape:
      targets: ["{host}:{mutual}"]
      tls: {{cert: {{file: {folder}/client.pem}}, key: {{file: {folder}/client.key}}}}
  mutual-without-certificate: {{scrape: {{targets: ["localhost:{mutual}"]}}}}
  password:
    scrape:
      targets: ["{host}:{password}"]
      tls: {{server_name: bank}}
      basic_auth: {{username: {{file: {folder}/user}}, password: {{file: {folder}/password}}}}
  stranger: {{scrape: {{targets: ["localhost:{password}"], tls: null}}}}
  token: {{scrape: {{targets: ["{host}:{token}"], authorization: {{credentials: {{file: {folder}/token}}}}}}}}
  token-of-nobody: {{scrape: {{targets: ["localhost:{token}"]}}}}
"""
_PASSWORD = "correct horse"  # noqa: S105  # of this test alone
_TOKEN = "battery staple"  # noqa: S105  # likewise


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with certificates and passwords."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl makes the certificates")
    certificates(Path(openssl), tmp_path)
    for name, text in (("user", "prometheus"), ("password", _PASSWORD), ("token", _TOKEN)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_prometheus_is_let_in_by_what_the_generated_jobs_say(folder: Path, compile_spec: CompileSpec, judge: Judge) -> None:
    basic = "Basic " + base64.b64encode(f"prometheus:{_PASSWORD}".encode()).decode()
    with ExitStack() as stack:
        ports = {
            "mutual": stack.enter_context(encrypted(folder, clients=True)),
            "password": stack.enter_context(encrypted(folder, authorization=basic)),
            "token": stack.enter_context(encrypted(folder, authorization=f"Bearer {_TOKEN}")),
        }
        built = compile_spec(_SPEC.format(folder=folder, host=HOST, **ports))
        assert not built.diagnostics
        (folder / "scrape_configs.yaml").write_text(built.artifacts["default/shop/prometheus/scrape_configs.yaml"], encoding="utf-8")
        (folder / "prometheus.yml").write_text("scrape_config_files: [scrape_configs.yaml]\n", encoding="utf-8")
        port = free_port()
        stored = f"--storage.tsdb.path={folder / 'data'}"
        command = [str(judge("prometheus")), "--config.file=prometheus.yml", stored, f"--web.listen-address={HOST}:{port}"]
        stack.enter_context(running(command, folder=folder, port=port))
        asked = _asked(port)
    assert {job for job, (health, _) in asked.items() if health == "up"} == {"mutual", "password", "token"}
    assert "certificate required" in asked["mutual-without-certificate"][1]
    assert "401" in asked["token-of-nobody"][1]
    assert "unknown authority" in asked["stranger"][1]


def _asked(port: int) -> dict[str, tuple[str, str]]:
    """Return of each job how its target is, and the error of its scrape, once all have been asked."""
    until = time.monotonic() + 60
    while True:
        targets: list[dict[str, Any]] = get(port, "/api/v1/targets?state=active")["data"]["activeTargets"]
        found = {each["labels"]["job"].rpartition("/")[2]: (each["health"], each["lastError"]) for each in targets}
        if found and all(health != "unknown" for health, _ in found.values()):
            return found
        assert time.monotonic() < until, found
        time.sleep(0.1)
