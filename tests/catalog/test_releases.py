"""A pack with stated releases knows which series these serve, and under which names."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tocsin.catalog import Pack, load, parse_releases


def _vllm(text: str) -> Pack:
    releases = parse_releases(text)
    assert releases is not None
    return replace(load("vllm"), releases=releases)


@pytest.mark.parametrize(
    ("releases", "names"),
    [
        ("0.8", ["vllm:gpu_cache_usage_perc"]),
        ("0.9.1", ["vllm:gpu_cache_usage_perc"]),
        ("0.9.2", ["vllm:kv_cache_usage_perc"]),
        ("0.11", ["vllm:kv_cache_usage_perc"]),
        ("0.12", ["vllm:kv_cache_usage_perc"]),
        ("0.8-0.11", ["vllm:gpu_cache_usage_perc"]),
        ("0.8-0.12", ["vllm:kv_cache_usage_perc", "vllm:gpu_cache_usage_perc"]),
        ("0.11-0.14", ["vllm:kv_cache_usage_perc"]),
    ],
)
@pytest.mark.parametrize("asked", ["vllm:gpu_cache_usage_perc", "vllm:kv_cache_usage_perc"])
def test_a_renamed_series_has_the_names_of_the_releases_in_use(asked: str, releases: str, names: list[str]) -> None:
    assert list(_vllm(releases).spelled(asked)) == names


def test_the_parts_of_a_histogram_are_renamed_with_it() -> None:
    assert _vllm("0.12").spelled("vllm:time_per_output_token_seconds_sum") == ("vllm:inter_token_latency_seconds_sum",)


def test_what_was_never_renamed_keeps_its_name_or_is_not_there() -> None:
    assert _vllm("0.29").spelled("vllm:num_requests_waiting_by_reason") == ()
    assert _vllm("0.30").spelled("vllm:num_requests_waiting_by_reason") == ("vllm:num_requests_waiting_by_reason",)
    assert _vllm("0.1").spelled("vllm:num_requests_waiting") == ("vllm:num_requests_waiting",)


def test_a_hidden_series_is_as_good_as_removed() -> None:
    old = load("vllm").metrics["vllm:time_per_output_token_seconds"]
    assert [parse_releases(text).presence(old) for text in ("0.11", "0.11-0.12", "0.12")] == ["always", "at first", "never"]  # type: ignore[union-attr]


def test_releases_of_another_program_say_nothing() -> None:
    releases = parse_releases("0.16")
    assert releases is not None
    assert releases.presence(load("kserve").metrics["kn_serving_queue_depth"]) == "always"


@pytest.mark.parametrize("text", ["", "latest", "v0.11", "0.11-", "0.12-0.11", "0.11..0.12", " 0.11"])
def test_what_names_no_releases_is_refused(text: str) -> None:
    assert parse_releases(text) is None


def test_two_statements_mean_all_releases_between_them() -> None:
    one, two = parse_releases("0.10.2"), parse_releases("0.11-0.12")
    assert one is not None
    assert two is not None
    assert one.together(two) == two.together(one)
    assert one.together(two).text == "0.10.2-0.12"
    assert one.together(one) == one
