"""Edits by which a model or component, compiled without the others, once made something else than it does among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pytest

from case import all_folders
from tocsin import checks
from tocsin.incremental import OF_RAW_EXPRESSIONS, LastBuild, amended, harmless
from tocsin.pipeline import build, examine
from tocsin.spec.metrics import ExpressionMetric

_SHOP: Final = "platform: {name: shop, namespace: shop}\n"
_QUEUE: Final = "queue: {series: queue_length, type: gauge, unit: requests, labels: {model: model}}"
_QUIET: Final = "thresholds: {queue: {above: 1, no_data: false}}"
_WAITING: Final = """platform: {name: shop, namespace: shop}
models:
  ranking: {thresholds: {"vllm:num_requests_waiting": {above: LIMIT, no_data: false}}}
  chat: {runtime: vllm, scrape: {port: 8000}}
"""
_RUN_BY_DEFAULT: Final = """platform: {name: shop, namespace: shop}
defaults: {models: {runtime: vllm, scrape: {port: 8000}}}
models:
  ranking: {runtime: null, scrape: null, thresholds: {"vllm:num_requests_waiting": {above: LIMIT, no_data: false}}}
  chat: {}
"""
_RUN_BY_PROFILE: Final = f"""platform: {{name: shop, namespace: shop}}
metrics:
  {_QUEUE}
profiles:
  llm: {{runtime: vllm, scrape: {{port: 8000}}, thresholds: {{kv_cache: {{for: 30m}}, queue: {{for: 7m}}}}}}
  classic: {{owner: science, thresholds: {{queue: {{above: 5, no_data: false}}}}}}
models:
  ranking: {{profile: classic, thresholds: {{"vllm:num_requests_waiting": {{above: LIMIT, no_data: false}}}}}}
  chat: {{profile: llm}}
  code: {{profile: llm, owner: tools, thresholds: {{queue: {{above: 9}}}}}}
"""
_DRAWN: Final = """platform: {name: shop, namespace: shop}
metrics:
  queue: {series: queue_length, type: gauge, unit: requests, labels: {model: model}}
  done: {series: jobs, type: gauge, unit: requests, labels: {model: model}}
  backlog: {difference: {of: queue, minus: done}}
  behind: {difference: {of: queue, minus: done}}
models:
  ranking: {thresholds: {backlog: {above: LIMIT, no_data: false, aggregate: max}}}
  chat: {thresholds: {behind: {forecast: {above: 10, within: 4h, from: 1h}, no_data: false}}}
dashboards:
  everybody: {rows: {Queues: [{behind: {}}]}}
"""
_ASLEEP: Final = """platform: {name: shop, namespace: shop}
metrics:
  loaded: {series: model_info, type: gauge, unit: count, labels: {model: model}}
  started: {series: model_starts, type: gauge, unit: count, labels: {model: model}}
models:
  forecast: {thresholds: {loaded: {absent: true}}}
  nightly:
    workload: {deployment: nightly}
    scaling: {by: keda, replicas: {min: 0, max: 2}, targets: {loaded: {total: 1}}}
    thresholds: {loaded: {absent: true}}
dashboards:
  everybody: {rows: {Models: [{loaded: {}}]}}
"""
_SURVEYED: Final = """platform: {name: shop, namespace: shop, proofs: false}
metrics:
  sent: {series: sent_total, type: counter, unit: requests, labels: {model: model}}
  latency: {series: latency_seconds, type: histogram, unit: seconds, labels: {model: model}}
models:
  ranking:
    thresholds:
      sent: {above: 10/s, over: 1h}
      latency: {quantile: 0.9, above: 1s, at_least: 1/s}
  chat:
    thresholds:
      sent: {above: 20/s, over: 1h}
      latency: {quantile: 0.9, above: 1s, at_least: 1/s}
"""
_ASKED: Final = """platform: {name: shop, namespace: shop}
defaults: {models: {runtime: vllm, defaults: false, scrape: {port: http, down: null}}}
metrics: {waiting: {series: "vllm:num_requests_waiting"}}
profiles: {slow: {owner: research}}
models:
  chat-v1: {known_as: chat, workload: {deployment: chat-v1}, thresholds: {waiting: {above: 20, no_data: false}}}
  chat-v2: {known_as: chat, workload: {deployment: chat-v2}, thresholds: {waiting: {above: 20, no_data: false}}}
  code: {profile: slow, workload: {deployment: code}, thresholds: {waiting: {above: 30, no_data: false}}}
"""
_MOVED: Final = f"  moved: {{{_QUIET}}}\n"
_MODELS: Final = f"{_SHOP}metrics:\n  {_QUEUE}\nmodels:\n  first: {{{_QUIET}}}\n"
_ROUTING: Final = "routing: {receiver: team}\n"
_RECEIVERS: Final = f"""receivers: {{team: {{slack: {{channel: "#team", url: {{secret: slack, key: url}}}}}}}}
models:
  last: {{{_QUIET}}}
"""


def _files(**texts: str) -> Mapping[str, bytes]:
    return {f"specs/shop/{name}.yaml": text.encode() for name, text in texts.items()}


_Pair = tuple[Mapping[str, bytes], Mapping[str, bytes]]

FOUND: Final[dict[str, _Pair]] = {
    # Nobody served it then, so that there was no alert, and no difference.
    "a limit on a metric of what another model runs": (
        _files(shop=_WAITING.replace("LIMIT", "30")),
        _files(shop=_WAITING.replace("LIMIT", "31")),
    ),
    "a limit on a metric of what others run by default": (
        _files(shop=_RUN_BY_DEFAULT.replace("LIMIT", "30")),
        _files(shop=_RUN_BY_DEFAULT.replace("LIMIT", "31")),
    ),
    "a limit on a metric of what a profile runs": (
        _files(shop=_RUN_BY_PROFILE.replace("LIMIT", "30")),
        _files(shop=_RUN_BY_PROFILE.replace("LIMIT", "31")),
    ),
    "a wait that nobody with a profile takes from it any more": (
        _files(shop=_RUN_BY_PROFILE.replace("LIMIT", "30").replace("for: 7m", "keep_firing_for: 7m")),
        _files(
            shop=_RUN_BY_PROFILE.replace("LIMIT", "30")
            .replace("for: 7m", "keep_firing_for: 7m")
            .replace("{above: 9}", "{above: 9, keep_firing_for: 1h}")
        ),
    ),
    "a limit of a profile": (
        _files(shop=_RUN_BY_PROFILE.replace("LIMIT", "30")),
        _files(shop=_RUN_BY_PROFILE.replace("LIMIT", "30").replace("above: 5", "above: 6")),
    ),
    # The picture is of the only model that watches the metric, and draws a limit that the other one has by now.
    "a limit that a picture of another model draws": (
        _files(shop=_DRAWN.replace("LIMIT", "9")),
        _files(shop=_DRAWN.replace("LIMIT", "10")),
    ),
    # Two models watched the metric, and now the picture is about the one that is left. The other one sleeps, and has no alert.
    "a metric that a model watches without an alert": (
        _files(shop=_ASLEEP),
        _files(
            shop=_ASLEEP.replace("    thresholds: {loaded: {absent: true}}", "    thresholds: {loaded: {absent: true, metric: started}}")
        ),
    ),
    # A model alone has no overview, which reads the metric as its first alert does.
    **{
        f"how an overview reads a metric, {old} and then {new}": (_files(shop=_SURVEYED), _files(shop=_SURVEYED.replace(old, new, 1)))
        for old, new in (("over: 1h", "over: 2h"), ("quantile: 0.9", "quantile: 0.5"), ("at_least: 1/s", "at_least: 2/s"))
    },
    # The first that runs vLLM is compiled too, without the one of its name: what it asks stands on a page that both are in.
    "a limit whose page begins with one of two of a name": (_files(shop=_ASKED), _files(shop=_ASKED.replace("above: 30", "above: 31"))),
    # Together the two files say the same, and the first lines of what is generated name another.
    "a model that moves to another file": (
        _files(one=_MODELS + _MOVED, two=f"models:\n  last: {{{_QUIET}}}\n"),
        _files(one=_MODELS, two=f"models:\n{_MOVED}  last: {{{_QUIET}}}\n"),
    ),
    "a section that moves to another file": (
        _files(one=f"{_SHOP}metrics:\n  {_QUEUE}\n{_ROUTING}", two=_RECEIVERS),
        _files(one=f"{_SHOP}metrics:\n  {_QUEUE}\n", two=_ROUTING + _RECEIVERS),
    ),
}


@pytest.mark.parametrize("edit", FOUND)
def test_an_edit_alone_makes_what_a_whole_build_makes(edit: str) -> None:
    before, after = ({"shop": files} for files in FOUND[edit])
    first, whole = build(before), build(after)
    assert not first.diagnostics
    last = LastBuild.of(before, first)
    assert not (whole.diagnostics and harmless(last, after))
    found = amended(last, after)
    if found is not None:
        assert not whole.diagnostics
        assert {**first.artifacts, **{path: new for path, (_, new) in found.changes.items()}} == whole.artifacts
        assert found.now == LastBuild.of(after, whole)


def _amends(text: str = _RUN_BY_DEFAULT, *, environments: str = "") -> bool:
    before, after = ({"shop": _files(shop=text.replace("LIMIT", limit) + environments)} for limit in ("30", "31"))
    first = build(before)
    assert not first.diagnostics
    return amended(LastBuild.of(before, first), after) is not None


def test_what_all_run_is_known_of_each() -> None:
    assert _amends()
    assert _amends(environments="environments: {production: {patch: {defaults: {models: {owner: ml}}}}}\n")
    assert not _amends(environments="environments: {production: {patch: {defaults: {models: {runtime: vllm}}}}}\n")


def test_what_a_profile_runs_is_known_of_each() -> None:
    assert _amends(_RUN_BY_PROFILE)
    assert _amends(_RUN_BY_PROFILE, environments="environments: {production: {patch: {profiles: {llm: {owner: ml}}}}}\n")
    assert not _amends(_RUN_BY_PROFILE, environments="environments: {production: {patch: {profiles: {llm: {runtime: vllm}}}}}\n")


def test_a_profile_of_others_is_not_missed() -> None:
    alone = _RUN_BY_PROFILE.replace('"vllm:num_requests_waiting": {above: LIMIT, no_data: false}', "queue: {keep_firing_for: LIMITm}")
    assert _amends(alone)


def test_a_limit_on_what_an_overview_shows_is_nobody_elses() -> None:
    assert _amends(_SURVEYED.replace("above: 10/s", "above: LIMIT/s"))


def test_the_limit_of_an_objective_on_time_is_nobody_elses() -> None:
    others = "models:\n  first: {slos: {short: {metric: queue, not_above: LIMIT, objective: 99%}}}\n"
    assert _amends(f"{_SHOP}metrics:\n  {_QUEUE}\n{others}  last: {{{_QUIET}}}\n")


def test_what_reads_raw_expressions_finds_nothing_where_there_are_none() -> None:
    asked = {
        code: check for code, check in checks.checks().items() if code.partition("/")[0] in OF_RAW_EXPRESSIONS and hasattr(check, "check")
    }
    assert len(asked) > 40
    estate = [checked for name, files in all_folders().items() for checked in examine({name: files}).estate]
    plain = [each for each in estate if not any(isinstance(metric, ExpressionMetric) for metric in each.resolved.spec.metrics.values())]
    assert len(plain) > len(estate) / 2
    for code, check in asked.items():
        assert not [finding for checked in plain for finding in check.check(checked)], code
