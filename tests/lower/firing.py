"""What the rules of a case fire on given series, judged by the real promtool."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from case import all_cases
from conftest import Judge


class Proof:
    """The rules of one case, to be run on series."""

    def __init__(self, case: str, folder: Path, judge: Judge) -> None:
        self._rules = [
            text for each in all_cases() if each.name == case for path, text in each.generated().items() if "prometheus/" in path
        ]
        assert self._rules, f"{case} generates no rules"
        self._folder = folder
        self._promtool = judge("promtool")

    def add(self, rules: Sequence[Mapping[str, Any]]) -> None:
        """Run these rules too, after those of the case and in their group: promtool runs groups in no certain order."""
        written = yaml.safe_load(self._rules[0])
        written["groups"][-1]["rules"] += [dict(rule) for rule in rules]
        self._rules[0] = yaml.safe_dump(written)

    def fires(self, series: Mapping[str, str], expected: Sequence[str], *, at: str, step: str = "1m") -> None:
        """Assert that exactly the alerts `expected` (`name/severity`) fire `at` this time on series with a value every `step`."""
        self.shows(series, dict.fromkeys(expected, 1), of=".+", at=at, step=step)

    def shows(self, series: Mapping[str, str], expected: Mapping[str, int], *, of: str, at: str, step: str = "1m") -> None:
        """Assert that of the alerts whose name matches `of` exactly `expected` fire: of `name/severity` so many."""
        samples = {
            f'{{alertname="{name}",severity="{severity}"}}': count
            for (name, severity), count in ((each.split("/"), count) for each, count in expected.items())
        }
        self.answers(series, f"count by (alertname, severity) (ALERTS{{alertname=~'{of}',alertstate='firing'}})", samples, at=at, step=step)

    def answers(self, series: Mapping[str, str], query: str, samples: Mapping[str, float], *, at: str, step: str = "1m") -> None:
        """Assert that `query` is answered by exactly `samples`, by their series, `at` this time."""
        for index, rules in enumerate(self._rules):
            (self._folder / f"{index}.yaml").write_text(rules, encoding="utf-8")
        asked = {"expr": query, "eval_time": at, "exp_samples": [{"labels": labels, "value": value} for labels, value in samples.items()]}
        test: dict[str, Any] = {
            "interval": step,
            "input_series": [{"series": name, "values": values} for name, values in series.items()],
            "promql_expr_test": [asked],
        }
        proof = {"rule_files": [f"{index}.yaml" for index in range(len(self._rules))], "evaluation_interval": step, "tests": [test]}
        (self._folder / "proof.yaml").write_text(yaml.safe_dump(proof), encoding="utf-8")
        done = subprocess.run(
            [self._promtool, "test", "rules", "proof.yaml"], cwd=self._folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
