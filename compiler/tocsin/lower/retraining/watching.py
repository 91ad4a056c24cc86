"""What the alerts on a schedule have in common, whether Kubernetes or Argo Workflows runs it."""

from __future__ import annotations

from msgspec import Struct

from tocsin import promql, units
from tocsin.catalog import Pack
from tocsin.conventions import SEVERITY_LABEL
from tocsin.ir import Alert, Proof, Script
from tocsin.lower.annotations import Facts, Sentences, annotate
from tocsin.lower.context import Context
from tocsin.lower.metrics.selection import conditions
from tocsin.lower.subject import Subject
from tocsin.section.matching import Where
from tocsin.source import KeyPath


class Watching(Struct, frozen=True, kw_only=True):
    """One schedule and what is expected of it."""

    context: Context
    subject: Subject
    pack: Pack
    """What tells of its runs."""
    name: str
    """Of the CronJob or CronWorkflow."""
    severity: str
    late_ms: int
    """How long ago the last good run may be."""
    slow_ms: int | None
    """How long a run may take."""
    recent_ms: int
    """A time in which it runs no more than once, and so either fails or succeeds."""
    at: KeyPath

    def series(self, metric: str, where: Where) -> promql.Selector:
        """Return a series of the pack in the model's namespace, by our dimensions or its own labels."""
        known = {str(dimension): label for dimension, label in self.pack.metrics[metric].dimensions.items()}
        wanted = {"namespace": self.subject.namespace, **where}
        return promql.Selector(metric, tuple(one for key, value in wanted.items() for one in conditions(known.get(key, key), value)))

    def alert(  # noqa: PLR0913  # one alert has this many facts
        self, name: str, expr: promql.Expr, value: promql.Expr, *, usual: Sentences, title: str, condition: str = "", unit: str = "count",
        limit: tuple[str, float] | None = None, for_ms: int = 0,
        proof: Proof | Script,
    ) -> Alert:  # fmt: skip
        """Return one alert; it tells people of the machine and so never asks for a training."""
        shown = units.UNITS[unit]
        facts = Facts(
            alert=name, severity=self.severity, for_ms=for_ms, title=title, condition=condition, value=shown.value,
            threshold="retraining", more=(("schedule", self.name),),
        )  # fmt: skip
        return Alert(
            name=name,
            expr=expr,
            value=value,
            unit=shown,
            limits=() if limit is None else (limit,),
            for_ms=for_ms,
            severity=self.severity,
            labels={**self.subject.labels, SEVERITY_LABEL: self.severity},
            annotations=annotate(self.context, self.subject, facts, usual, at=self.at),
            title=title,
            condition=condition,
            at=self.at,
            proof=proof if isinstance(proof, Proof) else None,
            script=proof if isinstance(proof, Script) else None,
        )
