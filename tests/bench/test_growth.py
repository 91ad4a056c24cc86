"""Four times as many models take about four times as long, also where every dashboard may show any of them."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest
import yaml

from bench.tocsin_spec import files
from tocsin.pipeline import build

LIMIT: Final = 5.0
"""Times as long; what looks at every model once for each would take sixteen."""
_ROUNDS: Final = 2


def _with_pictures(count: int) -> dict[str, bytes]:
    """Return W(`count`) with panels on each model, and dashboards that show all of them."""
    return {name: _changed(content) for name, content in files(count, proofs=False).items()}


def _changed(content: bytes) -> bytes:
    spec: dict[str, Any] = yaml.safe_load(content)
    for model in spec.get("models", {}).values():
        model["panels"] = ["requests", {"metrics": {"of": ["errors", "gpu"]}}]
    if "metrics" in spec:
        rows = {"Traffic": ["requests", "errors", {"latency": ["p50", "p95"]}], "Load": ["queue_depth", "kv_cache", "gpu", {"alerts": {}}]}
        spec["dashboards"] = {name: {"rows": rows} for name in ("overview", "capacity")}
    return yaml.safe_dump(spec, sort_keys=False).encode()


def _of_own_teams(count: int) -> dict[str, bytes]:
    """Return W(`count`) in which each model has a team, a route and a receiver of its own."""
    found = {}
    for name, content in files(count, proofs=False).items():
        spec: dict[str, Any] = yaml.safe_load(content)
        if "models" in spec:
            own = {f"own-{model}": f"team-of-{model}" for model in spec["models"]}
            spec["receivers"] = {name: {"webhook": {"url": {"secret": name, "key": "url"}}} for name in own}
            spec["routing"] = {"routes": {name: {"when": {"owner": team}, "to": name} for name, team in own.items()}}
            spec["models"] = {model: {**given, "owner": f"team-of-{model}"} for model, given in spec["models"].items()}
        found[name] = yaml.safe_dump(spec, sort_keys=False).encode()
    return found


def _cpu_seconds(specs: Mapping[str, bytes]) -> float:
    gc.collect()
    gc.disable()
    try:
        started = time.process_time()
        built = build({"w": specs})
        spent = time.process_time() - started
    finally:
        gc.enable()
    assert not built.diagnostics, built.diagnostics[:3]
    return spent


# So many that what once grew with the square would be most of it.
@pytest.mark.parametrize(("estate", "count"), [(_with_pictures, 40), (_of_own_teams, 200)])
def test_more_models_take_no_longer_each(estate: Callable[[int], Mapping[str, bytes]], count: int) -> None:
    few, many = estate(count), estate(4 * count)
    times = [(_cpu_seconds(few), _cpu_seconds(many)) for _ in range(_ROUNDS)]
    grown = min(long for _, long in times) / min(short for short, _ in times)
    assert grown < LIMIT, f"four times the models take {grown:.1f} times as long: a profile says what looks at all of them for each"
