"""What a profile says is as if it stood at each that names it, above what all have and below what each says itself."""

from __future__ import annotations

import pytest

from conftest import CompileSpec
from packs.test_in_common import SHARED, alerts, compiled, files, models_of


@pytest.mark.parametrize("name", SHARED)
def test_what_a_profile_says_is_as_if_it_stood_at_each_that_names_it(name: str, compile_spec: CompileSpec) -> None:
    shared, plain = SHARED[name], {"scrape": {"port": "metrics"}, "owner": "tools"}
    profiled = models_of(chat={"profile": "usual"}, code={"profile": "usual"}, other=plain)
    in_common = compiled(compile_spec, {"profiles": {"usual": shared}, "models": profiled})
    assert files(in_common) == files(compiled(compile_spec, {"models": models_of(chat=shared, code=shared, other=plain)}))


def test_a_profile_stands_above_what_all_have_and_below_what_each_says(compile_spec: CompileSpec) -> None:
    sections = {
        "defaults": {"models": {"owner": "ml", "thresholds": {"load": {"above": {"warning": "60%", "critical": "70%"}, "for": "5m"}}}},
        "profiles": {
            "llm": {"owner": "llm", "thresholds": {"load": {"above": {"warning": "80%", "critical": "90%"}}}},
            "batch": {"thresholds": {"load": None}, "scrape": {"port": "http"}},
        },
        "models": models_of(
            chat={"profile": "llm", "thresholds": {"load": {"above": {"critical": "95%"}}}},
            code={"profile": "llm"},
            forecast={},
            report={"profile": "batch"},
        ),
        "environments": {
            "production": {},
            "staging": {
                "namespace": "staging",
                "patch": {
                    "profiles": {"llm": {"thresholds": {"load": {"for": "1h"}}}, "batch": {"owner": "night"}},
                    "models": {"code": {"profile": None}, "forecast": {"profile": "batch"}},
                },
            },
        },
    }
    built = compiled(compile_spec, sections)
    found = {
        (place, model): (alert["expr"].rpartition(" ")[2], alert["for"], alert["labels"]["owner"])
        for place, model in (
            ("production", "chat"),
            ("production", "code"),
            ("production", "forecast"),
            ("staging", "chat"),
            ("staging", "code"),
        )
        for (name, severity), alert in alerts(built, model, place).items()
        if (name, severity) == ("LoadHigh", "critical")
    }
    assert found == {
        ("production", "chat"): ("0.95", "5m", "llm"),
        ("production", "code"): ("0.9", "5m", "llm"),
        ("production", "forecast"): ("0.7", "5m", "ml"),
        ("staging", "chat"): ("0.95", "1h", "llm"),
        ("staging", "code"): ("0.7", "5m", "ml"),
    }
    batch = {
        (place, name): alert["labels"]["owner"]
        for place in ("production", "staging")
        for (name, _), alert in alerts(built, "report", place).items()
    }
    assert batch == {("production", "TargetDown"): "ml", ("staging", "TargetDown"): "night"}


def test_a_condition_of_another_kind_takes_the_place_of_that_in_common(compile_spec: CompileSpec) -> None:
    forecast = {"forecast": {"above": "90%", "within": "4h", "from": "1h"}}
    sections = {"defaults": {"models": {"thresholds": {"load": {"above": "80%", "for": "10m"}}}}, "models": models_of(rank={})}
    profiled = {**sections, "profiles": {"llm": {"thresholds": {"load": forecast}}}, "models": models_of(chat={"profile": "llm"}, rank={})}
    own = {**sections, "models": models_of(chat={"thresholds": {"load": forecast}}, rank={})}
    assert files(compiled(compile_spec, profiled)) == files(compiled(compile_spec, own))
