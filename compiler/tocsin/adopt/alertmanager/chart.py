"""The configuration that kube-prometheus-stack has where its values say nothing, with which Helm merges what they say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final


def with_defaults(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return `alertmanager.config` of values as Helm merges it: mappings key by key, lists as a whole, and what is null goes.

    https://helm.sh/docs/chart_template_guide/values_files/#deleting-a-default-key
    """
    return _merged(_DEFAULTS, config)


def _merged(default: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**default}
    for key, value in given.items():
        known = merged.get(key)
        merged[key] = _merged(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
    return {key: value for key, value in merged.items() if value is not None}


# https://github.com/prometheus-community/helm-charts/blob/main/charts/kube-prometheus-stack/values.yaml (`alertmanager.config`)
_BY_NAME: Final = ["namespace", "alertname"]
_DEFAULTS: Final[Mapping[str, Any]] = {
    "global": {"resolve_timeout": "5m"},
    "inhibit_rules": [
        {"source_matchers": ["severity = critical"], "target_matchers": ["severity =~ warning|info"], "equal": _BY_NAME},
        {"source_matchers": ["severity = warning"], "target_matchers": ["severity = info"], "equal": _BY_NAME},
        {"source_matchers": ["alertname = InfoInhibitor"], "target_matchers": ["severity = info"], "equal": ["namespace"]},
        {"target_matchers": ["alertname = InfoInhibitor"]},
    ],
    "route": {
        "group_by": ["namespace"],
        "group_wait": "30s",
        "group_interval": "5m",
        "repeat_interval": "12h",
        "receiver": "null",
        "routes": [{"receiver": "null", "matchers": ['alertname = "Watchdog"']}],
    },
    "receivers": [{"name": "null"}],
    "templates": ["/etc/alertmanager/config/*.tmpl"],
}
