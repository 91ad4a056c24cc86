"""Stories as promtool's rule tests: series in its notation, alerts with their labels and texts.

https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tocsin import ir
from tocsin.annotation import annotation
from tocsin.drives import Run, Track
from tocsin.duration import format_duration
from tocsin.emit.proving.story import Check, Story

_ALERTS = 'count by (severity) (ALERTS{{alertname="{}",alertstate="firing"}})'


def rule_test(name: str, stories: Sequence[Story]) -> dict[str, object]:
    """Return one test group that tells `stories`, which fill different metrics, at the same time."""
    alerts: list[dict[str, object]] = []
    counts: list[dict[str, object]] = []
    for story in stories:
        for check in story.checks:
            known = _exactly(check)
            at = format_duration(check.step * story.step_ms)
            if known is None:
                counts.append({"eval_time": at, "expr": _ALERTS.format(story.name), "exp_samples": list(_samples(check.firing))})
            else:
                alerts.append({"eval_time": at, "alertname": story.name, **({"exp_alerts": known} if known else {})})
    series = [{"series": _series(track), "values": notation(track.runs)} for story in stories for track in story.tracks]
    return {
        "name": name,
        "interval": format_duration(stories[0].step_ms),
        "input_series": series,
        **({"alert_rule_test": alerts} if alerts else {}),
        **({"promql_expr_test": counts} if counts else {}),
    }


def notation(runs: Iterable[Run]) -> str:
    """Return samples in promtool's notation: `a+bxn` are n+1 of them. What is missing after a sample was scraped away.

    >>> notation([Run(1.0, 0.0, 3), Run(None, 0.0, 2), Run(5.0, -0.5, 2)])
    '1x2 stale _ 5-0.5x1'
    """
    return " ".join(_run(run, first=index == 0) for index, run in enumerate(runs) if run.samples)


def _run(run: Run, *, first: bool) -> str:
    if run.start is None:
        rest = run.samples if first else run.samples - 1
        missing = "" if not rest else "_" if rest == 1 else f"_x{rest}"
        return missing if first else f"stale {missing}".rstrip()
    start = _number(run.start)
    if run.samples == 1:
        return start
    step = "" if not run.step else f"+{_number(run.step)}" if run.step > 0 else f"-{_number(-run.step)}"
    return f"{start}{step}x{run.samples - 1}"


def _number(value: float) -> str:
    value = float(f"{value:.12g}")
    return format(int(value), "d") if value.is_integer() and abs(value) < 1e15 else repr(value)  # noqa: PLR2004  # beyond, a float is not exact


def _series(track: Track) -> str:
    labels = ",".join(f"{label}={_quoted(value)}" for label, value in sorted(track.labels.items()))
    return f"{track.metric}{{{labels}}}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _exactly(check: Check) -> list[dict[str, object]] | None:
    """Return the alerts of a check with their labels and texts; None when the value, or what a text makes of it, is not known."""
    if not check.firing:
        return []
    if check.level is None:
        return None
    found: list[dict[str, object]] = []
    for alert in check.firing:
        labels = labels_of(alert, gone=check.gone)
        texts = {key: annotation(text, labels=labels, value=check.level) for key, text in alert.annotations.items()}
        if any("{{" in text for text in texts.values()):
            return None
        found.append({"exp_labels": dict(sorted(labels.items())), "exp_annotations": dict(sorted(texts.items()))})
    return found


def labels_of(alert: ir.Alert, *, gone: bool = False) -> Mapping[str, str]:
    """Return the labels of `alert` as it fires in its story; when its series are gone, those that told them apart are too."""
    assert alert.proof is not None  # noqa: S101  # it has a story
    return {**({} if gone else alert.proof.drive.labels()), **alert.labels}


def _samples(firing: Sequence[ir.Alert]) -> Iterator[dict[str, object]]:
    for severity in sorted({alert.severity for alert in firing}):
        yield {"labels": f"{{severity={_quoted(severity)}}}", "value": sum(alert.severity == severity for alert in firing)}
