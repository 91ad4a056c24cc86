"""What the names at a path of a spec refer to: a metric, a receiver, a model …, told by the key that they stand at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from tocsin.lsp.language import Given, Language
from tocsin.source import KeyPath

Kind = Literal[
    "metric", "series", "expr", "receiver", "model", "profile", "policy", "price", "interval", "pack", "severity", "unit", "threshold"
]

_TEXTS: Final[Mapping[Kind, str]] = {
    "metric": """
        AgeMetric.age Change.baseline ChangesOf.of CostOf.of CostOf.per Difference.minus Difference.of Edge.metric Kind.metric
        MeanMetric.mean
        NamedRecording.metric NewSamples.metric OtherMetric.metric Panel.of PerReplica.metric QuantileOf.of Quotient.of Quotient.per
        Ratio.of Ratio.to Retraining.trained Slo.bad Slo.good Slo.metric Slo.total
    """,
    "series": "SeriesMetric.series",
    "expr": "ExpressionMetric.expr",
    "receiver": "Retraining.to Route.to Routing.receiver",
    "model": "Lines.model NamedRecording.model Panel.model",
    "profile": "Component.profile Model.profile",
    "policy": "Scaling.policy",
    "price": "CostOf.price",
    "interval": "Route.active Route.mute",
    "pack": "Component.runtime Model.runtime SeriesMetric.pack Spec.use",
    "severity": """
        AllTargetsDown.severity Events.severity Kind.severity NoData.severity Probe.severity Schedule.severity Scrape.severity
        Severities.page Severities.ticket When.severity
    """,
    "unit": "ExpressionMetric.unit QuotientMetric.unit SeriesMetric.unit",
    "threshold": "When.performance",
}
_KEYS: Final[Mapping[Kind, str]] = {
    "metric": """
        Component.known_as Component.thresholds Down.when Kind.while Model.known_as Model.thresholds Scaling.targets ScalingPolicy.targets
        Slo.while
    """,
    "severity": """
        Anomaly.deviations Change.above Change.below Drift.ks Forecast.above Forecast.below Gap.above Gap.below Growth.above Health.below
        Kind.above Kind.below Kind.for Kind.outside Kind.stale Leak.above Probe.certificate
    """,
    "threshold": "When.performance",
}
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "Dashboard.rows": ("alerts", "metrics", "platform_health", "text"),
    "Scaling.targets": ("cpu", "memory"),
    "ScalingPolicy.targets": ("cpu", "memory"),
}
_PANELS: Final = frozenset({"Dashboard.rows", "Panel.of"})
_CONDITIONS: Final = frozenset({"Inhibition.source", "Inhibition.target", "Route.when"})
_OF_A_CONDITION: Final[Mapping[str, Kind]] = {"model": "model", "severity": "severity"}

TEXTS: Final[Mapping[str, Kind]] = {key: kind for kind, keys in _TEXTS.items() for key in keys.split()}
"""What the text at a key of the language refers to, or each item of its list."""
KEYS: Final[Mapping[str, Kind]] = {key: kind for kind, keys in _KEYS.items() for key in keys.split()}
"""What the keys in the mapping at a key of the language refer to."""


def spec_path(path: KeyPath) -> KeyPath:
    """Return the path of the spec that a path of a file is about: a patch of an environment is about the whole spec.

    >>> spec_path(("environments", "staging", "patch", "models", "chat"))
    ('models', 'chat')
    """
    return path[3:] if len(path) > 3 and (path[0], path[2]) == ("environments", "patch") else path  # noqa: PLR2004  # as shown


def kind_of_text(language: Language, path: KeyPath, given: Given) -> Kind | None:
    """Return what a text at `path` refers to; None when it refers to nothing."""
    for meant in language.at(path, given):
        place = f"{meant.owner}.{meant.key}"
        if place in _CONDITIONS:
            words = [key for key in path[:-1] if isinstance(key, str)] if isinstance(path[-1], int) else [str(path[-1])]
            return _OF_A_CONDITION.get(words[-1])
        if place in TEXTS:
            return TEXTS[place]
        if place in _PANELS and isinstance(path[-1], int):
            return "metric"
    return None


def words_among_keys(language: Language, path: KeyPath, given: Given) -> tuple[str, ...]:
    """Return the words of the language that may be a key at `path` besides names."""
    if not isinstance(path[-1], str) or kind_of_key(language, path, given) is None:
        return ()
    return tuple(word for meant in language.names_at(path[:-1], given) for word in _WORDS.get(f"{meant.owner}.{meant.key}", ()))


def kind_of_key(language: Language, path: KeyPath, given: Given) -> Kind | None:
    """Return what a key at `path` refers to; None when it is a word of the language, or names something new."""
    for meant in language.names_at(path[:-1], given):
        place = f"{meant.owner}.{meant.key}"
        if place in _PANELS:
            return "metric" if len(path) > 1 and isinstance(path[-2], int) else None
        if place in KEYS:
            return KEYS[place]
    return None
