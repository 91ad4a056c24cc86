from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from tocsin import ir
from tocsin.emit.scrape_configs import emit
from verify.small_nodes import PLATFORM
from verify.small_world import World

_FILE = "prometheus/scrape_configs.yaml"
JOB = ir.ScrapeJob(
    name="shop/prod/fraud",
    targets=("fraud:8080",),
    path="/metrics",
    scheme="https",
    interval_ms=30_000,
    timeout_ms=5_000,
    honor_labels=False,
    target_labels={"team": "risk"},
    drop=("go_.*",),
    client={
        "tls_config": {"cert_file": "/etc/prometheus/secrets/fraud/tls.crt", "key_file": "/etc/prometheus/secrets/fraud/tls.key"},
        "authorization": {"credentials_file": "/etc/prometheus/secrets/fraud/token"},
    },
    at=("models", "fraud", "scrape"),
)
PROBE = ir.Probe(
    name="fraud-page",
    namespace="shop",
    labels={},
    job="probe/shop/prod/fraud/page",
    prober="blackbox:9115",
    module="http_2xx",
    targets=("https://fraud.example.com/health",),
    interval_ms=60_000,
    timeout_ms=10_000,
    target_labels={},
    sources=(),
    at=("models", "fraud", "probes", "page"),
)


@pytest.fixture
def plain(tmp_path: Path) -> World:
    """Return a repository of a platform without the operator, in which all judges are content."""
    world = World(tmp_path)
    for file in ("rules/fraud.yaml", "monitors/fraud.yaml"):
        world.remove(file)
    listed = (world.folder / "kustomization.yaml").read_text()
    world.write(
        "kustomization.yaml", "".join(line for line in listed.splitlines(keepends=True) if "rules/" not in line and "monitors/" not in line)
    )
    world.platform = replace(PLATFORM, cluster=replace(PLATFORM.cluster, operator=False), jobs=(JOB,), monitors=(PROBE,))
    ((path, text, _),) = emit(world.platform)
    assert path == _FILE
    world.write(path, text)
    return world


def test_promtool_reads_the_jobs(plain: World) -> None:
    """Nor does it miss the files with secrets that are where Prometheus runs."""
    verdict = plain.verdict()
    assert verdict.passed, verdict
    assert verdict.counts["promtool"]["jobs"] == 2


@pytest.mark.parametrize(
    ("old", "new", "said", "at"),
    [
        ("scrape_timeout: 5s", "scrape_timeout: 5m", "scrape timeout greater than scrape interval", JOB.at),
        ("regex: go_.*", "regex: go_(", "missing closing )", None),
        ("job_name: shop/prod/fraud", "job_name: probe/shop/prod/fraud/page", "found multiple scrape configs", PROBE.at),
        ("cert_file", "certificate_file", "field certificate_file not found", None),
        ("metrics_path: /probe", "path: /probe", "field path not found", None),
    ],
)
def test_what_prometheus_would_refuse_is_shown(plain: World, old: str, new: str, said: str, at: tuple[str, ...] | None) -> None:
    plain.change(_FILE, old, new)
    complaint = next(complaint for complaint in plain.complaints() if said in complaint.message)
    assert complaint.judge == "promtool"
    assert complaint.path == f"generated/prod/shop/{_FILE}"
    assert complaint.at == at


def test_a_job_that_was_lost_on_the_way_is_missed(plain: World) -> None:
    plain.change(_FILE, "job_name: shop/prod/fraud\n", "job_name: other\n")
    assert {complaint.message for complaint in plain.complaints()} == {
        "the job `shop/prod/fraud` is missing",
        "the job `other` is none of the spec's",
    }


def test_a_file_that_was_not_written_is_missed(plain: World) -> None:
    plain.remove(_FILE)
    assert {complaint.at for complaint in plain.complaints()} == {JOB.at, PROBE.at}
