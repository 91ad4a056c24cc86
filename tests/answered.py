"""What Prometheus answers, judged by the real promtool."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml


class Asked(NamedTuple):
    """A query, when it is asked, and the values that it has then, by the labels of its series; none: there is no series."""

    expr: str
    at: str
    values: Mapping[str, float]


def refusal(
    promtool: Path,
    folder: Path,
    asked: Iterable[Asked],
    *,
    series: Mapping[str, str],
    rules: Sequence[str] = (),
    step: str = "1m",
    evaluated: str | None = None,
) -> str:
    """Return what promtool has against the answers, empty when they are right.

    `series` have a value every `step`. The groups of the rule files `rules` are evaluated in their order, every `evaluated`; None: `step`.
    """
    groups = [_without_texts(text) for text in rules]
    files = {f"{number}.rules.yaml": json.dumps({"groups": each}, ensure_ascii=False) for number, each in enumerate(groups)}
    test = {
        "rule_files": list(files),
        "group_eval_order": [group["name"] for each in groups for group in each],
        "evaluation_interval": evaluated or step,
        "tests": [
            {
                "interval": step,
                "input_series": [{"series": name, "values": values} for name, values in series.items()],
                "promql_expr_test": [
                    {"expr": expr, "eval_time": at, "exp_samples": [{"labels": labels, "value": value} for labels, value in values.items()]}
                    for expr, at, values in asked
                ],
            }
        ],
    }
    for name, text in {**files, "test.yaml": json.dumps(test)}.items():
        (folder / name).write_text(text, encoding="utf-8")
    done = subprocess.run([promtool, "test", "rules", "test.yaml"], cwd=folder, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def _without_texts(rules: str) -> list[dict[str, Any]]:
    """Return the groups of a rule file without the texts of its alerts: no query reads them, and promtool fills them in at every step."""
    groups: list[dict[str, Any]] = yaml.load(rules, Loader=yaml.CSafeLoader)["groups"]
    for rule in (rule for group in groups for rule in group["rules"]):
        rule.pop("annotations", None)
    return groups
