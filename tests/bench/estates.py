"""Estates that grow: W(N), and what of it makes a platform's parts look at each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import yaml

from bench.tocsin_spec import files


def with_pictures(count: int) -> dict[str, bytes]:
    """Return W(`count`) with panels on each model, and dashboards that show all of them."""
    return {name: _changed(content) for name, content in files(count, proofs=False).items()}


def of_own_teams(count: int) -> dict[str, bytes]:
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


def _changed(content: bytes) -> bytes:
    spec: dict[str, Any] = yaml.safe_load(content)
    for model in spec.get("models", {}).values():
        model["panels"] = ["requests", {"metrics": {"of": ["errors", "gpu"]}}]
    if "metrics" in spec:
        rows = {"Traffic": ["requests", "errors", {"latency": ["p50", "p95"]}], "Load": ["queue_depth", "kv_cache", "gpu", {"alerts": {}}]}
        spec["dashboards"] = {name: {"rows": rows} for name in ("overview", "capacity")}
    return yaml.safe_dump(spec, sort_keys=False).encode()


ESTATES: Final[Mapping[str, Callable[[int], dict[str, bytes]]]] = {"with pictures": with_pictures, "of own teams": of_own_teams}
