"""What the rules of a case fire on given series, judged by the real promtool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from answered import Asked, refusal
from case import all_cases
from conftest import Judge


class Proof:
    """The rules of one case, to be run on series."""

    def __init__(self, case: str, folder: Path, judge: Judge) -> None:
        self._rules = [
            text
            for each in all_cases()
            if each.name == case
            for path, text in each.generated().items()
            if "prometheus/" in path and not path.endswith("scrape_configs.yaml")
        ]
        assert self._rules, f"{case} generates no rules"
        self._folder = folder
        self._promtool = judge("promtool")

    def add(self, rules: Sequence[Mapping[str, Any]]) -> None:
        """Run these rules too, after those of the case."""
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
        said = refusal(self._promtool, self._folder, [Asked(query, at, samples)], series=series, rules=self._rules, step=step)
        assert said == ""
