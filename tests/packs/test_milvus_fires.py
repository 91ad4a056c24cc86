"""What Milvus' pack brings fires when a cluster is in trouble, and is silent while it works: judged by the real promtool."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Judge
from lower.firing import Proof

_PROXY = 'job="vectors",namespace="ml",pod="vectors-proxy-a",node_id="7"'
_COORD = 'job="vectors",namespace="ml",pod="vectors-mixcoord-a"'
_SEARCH = f'milvus_proxy_req_count{{{_PROXY},function_name="Search",db_name="default",collection_name="docs",status="%s"}}'
_DELAY = f'milvus_rootcoord_time_tick_delay{{{_COORD},role_name="querynode",node_id="%s"}}'
_EDGES = ("512", "1024", "2048", "+Inf")


def _times(query: str, counts: tuple[int, int, int, int]) -> dict[str, str]:
    """Return a histogram of which so many a minute are at or under each edge."""
    return {
        f'milvus_proxy_sq_latency_bucket{{{_PROXY},query_type="{query}",le="{edge}"}}': f"0+{count}x200"
        for edge, count in zip(_EDGES, counts, strict=True)
    }


_WELL = {
    f"up{{{_PROXY}}}": "1x200",
    # Each request is counted as it comes, and as it ends.
    _SEARCH % "total": "0+100x200",
    _SEARCH % "success": "0+100x200",
    _SEARCH % "fail": "0x200",
    **_times("search", (99, 100, 100, 100)),
    # Queries may read a whole collection.
    **_times("query", (0, 0, 100, 100)),
    f"milvus_querycoord_querynode_num{{{_COORD}}}": "2x200",
    # One that stands by.
    'milvus_querycoord_querynode_num{job="vectors",namespace="ml",pod="vectors-mixcoord-b"}': "0x200",
    _DELAY % "8": "400x200",
    _DELAY % "9": "200x200",
}
_TROUBLE = {
    "no query node": ({f"milvus_querycoord_querynode_num{{{_COORD}}}": "0x200"}, {"NoQueryNodes/critical": 1}),
    "a memory that is full": (
        {f'milvus_rootcoord_quota_states{{{_COORD},quota_states="MemoryQuotaExhausted",name="cluster"}}': "_x100 1x100"},
        {"WritesDenied/critical": 1},
    ),
    "a node that is behind": ({_DELAY % "8": "90000x200"}, {"ConsumptionBehind/warning": 1}),
    "a node that hangs": ({_DELAY % "8": "0+60000x200"}, {"ConsumptionBehind/warning": 1, "ConsumptionBehind/critical": 1}),
    "searches that fail": (
        {_SEARCH % "success": "0+70x200", _SEARCH % "fail": "0+30x200"},
        {
            "RequestErrorsHigh/warning": 1,
            "RequestErrorsHigh/critical": 1,
            "AvailabilityBudgetBurn/critical": 2,
            "AvailabilityBudgetBurn/warning": 2,
        },
    ),
    "searches that take long": (_times("search", (50, 90, 100, 100)), {"SearchLatencyHigh/warning": 1}),
}


@pytest.mark.parametrize("trouble", _TROUBLE)
def test_trouble_fires_its_alert_and_no_other(trouble: str, tmp_path: Path, judge: Judge) -> None:
    series, expected = _TROUBLE[trouble]
    Proof("milvus-one-line", tmp_path, judge).shows({**_WELL, **series}, expected, of=".+", at="3h")


def test_a_cluster_that_works_fires_nothing(tmp_path: Path, judge: Judge) -> None:
    Proof("milvus-one-line", tmp_path, judge).fires(_WELL, [], at="3h")
