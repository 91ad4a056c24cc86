"""What the packs of LMDeploy, Dynamo, llama-server, NIM and of calls of models bring fires in trouble, and only then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from conftest import Judge
from packs.trouble import Server, each_excuse, each_trouble, times

_POD = 'job="chat",namespace="ml",pod="chat-0-a"'
_EDGES = {
    "lmdeploy:request_queue_time_seconds": ("2.5", "5.0", "10.0"),
    "lmdeploy:time_per_output_token_seconds": ("0.1", "0.2", "0.5"),
    "lmdeploy:e2e_request_latency_seconds": ("60.0", "120.0", "240.0"),
    "lmdeploy:time_to_first_token_seconds": ("0.5", "2.5", "10.0"),
    "dynamo_frontend_inter_token_latency_seconds": ("0.084", "0.16", "0.56"),
    "dynamo_frontend_request_duration_seconds": ("64", "130", "510"),
    "dynamo_frontend_time_to_first_token_seconds": ("1", "2.2", "10"),
    "gen_ai_client_operation_duration_seconds": ("20.48", "40.96", "81.92"),
}
# Four of ten are late, where one of twenty may be: all but the fastest pair of windows say so.
_LATE = ((50, 60, 100), {"TimeToFirstTokenBudgetBurn/critical": 1, "TimeToFirstTokenBudgetBurn/warning": 2})
_ALL_WINDOWS = {"AvailabilityBudgetBurn/critical": 2, "AvailabilityBudgetBurn/warning": 2}


def _times(name: str, labels: str, counts: tuple[int, int, int] = (99, 100, 100)) -> dict[str, str]:
    return times(name, labels, _EDGES[name], counts)


def _fast(pack: str, labels: str) -> Iterator[tuple[str, str]]:
    return (each for name in _EDGES if name.startswith(pack) for each in _times(name, labels).items())


_LM = f'{_POD},model_name="chat",engine="0"'
_RUNNING, _WAITING, _CACHE = (
    f"lmdeploy:{name}{{{_LM}}}" for name in ("num_requests_running", "num_requests_waiting", "gpu_cache_usage_perc")
)
_LMDEPLOY = Server(
    "lmdeploy",
    well={
        f"up{{{_POD}}}": "1x200",
        # Nine tenths of the KV cache and a few waiting requests are good use of a GPU.
        _CACHE: "0.9x200",
        _WAITING: "3x200",
        _RUNNING: "64x200",
        f'lmdeploy:request_success_total{{{_LM},finished_reason="ResponseType.FINISH"}}': "0+100x200",
        **dict(_fast("lmdeploy", _LM)),
    },
    troubles={
        "the queue is long": (_times("lmdeploy:request_queue_time_seconds", _LM, (50, 90, 100)), {"QueueTimeHigh/warning": 1}),
        "tokens come slowly": (_times("lmdeploy:time_per_output_token_seconds", _LM, (50, 90, 100)), {"InterTokenLatencyHigh/warning": 1}),
        "answers take long": (_times("lmdeploy:e2e_request_latency_seconds", _LM, (50, 90, 100)), {"RequestLatencyHigh/warning": 1}),
        "first tokens are late": (_times("lmdeploy:time_to_first_token_seconds", _LM, _LATE[0]), _LATE[1]),
        "the KV cache is full": ({_CACHE: "0.99x200"}, {"KVCacheSaturated/warning": 1}),
        "the engine hangs": ({_RUNNING: "0x200"}, {"LLMEngineStalled/critical": 1}),
        "the model is called otherwise": ({_RUNNING: "_x200"}, {"ModelNotLoaded/critical": 1}),
    },
    # TurboMind keeps prefixes for as long as nobody needs the room.
    excuses={"a full cache without a queue": {_CACHE: "1x200", _WAITING: "0x200"}},
)

_SCRAPED = 'job="dynamo-frontend",namespace="ml",pod="dynamo-frontend-0-a"'
_FRONTEND = f'{_SCRAPED},model="chat"'
_ENDED = f'dynamo_frontend_requests_total{{{_FRONTEND},exported_endpoint="chat_completions",request_type="stream",%s}}'
_FAILED = 'status="error",error_type="%s"'
_DYNAMO = Server(
    "dynamo",
    well={
        f"up{{{_SCRAPED}}}": "1x200",
        _ENDED % 'status="success"': "0+100x200",
        _ENDED % (_FAILED % "validation"): "0+20x200",
        _ENDED % (_FAILED % "cancelled"): "0+20x200",
        f"dynamo_frontend_model_ready{{{_FRONTEND}}}": "1x200",
        f"dynamo_frontend_queued_requests{{{_FRONTEND}}}": "8x200",
        f"dynamo_frontend_output_tokens_total{{{_FRONTEND}}}": "0+50000x200",
        f'dynamo_frontend_model_migration_total{{{_FRONTEND},migration_type="ongoing_request"}}': "0+1x200",
        **dict(_fast("dynamo", _FRONTEND)),
    },
    troubles={
        "no worker can answer": ({f"dynamo_frontend_model_ready{{{_FRONTEND}}}": "0x200"}, {"ModelNotReady/critical": 1}),
        "no worker has registered": ({f"dynamo_frontend_model_ready{{{_FRONTEND}}}": "_x200"}, {"ModelNotLoaded/critical": 1}),
        "no token comes": (
            {f"dynamo_frontend_output_tokens_total{{{_FRONTEND}}}": "50000x200"},
            {"LLMEngineStalled/critical": 1},
        ),
        "workers fail": (
            {_ENDED % (_FAILED % "internal"): "0+10x200", _ENDED % (_FAILED % "response_timeout"): "0+20x200"},
            {"RequestErrorsHigh/warning": 1, "RequestErrorsHigh/critical": 1, **_ALL_WINDOWS},
        ),
        "workers are full": ({_ENDED % (_FAILED % "overload"): "0+60x200"}, {"RequestsShed/warning": 1, "RequestsShed/critical": 1}),
        "workers come and go": (
            {f'dynamo_frontend_model_migration_total{{{_FRONTEND},migration_type="new_request"}}': "0+20x200"},
            {"RequestsMigrated/warning": 1},
        ),
        "tokens come slowly": (
            _times("dynamo_frontend_inter_token_latency_seconds", _FRONTEND, (50, 90, 100)),
            {"InterTokenLatencyHigh/warning": 1},
        ),
        "answers take long": (
            _times("dynamo_frontend_request_duration_seconds", _FRONTEND, (50, 90, 100)),
            {"RequestLatencyHigh/warning": 1},
        ),
        "first tokens are late": (_times("dynamo_frontend_time_to_first_token_seconds", _FRONTEND, _LATE[0]), _LATE[1]),
    },
    excuses={
        "another frontend has just started": {f"dynamo_frontend_model_ready{{{_FRONTEND.replace('0-a', '0-b')}}}": "0x200"},
        "nobody asks": {
            f"dynamo_frontend_queued_requests{{{_FRONTEND}}}": "0x200",
            f"dynamo_frontend_output_tokens_total{{{_FRONTEND}}}": "50000x200",
        },
    },
)


def _llama(**values: str) -> Mapping[str, str]:
    return {f"llamacpp:{name}{{{_POD}}}": each for name, each in values.items()}


_LLAMA = Server(
    "llama-cpp",
    well={
        f"up{{{_POD}}}": "1x200",
        # Four slots of 30 tokens a second, each busy for half of the time.
        **_llama(requests_deferred="2x200", requests_processing="4x200"),
        **_llama(tokens_predicted_total="0+3600x200", tokens_predicted_seconds_total="0+120x200"),
    },
    troubles={
        "a long queue": (_llama(requests_deferred="15x200"), {"RequestQueueLong/warning": 1}),
        "it computes on the CPU": (_llama(tokens_predicted_seconds_total="0+600x200"), {"GenerationSlow/warning": 1}),
    },
    excuses={
        "nobody asks": _llama(tokens_predicted_total="3600x200", tokens_predicted_seconds_total="120x200", requests_processing="0x200"),
        "it is slow and rarely asked": _llama(tokens_predicted_seconds_total="0+600x200", requests_processing="0x170 1x30"),
    },
)

_CALL = 'job="otel-collector",namespace="ml",gen_ai_operation_name="chat",gen_ai_provider_name="openai",gen_ai_request_model="%s"'
_CALLED = f"gen_ai_client_operation_duration_seconds_count{{{_CALL},error_type=%s}}"
_CALLS = Server(
    "otel-gen-ai",
    well={
        'up{job="otel-collector",namespace="ml"}': "1x200",
        **dict(_fast("gen_ai", _CALL % "large")),
        **dict(_fast("gen_ai", _CALL % "small")),
        _CALLED % ("large", '"timeout"'): "0+0.5x200",
    },
    troubles={
        "one of two models is limited": (
            {_CALLED % ("large", '"429"'): "0+10x200"},
            # 10.5 of 210.5 calls: five times what the budget of all allows.
            {"ModelCallsFail/warning": 1, "AvailabilityBudgetBurn/warning": 2},
        ),
        "a key has expired": (
            {_CALLED % (model, '"401"'): "0+900x200" for model in ("large", "small")},
            {"ModelCallsFail/warning": 2, "ModelCallsFail/critical": 2, **_ALL_WINDOWS},
        ),
        "one of two models is slow": (
            _times("gen_ai_client_operation_duration_seconds", _CALL % "large", (50, 90, 100)),
            {"ModelCallsSlow/warning": 1},
        ),
    },
)

_NIM_LABELS = f'{_POD},model_name="meta/llama-3.1-8b-instruct"'


def _nim(**values: str) -> Mapping[str, str]:
    return {f"{name}{{{_NIM_LABELS}}}": each for name, each in values.items()}


def _nim_times(name: str, *counts: float) -> Mapping[str, str]:
    edges = {"time_to_first_token": ("0.5", "2.5", "10.0"), "time_per_output_token": ("0.1", "0.2", "0.5")}
    return times(f"{name}_seconds", _NIM_LABELS, edges.get(name, ("10.0", "50.0", "60.0")), counts)


_NIM = Server(
    "nim",
    well={
        f"up{{{_POD}}}": "1x200",
        **_nim(num_requests_running="64x200", num_request_max="64x200", num_requests_waiting="20x200", gpu_cache_usage_perc="0.9x200"),
        # One of a hundred clients does not wait.
        **_nim(request_success_total="0+99x200", request_failure_total="0+1x200"),
        **_nim_times("time_to_first_token", 99, 100, 100),
        **_nim_times("time_per_output_token", 99, 100, 100),
        **_nim_times("e2e_request_latency", 99, 100, 100),
    },
    troubles={
        "the queue is long": (_nim(num_requests_waiting="100x200"), {"RequestQueueLong/warning": 1}),
        "tokens come slowly": (_nim_times("time_per_output_token", 50, 90, 100), {"InterTokenLatencyHigh/warning": 1}),
        "answers take long": (_nim_times("e2e_request_latency", 50, 80, 90), {"RequestLatencyHigh/warning": 1}),
        "first tokens are late": (_nim_times("time_to_first_token", *_LATE[0]), _LATE[1]),
        "the KV cache is full": (_nim(gpu_cache_usage_perc="0.99x200"), {"KVCacheSaturated/warning": 1}),
        "the engine hangs": (_nim(num_requests_running="0x200"), {"LLMEngineStalled/critical": 1}),
        "the model is called otherwise": (_nim(num_requests_running="_x200"), {"ModelNotLoaded/critical": 1}),
        "answers break off": (_nim(request_failure_total="0+10x200"), {"RequestErrorsHigh/warning": 1}),
    },
    excuses={"a full cache without a queue": _nim(gpu_cache_usage_perc="1x200", num_requests_waiting="0x200")},
)

_SERVERS = (_LMDEPLOY, _DYNAMO, _LLAMA, _CALLS, _NIM)


@each_trouble(_SERVERS)
def test_trouble_fires_its_alert_and_no_other(server: Server, trouble: str, tmp_path: Path, judge: Judge) -> None:
    server.fires(trouble, tmp_path, judge)


@each_excuse(_SERVERS)
def test_a_server_that_works_hard_fires_nothing(server: Server, excuse: str, tmp_path: Path, judge: Judge) -> None:
    server.is_silent(excuse, tmp_path, judge)
