"""What an editor shows of a rule, a metric or a model: Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tocsin import ir
from tocsin.catalog import Metric, Pack, described
from tocsin.duration import format_duration
from tocsin.emit.prometheus_rules import rule_entry
from tocsin.finding import Checked
from tocsin.source import KeyPath
from tocsin.yaml_writer import dumps

_MOST_RULES: Final = 8


def rules_below(checked: Checked, path: KeyPath) -> Iterator[ir.Alert | ir.Recording]:
    """Yield the rules that come from `path` or below, the alerts first."""
    rules = [rule for rule in checked.rules if rule.at[: len(path)] == path]
    yield from (rule for rule in rules if isinstance(rule, ir.Alert))
    yield from (rule for rule in rules if isinstance(rule, ir.Recording))


def rules_card(estate: Sequence[Checked], path: KeyPath, severity: str | None = None) -> str:
    """Return the rules that come from `path`, of one severity if asked; empty when there are none.

    Of environments whose rules differ in the environment's name alone, those of the first are shown.
    """
    alike: dict[str, list[tuple[str, str]]] = {}
    for checked in estate:
        rules = [rule for rule in rules_below(checked, path) if severity is None or _severity(rule) == severity]
        if rules:
            name = checked.resolved.environment
            text = _written(rules)
            alike.setdefault(text.replace(f'"{name}"', '""').replace(f" {name}\n", "\n"), []).append((name, text))
    return "\n\n".join(_where([name for name, _ in several], estate) + several[0][1] for several in alike.values())


def rule_card(rule: ir.Alert | ir.Recording) -> str:
    """Return one rule."""
    return _written([rule])


def series_card(pack: Pack, metric: Metric) -> str:
    """Return the entry of the catalogue."""
    facts = "\n".join(f"- {about}: {_literal(text)}" for about, text in described(metric))
    return f"**{_literal(metric.name)}** ({pack.name}): {_literal(metric.help)}\n\n{facts}"


def pack_card(pack: Pack) -> str:
    """Return what a pack is."""
    facts = "\n".join(f"- {_literal(fact)}" for fact in pack.facts)
    return f"**{pack.name}**: {_literal(pack.about)} (version {pack.version}, {len(pack.metrics)} metrics)\n\n{facts}"


def model_card(estate: Sequence[Checked], path: KeyPath) -> str:
    """Return the alerts of a model or component and what scales it; empty when it has none of either."""
    rows: dict[str, None] = {}
    for checked in estate:
        for rule in rules_below(checked, path):
            if isinstance(rule, ir.Alert):
                waits = format_duration(rule.for_ms) if rule.for_ms else "0s"
                rows[f"| {rule.name} | {rule.severity} | {_literal(rule.when)} | {waits} |"] = None
    scalers = {each.name: None for checked in estate for each in checked.platform.autoscalers if each.at[: len(path)] == path}
    table = "\n".join(["| alert | severity | when | for |", "| --- | --- | --- | --- |", *rows]) if rows else ""
    scaled = f"Scaled by {', '.join(f'`{name}`' for name in scalers)}." if scalers else ""
    return "\n\n".join(part for part in (table, scaled) if part)


def metric_card(metric: ir.Metric) -> str:
    """Return what a spec declares of a metric."""
    labels = ", ".join(f"{dimension}: {label}" for dimension, label in metric.labels.items()) or "none"
    told_of = (f"series: `{metric.series}`", f"type: {metric.type}, in {_literal(metric.unit.name)}", f"labels: {_literal(labels)}")
    head = f"**{_literal(metric.name)}**: {_literal(metric.help)}" if metric.help else f"**{_literal(metric.name)}**"
    return "\n- ".join([f"{head}\n", *told_of])


def _written(rules: Sequence[ir.Alert | ir.Recording]) -> str:
    shown = [{key: value for key, value in rule_entry(rule).items() if key != "annotations"} for rule in rules[:_MOST_RULES]]
    more = f"\n\n… and {len(rules) - _MOST_RULES} more rules" if len(rules) > _MOST_RULES else ""
    return f"```yaml\n{dumps(shown)}```{more}"


def _where(environments: Sequence[str], estate: Sequence[Checked]) -> str:
    if len(estate) == 1:
        return ""
    first, *others = environments
    alike = f", in {', '.join(f'`{name}`' for name in others)} alike" if others else ""
    return f"In `{first}`{alike}:\n\n"


def _severity(rule: ir.Alert | ir.Recording) -> str | None:
    return rule.severity if isinstance(rule, ir.Alert) else None


def _literal(text: str) -> str:
    """Return a text that Markdown shows as it is."""
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("_", "\\_").replace("*", "\\*").replace("<", "&lt;")
