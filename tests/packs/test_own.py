"""A repository has packs of its own in specs/packs/: read like the catalogue's, with what may be left out left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tocsin.cli import main
from tocsin.diagnostics import Located
from tocsin.load.packs import packs
from tocsin.pipeline import build

_PACK = """\
metrics:
  queue_jobs: {type: gauge, unit: jobs, labels: [topic], help: jobs that wait}
  queue_wait_seconds: {type: histogram, unit: seconds, buckets: [0.1, 1]}
"""
_SPEC = """\
platform: {name: shop, namespace: ml, cluster: {prometheus: {release: monitoring}}}
components:
  queue: {runtime: queue, workload: {deployment: queue}, scrape: {port: http}, thresholds: {queue_jobs: {above: 5, for: 5m, by: [topic]}}}
"""


def _told(text: str, name: str = "queue") -> tuple[Located, ...]:
    return packs({f"specs/packs/{name}.yaml": text.encode()})[1]


def test_a_pack_of_the_repository_is_used_like_one_of_the_catalogue() -> None:
    built = build({"shop": {"specs/shop/spec.yaml": _SPEC.encode()}, "packs": {"specs/packs/queue.yaml": _PACK.encode()}})
    assert not built.diagnostics
    assert any("max by (topic) (queue_jobs{" in text for path, text in built.artifacts.items() if "/prometheus/" in path)


def test_a_label_that_its_metric_lacks_is_told() -> None:
    spec = _SPEC.replace("[topic]", "[tpoic]")
    built = build({"shop": {"specs/shop/spec.yaml": spec.encode()}, "packs": {"specs/packs/queue.yaml": _PACK.encode()}})
    assert [each.code for each in built.diagnostics] == ["metric/unknown-label"]
    assert built.diagnostics[0].help == "did you mean `topic`?"


@pytest.mark.parametrize(
    ("text", "line", "column", "message", "remedy"),
    [
        ("abuot: x\nmetrics: {}\n", 1, 1, "`abuot` is no key of a pack", "did you mean `about`?"),
        ("name: queue\nmetrics: {}\n", 1, 1, "`name` is no key of a pack", "remove it: the pack is `queue`, as its file is"),
        ("metrics:\n  a: {type: gage, unit: jobs}\n", 2, 13, "`type` cannot be `gage`", "did you mean `gauge`?"),
        ("metrics:\n  a: {type: gauge, unit: secs}\n", 2, 26, "`unit` cannot be `secs`", "did you mean `seconds`?"),
        ("metrics:\n  a: {type: gauge}\n", 2, 3, "`unit` is missing", "write `unit` as docs/packs.md shows"),
        ("metrics:\n  a: {type: gauge, unit: jobs, since: 1.0}\n", 2, 32, "`since` is not text", "write `since` as docs/packs.md shows"),
        (
            "index_labels: {dsik: [node]}\nmetrics:\n  a: {type: gauge, unit: jobs, labels: [disk]}\n",
            1,
            16,
            "no metric of this pack has a label `dsik`",
            "did you mean `disk`?",
        ),
        (
            "dimensions: {model: mdl}\nmetrics:\n  a: {type: gauge, unit: jobs, labels: [model]}\n",
            1,
            21,
            "`a` has no label `mdl`: nothing is selected by it",
            "did you mean `model`?",
        ),
        (
            "metrics:\n  a: {type: gauge, unit: jobs, labels: [x], dimensions: {gpu: card}}\n",
            2,
            63,
            "`a` has no label `card`: nothing is selected by it",
            "add `card` to its `labels:`, or remove `gpu`",
        ),
        (
            "dimensions: {model: m}\nmetrics:\n  a: {type: gauge, unit: jobs, labels: [m]}\n  b: {type: gauge, unit: jobs, labels: []}\n",
            4,
            40,
            "`b` has no label `m`, which is the dimension `model` of this pack",
            "add `m` to its `labels:`, or `dimensions: {model: null}` to the metric",
        ),
        (
            "dimensions: {namespace: exported_namespace}\nmetrics:\n  a: {type: gauge, unit: jobs, labels: [x]}\n",
            1,
            25,
            "`a` has no label `exported_namespace`: nothing is selected by it",
            "add `namespace`, which is stored as `exported_namespace`, to its `labels:`, or remove `namespace`",
        ),
        ("metrics: [a]\n", 1, 1, "`metrics` is no mapping", "write `metrics` as docs/packs.md shows"),
        ("- a\n", 1, 1, "the file is not a mapping", "start with `metrics:`"),
        ("", 1, 1, "the file is empty", "start with `metrics:`"),
    ],
)
def test_a_mistake_in_a_pack_is_told_where_it_stands(text: str, line: int, column: int, message: str, remedy: str) -> None:
    found = _told(text)
    assert [(each.code, each.span.line, each.span.column, each.message, each.help) for each in found] == [
        ("pack/wrong", line, column, message, remedy)
    ]


def test_a_dimension_is_a_label_of_the_target_of_a_family_or_of_what_says_no_labels() -> None:
    said = "  a: {type: gauge, unit: jobs, labels: [x, label_*]}\n  b: {type: gauge, unit: jobs}\n"
    assert not _told("dimensions: {pods: pod, node: node, model: label_app}\nmetrics:\n" + said)


def test_edges_of_buckets_are_numbers_of_the_unit_or_have_one() -> None:
    text = b"metrics:\n  wait: {type: histogram, unit: milliseconds, buckets: [0.1s, 200, 1m]}\n"
    assert packs({"specs/packs/queue.yaml": text})[0]["queue"].metrics["wait"].buckets == (100, 200, 60000)


def test_every_metric_with_a_mistake_is_told() -> None:
    assert [each.span.line for each in _told("abuot: x\nmetrics:\n  a: {unit: jobs}\n  b: {type: gauge, unit: jobs}\n  c: 4\n")] == [
        1,
        3,
        5,
    ]


def test_a_pack_of_the_catalogue_is_not_replaced() -> None:
    assert [each.message for each in _told(_PACK, "vllm")] == ["the catalogue has a pack `vllm` already"]


def test_while_a_pack_is_wrong_nothing_is_said_of_what_reads_it() -> None:
    built = build({"shop": {"specs/shop/spec.yaml": _SPEC.encode()}, "packs": {"specs/packs/queue.yaml": b"metrics: [a\n"}})
    assert [each.code for each in built.diagnostics] == ["spec/yaml-syntax"]


@pytest.mark.parametrize(
    ("arguments", "exit_code", "said"),
    [
        (["search", "kv", "CACHE", "fill"], 0, "gauge  ratio  vllm       KV cache fill 0 to 1"),
        (["search", "jobs that wait"], 0, "queue_jobs  gauge  jobs  queue  jobs that wait\n"),
        (["search", "prefill", "disaggregat", "kv", "transfer"], 0, "kv transfer`; these are about 2 of the 4 words:"),
        (["search", "prefill", "disaggregat", "KV", "transfer", "kv"], 0, "vllm:nixl_xfer_time_seconds"),
        (["search", "nothing is called so"], 2, "no metric is about `nothing is called so`"),
        (["show", "vllm:gpu_cache_usage_perc"], 0, "removed in 0.12.0"),
        (["show", "vllm:gpu_cache_usage_perc"], 0, "now       vllm:kv_cache_usage_perc"),
        (["show", "vllm:e2e_request_latency_seconds_bucket"], 0, "type      histogram, in seconds"),
        (["show", "kn_queueproxy_depth"], 0, "kn_queueproxy_depth is called kn_serving_queue_depth now (kserve)"),
        (["show", "queue"], 0, "queue_wait_seconds  histogram"),
        (["show", "dcgm-exporter"], 0, "DCGM_FI_DEV_GPU_UTIL"),
        (["show", "vlm"], 2, "did you mean `vllm`?"),
        (["show", "nothing"], 2, "`tocsin catalog search WORDS` finds series"),
    ],
)
def test_the_catalogue_is_searched_and_shown(tmp_path: Path, arguments: list[str], exit_code: int, said: str) -> None:
    folder = tmp_path / "specs" / "packs"
    folder.mkdir(parents=True)
    (folder / "queue.yaml").write_text(_PACK, encoding="utf-8")
    result = CliRunner().invoke(main, ["--root", str(tmp_path), "catalog", *arguments])
    assert (result.exit_code, said in result.output) == (exit_code, True), result.output


def test_a_wrong_pack_is_told_by_the_catalogue_too(tmp_path: Path) -> None:
    folder = tmp_path / "specs" / "packs"
    folder.mkdir(parents=True)
    (folder / "queue.yaml").write_text("- a\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["--root", str(tmp_path), "catalog", "search", "x"])
    assert result.exit_code == 1
    assert "pack/wrong" in result.output
