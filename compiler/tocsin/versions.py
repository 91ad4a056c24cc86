"""Versions of the programs that read our output, and which version understands what."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Final, NamedTuple

from tocsin.folders import DATA

_VERSION = re.compile(r"v?(\d+)\.(\d+)(?:\.(\d+))?(?:[-+].*)?")


class Version(NamedTuple):
    """A release, ordered by its numbers. Suffixes such as `-rc.1` or `+ds` say nothing about features and are dropped."""

    major: int
    minor: int
    patch: int = 0

    def __str__(self) -> str:
        """Return the version as people say it: `0.33`, or `0.33.1` for a patch release."""
        return f"{self.major}.{self.minor}.{self.patch}" if self.patch else f"{self.major}.{self.minor}"


def parse_version(text: str) -> Version | None:
    """Return the version written as `0.33`, `3.5.1` or `v1.33.0`; None when `text` is not one.

    >>> parse_version("0.33"), parse_version("v0.33.1+ds") > parse_version("0.33"), parse_version("latest")
    (Version(major=0, minor=33, patch=0), True, None)
    """
    match = _VERSION.fullmatch(text)
    if match is None:
        return None
    return Version(int(match[1]), int(match[2]), int(match[3] or 0))


# The oldest and the newest release whose fields were read; outside of them nothing is known.
OLDEST_ALERTMANAGER: Final = Version(0, 25)
NEWEST_ALERTMANAGER: Final = Version(0, 34)

FEATURES: Final[dict[str, Version]] = {
    # The operator silently strips it for an older Prometheus, and promtool refuses it:
    # https://github.com/prometheus-operator/prometheus-operator/blob/main/pkg/operator/rules.go
    "prometheus/keep_firing_for": Version(2, 42),
    # https://github.com/prometheus/prometheus/releases/tag/v2.43.0
    "prometheus/scrape_config_files": Version(2, 43),
    # With prometheus/common 0.45: https://github.com/prometheus/prometheus/blob/v2.49.0/go.mod
    "prometheus/username_file": Version(2, 49),
    # Feature gate HPAContainerMetrics, on by default from here: https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates/
    "kubernetes/hpa-container-resource": Version(1, 27),
    # Feature gate CronJobTimeZone: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#time-zones
    "kubernetes/cronjob-time-zone": Version(1, 25),
    # Before, `details` was a mapping of texts only.
    "alertmanager/pagerduty-structured-details": Version(0, 30),
}


def supported(feature: str, version: Version) -> bool:
    """Return whether `version` of the program named in `feature` understands it.

    Raises KeyError for a feature that the table does not know: a wrong name must not read as "unsupported".
    """
    return version >= FEATURES[feature]


def alertmanager_since(struct: str, field: str) -> Version | None:
    """Return the first release whose configuration struct has `field`; None when no release up to the newest known has it.

    Fields that the oldest known release has already are said to be as old as it. Generated from the YAML tags of
    Alertmanager's configuration structs, and of the prometheus/common and prometheus/sigv4 structs that each release vendors.
    """
    return _alertmanager_fields().get(struct, {}).get(field)


@lru_cache(maxsize=1)
def _alertmanager_fields() -> dict[str, dict[str, Version]]:
    text = (DATA / "catalog/alertmanager_fields.json").read_text(encoding="utf-8")
    structs: dict[str, dict[str, str]] = json.loads(text)
    return {struct: {field: Version(*map(int, since.split("."))) for field, since in fields.items()} for struct, fields in structs.items()}
