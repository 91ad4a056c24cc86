"""What the packs of endpoint pickers bring fires when a pool is in trouble, under the names of either: judged by the real promtool."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Judge
from lower.firing import Proof

_OWN = 'job="gateway",namespace="ml",pod="gateway-0-a"'
_MODEL = f'{_OWN},model_name="chat",target_model_name="chat"'
_POOL = f'{_OWN},name="chat-pool"'
_NAMES = {
    "gateway-api-inference-extension": {
        "requests": "inference_objective_request_total",
        "errors": "inference_objective_request_error_total",
        "time": "inference_objective_request_duration_seconds",
        "ready": "inference_pool_ready_pods",
        "waiting": "inference_pool_average_queue_size",
        "scheduling": "inference_extension_scheduler_e2e_duration_seconds",
    },
    "llm-d-router": {
        "requests": "llm_d_epp_request_total",
        "errors": "llm_d_epp_request_error_total",
        "time": "llm_d_epp_request_duration_seconds",
        "ready": "llm_d_epp_ready_endpoints",
        "waiting": "llm_d_epp_average_queue_size",
        "scheduling": "llm_d_epp_scheduler_e2e_duration_seconds",
    },
}
_EACH_PACK = pytest.mark.parametrize("pack", _NAMES)


def _times(name: str, labels: str, edges: tuple[str, str, str], counts: tuple[int, int]) -> dict[str, str]:
    """Return a histogram of 100 a minute, of which so many are at or under each edge, and all at or under the last."""
    return {
        f'{name}_bucket{{{labels},le="{edge}"}}': f"0+{count}x200"
        for edge, count in zip((*edges, "+Inf"), (*counts, 100, 100), strict=True)
    }


def _well(pack: str) -> dict[str, str]:
    names = _NAMES[pack]
    return {
        f"up{{{_OWN}}}": "1x200",
        f"{names['requests']}{{{_MODEL}}}": "0+100x200",
        # What clients get wrong, and what a model server answers, is none of its own faults.
        f'{names["errors"]}{{{_MODEL},error_code="BadRequest"}}': "0+50x200",
        f'{names["errors"]}{{{_MODEL},error_code="ModelServerError"}}': "0+50x200",
        f"{names['ready']}{{{_POOL}}}": "4x200",
        f"{names['waiting']}{{{_POOL}}}": "5x200",
        **_times(names["time"], _MODEL, ("60", "120", "240"), (95, 99)),
        **_times(names["scheduling"], _OWN, ("0.02", "0.05", "0.1"), (99, 100)),
    }


_TROUBLE = {
    "no pod is ready": ("ready", f"{{{_POOL}}}", "0x200", {"NoEndpoints/critical": 1}),
    "every pod has a queue": ("waiting", f"{{{_POOL}}}", "40x200", {"PoolQueueLong/warning": 1}),
    "it refuses what it need not": (
        "errors",
        f'{{{_MODEL},error_code="ServiceUnavailable"}}',
        "0+100x200",
        {
            "RequestErrorsHigh/warning": 1,
            "RequestErrorsHigh/critical": 1,
            "AvailabilityBudgetBurn/critical": 2,
            "AvailabilityBudgetBurn/warning": 2,
        },
    ),
    "it sheds load": ("errors", f'{{{_MODEL},error_code="ResourceExhausted"}}', "0+20x200", {"RequestsShed/warning": 1}),
}


@_EACH_PACK
@pytest.mark.parametrize("trouble", _TROUBLE)
def test_trouble_fires_its_alert_and_no_other(pack: str, trouble: str, tmp_path: Path, judge: Judge) -> None:
    what, labels, values, expected = _TROUBLE[trouble]
    series = {f"{_NAMES[pack][what]}{labels}": values}
    Proof(f"{pack}-one-line", tmp_path, judge).shows({**_well(pack), **series}, expected, of=".+", at="3h")


@_EACH_PACK
def test_all_that_is_refused_is_all_that_is_judged(pack: str, tmp_path: Path, judge: Judge) -> None:
    # A request that is refused was never handed on: right after a start nothing but errors is counted then.
    well = {series: values for series, values in _well(pack).items() if not series.startswith(_NAMES[pack]["requests"])}
    refused = {f'{_NAMES[pack]["errors"]}{{{_MODEL},error_code="Internal"}}': "0+100x200"}
    expected = {"RequestErrorsHigh/warning": 1, "RequestErrorsHigh/critical": 1}
    Proof(f"{pack}-one-line", tmp_path, judge).shows({**well, **refused}, expected, of="Request.+", at="3h")


@_EACH_PACK
def test_what_takes_long_is_told(pack: str, tmp_path: Path, judge: Judge) -> None:
    slow = {
        **_times(_NAMES[pack]["time"], _MODEL, ("60", "120", "240"), (50, 90)),
        **_times(_NAMES[pack]["scheduling"], _OWN, ("0.02", "0.05", "0.1"), (50, 90)),
    }
    expected = ["RequestLatencyHigh/warning", "SchedulingSlow/warning"]
    Proof(f"{pack}-one-line", tmp_path, judge).fires({**_well(pack), **slow}, expected, at="3h")


@_EACH_PACK
def test_a_pool_that_works_hard_fires_nothing(pack: str, tmp_path: Path, judge: Judge) -> None:
    Proof(f"{pack}-one-line", tmp_path, judge).fires(_well(pack), [], at="3h")


def test_a_router_that_cannot_read_a_model_server_tells(tmp_path: Path, judge: Judge) -> None:
    blind = {f'llm_d_epp_datalayer_poll_errors_total{{{_OWN},source_type="metrics-data-source"}}': "0+1200x200"}
    Proof("llm-d-router-one-line", tmp_path, judge).fires({**_well("llm-d-router"), **blind}, ["EndpointMetricsUnread/warning"], at="3h")


def test_only_the_first_tokens_of_streams_are_an_objective(tmp_path: Path, judge: Judge) -> None:
    name, edges = "llm_d_epp_request_ttft_seconds", ("1", "2", "5")
    whole = {**_times(name, f'{_MODEL},streaming="false"', edges, (0, 0)), f'{name}_count{{{_MODEL},streaming="false"}}': "0+100x200"}
    prompt = {**_times(name, f'{_MODEL},streaming="true"', edges, (90, 99)), f'{name}_count{{{_MODEL},streaming="true"}}': "0+100x200"}
    late = {**prompt, **_times(name, f'{_MODEL},streaming="true"', edges, (50, 60))}
    proof = Proof("llm-d-router-one-line", tmp_path, judge)
    proof.fires({**_well("llm-d-router"), **whole, **prompt}, [], at="3h")
    expected = {"TimeToFirstTokenBudgetBurn/critical": 1, "TimeToFirstTokenBudgetBurn/warning": 2}
    proof.shows({**_well("llm-d-router"), **whole, **late}, expected, of=".+", at="3h")
