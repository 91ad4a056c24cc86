"""What a draft says of the series that rules read: packs where they are sure, declarations of the rest."""

import pytest

from tocsin.adopt.series import Series, series_of
from tocsin.promql import ParseFailure, parse


def said(text: str, *known: str) -> Series:
    expr = parse(text)
    assert not isinstance(expr, ParseFailure)
    return series_of([expr], known)


@pytest.mark.parametrize(
    ("text", "packs", "declared"),
    [
        ("up == 0", (), {}),
        ("DCGM_FI_DEV_GPU_UTIL > 90", ("dcgm-exporter",), {}),
        # Several exporters have it; with another series of one of them it is that one's.
        ("rate(http_requests_total[5m])", (), {"http_requests_total": "counter"}),
        ("rate(http_requests_total[5m]) > vllm:num_requests_running", ("vllm",), {}),
        # One that any program may have is of nobody, until enough of its exporter is read.
        ("queue_size > 5", (), {"queue_size": "gauge"}),
        ("queue_size > weaviate_index_shards_total", ("weaviate",), {}),
        ("queue_size + object_count > vector_index_tombstones", ("weaviate",), {}),
        ("rate(own[5m])", (), {"own": "counter"}),
        ("increase(own[5m])", (), {"own": "counter"}),
        ("rate(own[5m:1m])", (), {"own": "counter"}),
        ("own_total", (), {"own_total": "counter"}),
        ("own", (), {"own": "gauge"}),
        ("avg_over_time(own[5m])", (), {"own": "gauge"}),
        ("rate(own_bucket[5m])", (), {"own": "histogram"}),
        ("rate(own_sum[5m]) / rate(own_count[5m])", (), {"own": "histogram"}),
        ("rate(own_sum[5m]) / rate(own_bucket[5m])", (), {"own": "histogram"}),
        ("rate(own_sum[5m])", (), {"own_sum": "counter"}),
        ("own_count", (), {"own_count": "gauge"}),
        ("mine + yours", (), {"yours": "gauge"}),
    ],
)
def test_what_is_said_of_series(text: str, packs: tuple[str, ...], declared: dict[str, str]) -> None:
    assert said(text, "mine") == Series(packs=packs, declared=declared)
