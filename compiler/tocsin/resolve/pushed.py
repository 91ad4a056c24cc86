"""Alerts on pushed jobs go to the owner of the job, where the spec says who that is, and not to whoever runs the Pushgateway."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final, Self

from msgspec import Struct

from tocsin import catalog, promql
from tocsin.resolve.layers import mapping

PUSHGATEWAY: Final = "pushgateway"
_JOB: Final = "job"
"""The label of a group at the Pushgateway that says whose it is."""
_AGE: Final = "stale"
"""The condition of a threshold on how long ago something was."""


class Pushed(Struct, frozen=True, kw_only=True):
    """The jobs of which the spec says by `scrape: {job: ..., pushed: true}` whose they are, each that of one model or component alone."""

    jobs: frozenset[str]
    kept: frozenset[str]
    """Thresholds that who runs the Pushgateway says something of: these are as they say, and stay theirs."""

    @classmethod
    def of(cls, spec: Mapping[str, object]) -> Self:
        """Return those of a spec; none where no component, or more than one, runs a Pushgateway with the alerts of its pack."""
        components = mapping(spec.get("components")).values()
        gateways = [each for each in map(mapping, components) if each.get("runtime") == PUSHGATEWAY and each.get("defaults") is not False]
        told = Counter(job for section in ("models", "components") for each in mapping(spec.get(section)).values() if (job := _job(each)))
        if len(gateways) != 1:
            return cls(jobs=frozenset(), kept=frozenset())
        return cls(jobs=frozenset(job for job, count in told.items() if count == 1), kept=frozenset(mapping(gateways[0].get("thresholds"))))

    def others(self, thresholds: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
        """Return the thresholds of the Pushgateway without these jobs in those that ask for each job by itself."""
        if not self.jobs:
            return dict(thresholds)
        one = promql.any_of(_JOB, sorted(self.jobs))
        refused = {"not" if one.op == "=" else "not_matches": one.value}
        return {name: _narrowed(each, refused) if self._is_theirs(name, each) else each for name, each in thresholds.items()}

    def own(self, monitored: object) -> dict[str, Mapping[str, Any]]:
        """Return those that a model or component has in their place; none where its job is none of these.

        What has a threshold on an age of its own is told by that when the job does not run.
        """
        job = _job(monitored)
        if job is None or job not in self.jobs:
            return {}
        thresholds: Mapping[str, Any] = catalog.defaults(PUSHGATEWAY)["thresholds"]
        aged = any(_AGE in mapping(each) for each in mapping(mapping(monitored).get("thresholds")).values())
        return {
            name: {**_narrowed(each, job), "by": [label for label in each["by"] if label != _JOB]}
            for name, each in thresholds.items()
            if self._is_theirs(name, each) and not (aged and _AGE in each)
        }

    def _is_theirs(self, name: str, threshold: Mapping[str, Any]) -> bool:
        return _JOB in threshold.get("by", ()) and name not in self.kept


def _narrowed(threshold: Mapping[str, Any], jobs: object) -> dict[str, Any]:
    return {**threshold, "where": {**mapping(threshold.get("where")), _JOB: jobs}}


def _job(monitored: object) -> str | None:
    """Return the job by which a model or component pushes; None of what is scraped, or may be a mistake, which the types tell."""
    scrape = mapping(mapping(monitored).get("scrape"))
    job = scrape.get(_JOB)
    return job if scrape.get("pushed") is True and isinstance(job, str) else None
