"""What the packs of TensorFlow Serving, TorchServe and MLServer bring fires when a server fails: judged by the real promtool."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Judge
from lower.firing import Proof

_POD = 'job="chat",namespace="ml",pod="chat-0-a"'
_COUNT = f':tensorflow:serving:request_count{{model_name="chat",{_POD},status="%s"}}'
_LOADS = f':tensorflow:cc:saved_model:load_attempt_count{{{_POD},model_path="/models/chat/2",status="%s"}}'
_TFS = {
    f"up{{{_POD}}}": "1x200",
    _COUNT % "OK": "0+100x200",
    _COUNT % "INVALID_ARGUMENT": "0+20x200",
    _COUNT % "NOT_FOUND": "0+1x200",
    _LOADS % "success": "1x200",
}
_TFS_TROUBLE = {
    "it is asked for what it has not loaded": ({_COUNT % "NOT_FOUND": "0+300x200"}, {"ModelNotLoaded/critical": 1}),
    # The first try makes the series; the next ones are seen.
    "a version does not load": ({_LOADS % "fail": "_x150 1 2 3 4 5 6x50"}, {"ModelLoadFailed/warning": 1}),
    "predictions fail": (
        {_COUNT % "INTERNAL": "0+30x200"},
        {
            "RequestErrorsHigh/warning": 1,
            "RequestErrorsHigh/critical": 1,
            "AvailabilityBudgetBurn/critical": 2,
            "AvailabilityBudgetBurn/warning": 2,
        },
    ),
}


@pytest.mark.parametrize("trouble", _TFS_TROUBLE)
def test_trouble_of_tensorflow_serving_fires_its_alert_and_no_other(trouble: str, tmp_path: Path, judge: Judge) -> None:
    series, expected = _TFS_TROUBLE[trouble]
    Proof("tensorflow-serving-one-line", tmp_path, judge).shows({**_TFS, **series}, expected, of=".+", at="3h")


def test_a_tensorflow_serving_that_works_fires_nothing(tmp_path: Path, judge: Judge) -> None:
    Proof("tensorflow-serving-one-line", tmp_path, judge).fires(_TFS, [], at="3h")


_TORCH = {
    f"up{{{_POD}}}": "1x200",
    f'Requests2XX{{{_POD},Level="Host",Hostname="chat-0-a"}}': "0+112x200",
    f'Requests4XX{{{_POD},Level="Host",Hostname="chat-0-a"}}': "0+50x200",
    f'ts_inference_requests_total{{model_name="chat",model_version="default",hostname="chat-0-a",{_POD}}}': "0+100x200",
    f'ts_inference_latency_microseconds{{model_name="chat",model_version="default",hostname="chat-0-a",{_POD}}}': "0+10000000x200",
    f'ts_queue_latency_microseconds{{model_name="chat",model_version="default",hostname="chat-0-a",{_POD}}}': "0+2000000x200",
}
_TORCH_TROUBLE = {
    "requests wait for a worker": (
        {f'ts_queue_latency_microseconds{{model_name="chat",model_version="default",hostname="chat-0-a",{_POD}}}': "0+8000000x200"},
        {"RequestsMostlyWait/warning": 1},
    ),
    "its workers die": (
        {f'Requests5XX{{{_POD},Level="Host",Hostname="chat-0-a"}}': "0+30x200"},
        {
            "RequestErrorsHigh/warning": 1,
            "RequestErrorsHigh/critical": 1,
            "AvailabilityBudgetBurn/critical": 2,
            "AvailabilityBudgetBurn/warning": 2,
        },
    ),
}


@pytest.mark.parametrize("trouble", _TORCH_TROUBLE)
def test_trouble_of_torchserve_fires_its_alert_and_no_other(trouble: str, tmp_path: Path, judge: Judge) -> None:
    series, expected = _TORCH_TROUBLE[trouble]
    Proof("torchserve-one-line", tmp_path, judge).shows({**_TORCH, **series}, expected, of=".+", at="3h")


def test_a_torchserve_that_works_fires_nothing(tmp_path: Path, judge: Judge) -> None:
    Proof("torchserve-one-line", tmp_path, judge).fires(_TORCH, [], at="3h")


_MLSERVER = {
    f"up{{{_POD}}}": "1x200",
    f'model_infer_request_success_total{{model="chat",version="None",{_POD}}}': "0+100x200",
    f'model_infer_request_failure_total{{model="chat",version="None",{_POD}}}': "0+0.5x200",
}


@pytest.mark.parametrize(("failed", "expected"), [("0+0.5x200", []), ("0+5x200", ["RequestErrorsHigh/warning"])])
def test_an_mlserver_fires_when_more_than_a_few_requests_end_with_an_exception(
    failed: str, expected: list[str], tmp_path: Path, judge: Judge
) -> None:
    series = {f'model_infer_request_failure_total{{model="chat",version="None",{_POD}}}': failed}
    Proof("mlserver-one-line", tmp_path, judge).shows({**_MLSERVER, **series}, dict.fromkeys(expected, 1), of="Request.+", at="3h")
