"""Stories as promtool's rule tests: series in its notation, alerts with their labels and texts.

https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from tocsin import ir
from tocsin.annotation import annotation, shows_all_digits
from tocsin.drives import Track
from tocsin.duration import format_duration
from tocsin.emit.proving.notation import rounded, values
from tocsin.emit.proving.recordings import recording_check
from tocsin.emit.proving.script import Asked
from tocsin.emit.proving.story import Check, Story
from tocsin.promql import Aggregate, Matcher, Selector, aggregate, to_text, walk


def rule_test(name: str, stories: Sequence[Story]) -> dict[str, object]:
    """Return one test group that tells `stories`, which fill different metrics, at the same time."""
    alerts: list[dict[str, object]] = []
    counts: list[dict[str, object]] = []
    for story in stories:
        for check in story.checks:
            # A check of promtool's asks for all alerts of a name.
            known = None if story.apart else _exactly(check)
            at = format_duration(check.step * story.step_ms)
            if known is None:
                counts.append({"eval_time": at, **_counted(story, check)})
            else:
                alerts.append({"eval_time": at, "alertname": story.name, **({"exp_alerts": known} if known else {})})
        counts += (recording_check(recorded, story.step_ms) for recorded in story.recorded)
    series = [{"series": _series(track), "values": values(track)} for story in stories for track in story.tracks]
    return {
        "name": name,
        "interval": format_duration(stories[0].step_ms),
        "input_series": series,
        **({"alert_rule_test": alerts} if alerts else {}),
        **({"promql_expr_test": counts} if counts else {}),
    }


def _series(track: Track) -> str:
    labels = ",".join(f"{label}={_quoted(value)}" for label, value in sorted(track.labels.items()))
    return f"{track.metric}{{{labels}}}"


@lru_cache(maxsize=1024)
def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _exactly(check: Check) -> list[dict[str, object]] | None:
    """Return the alerts of a check with their labels and texts; None when the value, or what a text makes of it, is not known."""
    if check.waiting:
        return None
    if not check.firing:
        return []
    found: list[dict[str, object]] = []
    for alert, labels, level in _told(check):
        if level is None:
            return None
        texts = {key: annotation(text, labels=labels, value=rounded(level)) for key, text in alert.annotations.items()}
        if any("{{" in text for text in texts.values()) or not _exact(alert):
            return None
        found.append({"exp_labels": dict(sorted(labels.items())), "exp_annotations": dict(sorted(texts.items()))})
    return found


def _exact(alert: ir.Alert) -> bool:
    """Tell whether the texts show no digit that only Prometheus' own arithmetic could say."""
    if not any(shows_all_digits(text) for text in alert.annotations.values()):
        return True
    return all(isinstance(node, Selector) or (isinstance(node, Aggregate) and node.op in _CHOOSING) for node in walk(alert.value))


_CHOOSING: Final = frozenset({"max", "min"})


def _told(check: Check) -> Iterator[tuple[ir.Alert, Mapping[str, str], float | None]]:
    """Yield each alert that fires with its labels and its value."""
    if isinstance(check, Asked):
        for alert, moment in zip(check.firing, check.moments, strict=True):
            yield alert, {**moment.labels, **alert.labels}, moment.level
    else:
        for alert in check.firing:
            yield alert, labels_of(alert), check.level


def labels_of(alert: ir.Alert) -> Mapping[str, str]:
    """Return the labels of `alert` as it fires in its story."""
    assert alert.proof is not None  # noqa: S101  # it has a story
    return {**alert.proof.drive.labels(), **alert.labels}


def _counted(story: Story, check: Check) -> dict[str, object]:
    """Return who fires as an expression says it: with all labels where only the texts are not known, and else how many of a severity."""
    state = {"alertname": story.name, **({} if check.waiting else {"alertstate": "firing"})}
    asked = Selector("ALERTS", (*(Matcher(label, "=", value) for label, value in state.items()), *story.apart))
    told = () if check.waiting else tuple(_told(check))
    if not told or any(level is None for _, _, level in told):
        return {"expr": to_text(aggregate("count", ("severity",), asked)), "exp_samples": list(_samples(check.firing))}
    series = [_series(Track(metric="ALERTS", labels={**labels, **state}, runs=())) for _, labels, _ in told]
    return {"expr": to_text(asked), "exp_samples": [{"labels": each, "value": 1} for each in series]}


def _samples(firing: Sequence[ir.Alert]) -> Iterator[dict[str, object]]:
    for severity in sorted({alert.severity for alert in firing}):
        yield {"labels": f"{{severity={_quoted(severity)}}}", "value": sum(alert.severity == severity for alert in firing)}
