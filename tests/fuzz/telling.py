"""Receivers and routing trees that a person could have meant."""

from __future__ import annotations

import copy
from pathlib import Path
from random import Random
from typing import Any, Final

import yaml

from fuzz.estates import Data

_KNOWN: Final[Data] = yaml.safe_load((Path(__file__).parent / "telling.yaml").read_text(encoding="utf-8"))
_DEPTH: Final = 2


def telling(draw: Random, *, to_file: bool) -> Data:
    """Return the sections that say who is told; `to_file`: secrets are files, for Alertmanager runs outside of a cluster."""
    receivers: Data = {"log": {"webhook": {"url": {"secret": "log", "key": "url"}}}}
    receivers |= {f"team{number}": copy.deepcopy(each) for number, each in enumerate(draw.sample(_KNOWN["receivers"], 3))}
    used: set[str] = set()
    routes = _routes(draw, list(receivers), used, 0)
    routing: Data = {"receiver": "log", "routes": routes}
    unused = [name for name in receivers if name not in used and name != "log"]
    for number, name in enumerate(unused):
        routes[f"for{number}"] = {"when": {"model": f"m{number:02}"}, "to": name, "continue": True}
    times = {name for route in _all(routes) for key in ("mute", "active") for name in route.get(key, ())}
    if times:
        routing["intervals"] = {name: _KNOWN["intervals"][name] for name in _KNOWN["intervals"] if name in times}
    if draw.random() < 0.5:
        routing["inhibit"] = {f"i{number}": each for number, each in enumerate(copy.deepcopy(draw.sample(_KNOWN["inhibitions"], 2)))}
    for key in ("group_by", "group_wait", "repeat_interval"):
        if draw.random() < _KNOWN["beside"][key]["share"]:
            routing[key] = draw.choice(_KNOWN["beside"][key]["of"])
    shared = copy.deepcopy(draw.choice(_KNOWN["globals"]))
    if any("email" in each for each in receivers.values()):
        shared["smtp"] = {"smarthost": "mail.example.com:587", "from": "alerts@example.com"}
    said: Data = {"alertmanager": shared, "receivers": receivers, "routing": routing}
    return _as_files(said) if to_file else said


def _routes(draw: Random, receivers: list[str], used: set[str], depth: int) -> Data:
    routes: Data = {}
    for _ in range(draw.choice((1, 2, 3))):
        route: Data = {"when": copy.deepcopy(draw.choice(_KNOWN["conditions"]))}
        if depth == 0 or draw.random() < 0.7:
            route["to"] = draw.choice(receivers)
            used.add(route["to"])
        for key, each in _KNOWN["beside"].items():
            if draw.random() < each["share"]:
                route[key] = copy.deepcopy(draw.choice(each["of"]))
        if depth < _DEPTH and draw.random() < 0.3:
            route["routes"] = _routes(draw, receivers, used, depth + 1)
        routes["critical" if not routes and depth == 0 else f"r{depth}{len(routes)}"] = route
    return routes


def _all(routes: Data) -> list[Data]:
    return [found for route in routes.values() for found in (route, *_all(route.get("routes", {})))]


def _as_files(said: Any) -> Any:  # noqa: ANN401  # any part of a spec
    if isinstance(said, dict):
        if said.keys() == {"secret", "key"}:
            return {"file": f"/run/secrets/{said['secret']}-{said['key']}"}
        return {key: _as_files(each) for key, each in said.items()}
    return [_as_files(each) for each in said] if isinstance(said, list) else said
