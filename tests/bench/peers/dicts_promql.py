"""PromQL of W(N) as f-strings."""

from __future__ import annotations

from typing import Any

Facts = dict[str, Any]


def own(model: Facts) -> str:
    """Return the matchers of the model's own series."""
    return f'model="{model["name"]}",namespace="{model["namespace"]}"'


def condition(model: Facts, alert: Facts) -> str:
    """Return what an alert asks."""
    if alert["kind"] == "down":
        target = f'up{{job="{model["name"]}",namespace="{model["namespace"]}"}}'
        return f"max({target} or 0 * absent({target})) == 0"
    if alert["kind"] == "recorded":
        return f'{alert["record"]}{{environment="default",{own(model)},platform="w"}} > {alert["above"]}'
    return f"{alert['aggregate']}({alert['metric']}{{{own(model)}}}) > {alert['above']}"


def recorded(model: Facts, recording: Facts, window: str | None = None) -> str:
    """Return what a recording holds, or the same over another `window`."""
    metric, matchers = recording["metric"], own(model)
    window = window or recording["window"]
    if recording["kind"] == "quantile":
        return f"histogram_quantile({recording['quantile']}, sum by (le) (rate({metric}_bucket{{{matchers}}}[{window}])))"
    some = f'sum(rate({metric}{{{matchers},status=~"{recording["matching"]}"}}[{window}]))'
    return f"{some} / (sum(rate({metric}{{{matchers}}}[{window}])) > 0)"
