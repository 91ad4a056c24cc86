"""What a Prometheus without the operator scrapes: a file for its `scrape_config_files`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tocsin import ir
from tocsin.artifact import Artifact
from tocsin.conventions import header
from tocsin.duration import format_duration
from tocsin.yaml_writer import dumps

_HOW = "name it in prometheus.yml under scrape_config_files (Prometheus 2.43 and later)"


def emit(platform: ir.Platform) -> Iterator[Artifact]:
    """Yield `prometheus/scrape_configs.yaml` with the jobs and probes of a platform without the operator.

    https://prometheus.io/docs/prometheus/latest/configuration/configuration/#configuration-file
    """
    if platform.cluster.finds_targets:
        return
    probes = (monitor for monitor in platform.monitors if isinstance(monitor, ir.Probe))
    jobs = [*(_job(job) for job in platform.jobs), *(_probe(probe) for probe in probes)]
    if jobs:
        yield Artifact("prometheus/scrape_configs.yaml", dumps({"scrape_configs": jobs}, header=f"{header(platform.sources)}\n{_HOW}"))


def _job(job: ir.ScrapeJob) -> dict[str, object]:
    entry: dict[str, object] = {"job_name": job.name, "metrics_path": job.path, "scheme": job.scheme, **job.client, **_timing(job)}
    if job.honor_labels:
        entry["honor_labels"] = True
    entry["static_configs"] = [_static(job.targets, job.target_labels)]
    if job.drop:
        entry["metric_relabel_configs"] = [{"source_labels": ["__name__"], "regex": regex, "action": "drop"} for regex in job.drop]
    return entry


def _probe(probe: ir.Probe) -> dict[str, object]:
    """Return the job that asks the exporter about each target, and calls the answer by the target's address.

    https://github.com/prometheus/blackbox_exporter#prometheus-configuration
    """
    return {
        "job_name": probe.job,
        "metrics_path": "/probe",
        "params": {"module": [probe.module]},
        **_timing(probe),
        "static_configs": [_static(probe.targets, probe.target_labels)],
        "relabel_configs": [
            {"source_labels": ["__address__"], "target_label": "__param_target"},
            {"source_labels": ["__param_target"], "target_label": "instance"},
            {"target_label": "__address__", "replacement": probe.prober},
        ],
    }


def _timing(job: ir.ScrapeJob | ir.Probe) -> dict[str, str]:
    timeout = {"scrape_timeout": format_duration(job.timeout_ms)} if job.timeout_ms else {}
    return {"scrape_interval": format_duration(job.interval_ms), **timeout}


def _static(targets: tuple[str, ...], labels: Mapping[str, str]) -> dict[str, object]:
    return {"targets": list(targets), **({"labels": dict(sorted(labels.items()))} if labels else {})}
