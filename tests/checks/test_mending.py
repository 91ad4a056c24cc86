"""`tocsin check --fix`: mends what can be meant in one way only, and leaves comments, layout and everything else."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from command import tocsin
from tocsin.diagnostics import Remedy, did_you_mean

# Each line is wrong in one way; what it has to be stands in _RIGHT.
_WRONG = """\
# The shop.\r
platform:   {name: shop, namespace: ml, owner: 12}   # a number is a text here\r
use: [vlllm, dcgm-exporter, kube-state-metrics]
profiles: {usual: {owner: ml}}
metrics:
    pods:  {pack: kube-state-metrics,   series: "kube_hpa_status_current_replicas"}  # its old name
    load: {series: load_ratio, type: gaueg, unit: ratio}


models:
  chat:
    profile: ussual
    runtime: vllm
    workload: { deployment: llm }
    scrap: {port: http}   # one letter too few
    thresholds:
      "pods": {above: 9, for: 5m, 'severity': 'warnign'}   # quoted
      DCGM_FI_DEV_GPU_UTIL: {above: 95, for: 5m}
    scaling:
      replicas: {min: 1, max: 3}
      targets: {cpu: 70}
"""
_RIGHT = """\
# The shop.\r
platform:   {name: shop, namespace: ml, owner: "12"}   # a number is a text here\r
use: [vllm, dcgm-exporter, kube-state-metrics]
profiles: {usual: {owner: ml}}
metrics:
    pods:  {pack: kube-state-metrics,   series: "kube_horizontalpodautoscaler_status_current_replicas"}  # its old name
    load: {series: load_ratio, type: gauge, unit: ratio}


models:
  chat:
    profile: usual
    runtime: vllm
    workload: { deployment: llm }
    scrape: {port: http}   # one letter too few
    thresholds:
      "pods": {above: 9, for: 5m, 'severity': 'warning'}   # quoted
      DCGM_FI_DEV_GPU_UTIL: {above: 95%, for: 5m}
    scaling:
      replicas: {min: 1, max: 3}
      targets: {cpu: 70%}
"""


def _fix(root: Path, text: str) -> tuple[Result, str]:
    file = root / "specs" / "shop" / "spec.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())
    done = tocsin(root, "check", "--fix")
    return done, file.read_bytes().decode()


def test_what_can_be_meant_in_one_way_is_mended_and_nothing_else_is_touched(tmp_path: Path) -> None:
    done, text = _fix(tmp_path, _WRONG)
    assert text == _RIGHT
    assert done.exit_code == 0, done.output
    assert done.output.count(": mended") == 9


def test_mending_what_is_mended_changes_nothing(tmp_path: Path) -> None:
    done, text = _fix(tmp_path, _RIGHT)
    assert text == _RIGHT
    assert ": mended" not in done.output


def test_a_name_inside_of_a_folded_expression_is_mended_there(tmp_path: Path) -> None:
    text = """\
platform: {name: shop, namespace: ml}
use: [vllm@0.12]
metrics:
  cache:
    unit: ratio
    expr: >-
      max by (model_name)
      (vllm:gpu_cache_usage_perc)
models: {chat: {thresholds: {cache: {above: 90%, for: 5m}}}}
"""
    _, after = _fix(tmp_path, text)
    assert after == text.replace("gpu_cache", "kv_cache")


def test_several_slips_on_one_line_are_mended_at_once(tmp_path: Path) -> None:
    text = "platform: {name: shop, namespace: ml}\nmodels: {chat: {scrap: {port: http}, workloadd: {deployment: llm}, thresolds: {}}}\n"
    _, after = _fix(tmp_path, text)
    assert after == text.replace("scrap:", "scrape:").replace("workloadd", "workload").replace("thresolds", "thresholds")


def test_the_name_of_a_metric_is_mended_wherever_it_stands(tmp_path: Path) -> None:
    text = """\
platform: {name: shop, namespace: ml}
metrics: {queue_length: {series: queue_length, type: gauge, unit: requests}}
models:
  chat:
    scrape: {port: http}
    workload: {deployment: llm}
    thresholds:
      queue_lenght: {above: 9, for: 5m, while: {queue_lenght: {above: 1}}}
      busy: {metric: queue_lenght, above: 5, for: 5m}
    scaling: {by: keda, replicas: {min: 1, max: 3}, targets: {queue_lenght: {total: 8}}}
dashboards: {shop: {rows: {Queue: [queue_lenght, {queue_lenght: {model: chat}}]}}}
"""
    _, after = _fix(tmp_path, text)
    assert after == text.replace("queue_lenght", "queue_length")


def test_a_metric_with_the_name_of_the_key_that_asks_for_it_is_mended_after_the_key(tmp_path: Path) -> None:
    text = """\
platform: {name: shop, namespace: ml}
metrics:
  totals: {series: requests_total, type: counter, unit: requests}
  errors: {series: errors_total, type: counter, unit: requests}
models: {chat: {scrape: {port: http}, workload: {deployment: llm}, slos: {good: {bad: errors, total: total, objective: 99%}}}}
"""
    _, after = _fix(tmp_path, text)
    assert after == text.replace("total: total,", "total: totals,")


def test_a_byte_order_mark_stays(tmp_path: Path) -> None:
    _, text = _fix(tmp_path, "\ufeff" + _WRONG)
    assert text == "\ufeff" + _RIGHT


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("models: {chat: {thresholds: {}, thresold: {}}}", id="two slips away"),
        pytest.param("models: {chat: {scaling: {replicas: {min: 1, max: 2}, targets: {cpu: 0.7}}}}", id="0.7 may be 70%"),
        pytest.param("models: {chat: {scrape: {port: http}, scrap: {port: http}}}", id="the right key is there already"),
        pytest.param("models: {chat: {thresholds: {load: {above: 90%, for: 5}}}}", id="5 of what"),
        pytest.param(
            "metrics: {load_a: {series: a, type: gauge}, load_b: {series: b}}\nmodels: {c: {thresholds: {x: {metric: load_c, above: 9}}}}",
            id="two that are as near",
        ),
    ],
)
def test_what_can_be_meant_in_several_ways_is_left(tmp_path: Path, text: str) -> None:
    text = f"platform: {{name: shop, namespace: ml}}\n{text}\n"
    done, after = _fix(tmp_path, text)
    assert after == text
    assert done.exit_code == 1


def test_without_the_flag_nothing_is_written(tmp_path: Path) -> None:
    _fix(tmp_path, _RIGHT)
    file = tmp_path / "specs" / "shop" / "spec.yaml"
    file.write_text(_WRONG, encoding="utf-8", newline="")
    tocsin(tmp_path, "check")
    assert file.read_bytes().decode() == _WRONG


@given(st.text("abcdefghij", min_size=6, max_size=9), st.integers(0, 5), st.sampled_from(["drop", "double", "exchange", "other"]))
def test_one_slip_is_certain_and_two_are_not(word: str, at: int, slip: str) -> None:
    slips = {
        "drop": word[:at] + word[at + 1 :],
        "double": word[:at] + word[at] + word[at:],
        "exchange": word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
        "other": word[:at] + "z" + word[at + 1 :],
    }
    wrong = slips[slip]
    remedy = did_you_mean(wrong, [word])
    if wrong == word:
        return
    assert isinstance(remedy, Remedy)
    assert (remedy.given, remedy.instead) == (wrong, word)
    assert not isinstance(did_you_mean(f"x{wrong}y", [word]), Remedy)


def test_a_space_that_a_key_lacks_is_put_there(tmp_path: Path) -> None:
    text = """\
platform: {name: shop, namespace: ml}
metrics: {load: {series: load_ratio, type: gauge, unit: ratio}}
models: {chat: {workload: {deployment: llm}, thresholds: {load: {above:80%, for: 5m}}}}
"""
    _, fixed = _fix(tmp_path, text)
    assert fixed == text.replace("above:80%", "above: 80%")
