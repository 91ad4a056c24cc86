"""`known_as:` names what calls a model otherwise: a metric or a pack, and one that is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tocsin.diagnostics import did_you_mean
from tocsin.lower.context import Context
from tocsin.lower.subject import Subject


def check_names(context: Context, subjects: Iterable[Subject]) -> None:
    """Say which keys of `known_as` are neither a metric nor a pack in use: nothing would ever be asked for by such a name."""
    packs, metrics = context.resolved.packs, context.resolved.spec.metrics
    for subject in subjects:
        names = subject.spec.known_as
        for key in names if isinstance(names, Mapping) else ():
            if (
                context.resolved.missing
                or key in metrics
                or key in packs
                or any(pack.metric_of(key) is not None for pack in packs.values())
            ):
                continue
            at = (*subject.at, "known_as", key)
            remedy = did_you_mean(key, {*metrics, *packs})
            context.findings.add("model/known-by-nothing", f"`{key}` is neither a metric nor a pack in use", remedy, at=at, part="key")
