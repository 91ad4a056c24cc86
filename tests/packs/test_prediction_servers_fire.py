"""What the packs of servers of models other than language models bring fires when they fail, and only then."""

from __future__ import annotations

from pathlib import Path

from conftest import Judge
from packs.trouble import Server, each_excuse, each_trouble, times

_POD = 'job="chat",namespace="ml",pod="chat-0-a"'
_ALL_WINDOWS = {"AvailabilityBudgetBurn/critical": 2, "AvailabilityBudgetBurn/warning": 2}
_FAILING = {"RequestErrorsHigh/warning": 1, "RequestErrorsHigh/critical": 1, **_ALL_WINDOWS}
_REFUSING = {"RequestsShed/warning": 1, "RequestsShed/critical": 1}

_COUNT = f':tensorflow:serving:request_count{{model_name="chat",{_POD},status="%s"}}'
_LOADS = f':tensorflow:cc:saved_model:load_attempt_count{{{_POD},model_path="/models/chat/2",status="%s"}}'
_TENSORFLOW = Server(
    "tensorflow-serving",
    well={
        f"up{{{_POD}}}": "1x200",
        _COUNT % "OK": "0+100x200",
        _COUNT % "INVALID_ARGUMENT": "0+20x200",
        _COUNT % "NOT_FOUND": "0+1x200",
        _LOADS % "success": "1x200",
    },
    troubles={
        "it is asked for what it has not loaded": ({_COUNT % "NOT_FOUND": "0+300x200"}, {"ModelNotLoaded/critical": 1}),
        # The first try makes the series; the next ones are seen.
        "a version does not load": ({_LOADS % "fail": "_x150 1 2 3 4 5 6x50"}, {"ModelLoadFailed/warning": 1}),
        "predictions fail": ({_COUNT % "INTERNAL": "0+30x200"}, _FAILING),
    },
)

_HOST = f'{{{_POD},Level="Host",Hostname="chat-0-a"}}'
_WORKER = f'{{model_name="chat",model_version="default",hostname="chat-0-a",{_POD}}}'
_TORCH = Server(
    "torchserve",
    well={
        f"up{{{_POD}}}": "1x200",
        f"Requests2XX{_HOST}": "0+112x200",
        f"Requests4XX{_HOST}": "0+50x200",
        f"ts_inference_requests_total{_WORKER}": "0+100x200",
        f"ts_inference_latency_microseconds{_WORKER}": "0+10000000x200",
        f"ts_queue_latency_microseconds{_WORKER}": "0+2000000x200",
    },
    troubles={
        "requests wait for a worker": (
            {f"ts_queue_latency_microseconds{_WORKER}": "0+8000000x200"},
            {"RequestsMostlyWait/warning": 1},
        ),
        "its workers die": ({f"Requests5XX{_HOST}": "0+30x200"}, _FAILING),
    },
)

_INFERRED = f'model_infer_request_%s_total{{model="chat",version="None",{_POD}}}'
_MLSERVER = Server(
    "mlserver",
    well={f"up{{{_POD}}}": "1x200", _INFERRED % "success": "0+100x200", _INFERRED % "failure": "0+0.5x200"},
    troubles={
        "more than a few requests end with an exception": (
            {_INFERRED % "failure": "0+5x200"},
            {"RequestErrorsHigh/warning": 1, "AvailabilityBudgetBurn/warning": 2},
        ),
    },
)

_SERVICE = f'{_POD},service_name="chat",service_version="7",runner_name="Chat"'
_ANSWERED = f'bentoml_service_request_total{{{_SERVICE},endpoint="%s",http_response_code="%s"}}'
_PREDICT, _PROBE = (f'{_SERVICE},endpoint="{path}",http_response_code="200"' for path in ("/predict", "/livez"))
_BENTO_TIME, _BENTO_EDGES = "bentoml_service_request_duration_seconds", ("5.0", "10.0", "30.0")
_BENTO = Server(
    "bentoml",
    well={
        f"up{{{_POD}}}": "1x200",
        _ANSWERED % ("/predict", "200"): "0+100x200",
        _ANSWERED % ("/predict", "400"): "0+10x200",
        _ANSWERED % ("/predict", "500"): "0x200",
        # What a pod says that is not ready yet.
        _ANSWERED % ("/readyz", "503"): "0+30x200",
        **times(_BENTO_TIME, _PREDICT, _BENTO_EDGES, (99, 100, 100)),
    },
    troubles={
        "the service raises": ({_ANSWERED % ("/predict", "500"): "0+30x200"}, _FAILING),
        "requests take longer than they may": ({_ANSWERED % ("/predict", "504"): "0+30x200"}, _FAILING),
        "too many come at once": ({_ANSWERED % ("/predict", "429"): "0+40x200"}, _REFUSING),
        # However fast its probes are.
        "predictions take long": (
            times(_BENTO_TIME, _PREDICT, _BENTO_EDGES, (50, 90, 100)) | times(_BENTO_TIME, _PROBE, _BENTO_EDGES, (900, 900, 900), 900),
            {"RequestLatencyHigh/warning": 1},
        ),
    },
    excuses={"nobody asks but probes": {_ANSWERED % ("/predict", code): "0x200" for code in ("200", "400")}},
)

_EMBED = 'job="embed",namespace="ml",pod="embed-0-a"'
_FAILED = f'te_request_failure{{{_EMBED},err="%s"}}'
# As the server computes and prints them.
_EMBED_EDGES = ("0.3787675244106354", "0.568151286615953", "0.8522269299239296", "1.2783403948858942", "1.9175105923288414")


def _embedding(kind: str, counts: tuple[int, int, int, int, int]) -> dict[str, str]:
    return times(f"te_request_{kind}", _EMBED, _EMBED_EDGES, counts)


_TEI = Server(
    "text-embeddings-inference",
    well={
        f"up{{{_EMBED}}}": "1x200",
        f'te_request_count{{{_EMBED},method="single"}}': "0+100x200",
        f"te_embed_count{{{_EMBED}}}": "0+120x200",
        f"te_queue_size{{{_EMBED}}}": "20x200",
        _FAILED % "validation": "0+20x200",
        **_embedding("duration", (90, 95, 99, 100, 100)),
        **_embedding("queue_duration", (99, 100, 100, 100, 100)),
    },
    troubles={
        "the model cannot compute": ({_FAILED % "inference": "0+30x200"}, _FAILING),
        "it is full": ({_FAILED % "overloaded": "0+40x200"}, {**_REFUSING, **_ALL_WINDOWS}),
        "it hangs and refuses all": (
            {_FAILED % "overloaded": "0+100x200", f"te_embed_count{{{_EMBED}}}": "_x200"},
            {**_REFUSING, **_ALL_WINDOWS},
        ),
        "requests queue": (_embedding("queue_duration", (50, 90, 100, 100, 100)), {"QueueTimeHigh/warning": 1}),
        "requests take long": (_embedding("duration", (10, 20, 50, 90, 100)), {"RequestLatencyHigh/warning": 1}),
        # It has never embedded anything: those series are not there.
        "a reranker cannot compute": (
            {
                f"te_embed_count{{{_EMBED}}}": "_x200",
                f"te_predict_count{{{_EMBED}}}": "0+100x200",
                _FAILED % "inference": "0+30x200",
            },
            _FAILING,
        ),
    },
)

_SERVERS = (_TENSORFLOW, _TORCH, _MLSERVER, _BENTO, _TEI)


@each_trouble(_SERVERS)
def test_trouble_fires_its_alert_and_no_other(server: Server, trouble: str, tmp_path: Path, judge: Judge) -> None:
    server.fires(trouble, tmp_path, judge)


@each_excuse(_SERVERS)
def test_a_server_that_works_fires_nothing(server: Server, excuse: str, tmp_path: Path, judge: Judge) -> None:
    server.is_silent(excuse, tmp_path, judge)
