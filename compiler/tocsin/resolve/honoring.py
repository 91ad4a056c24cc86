"""Which labels win where an exporter and its scrape set the same one: as the scrape says, else as the pack says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tocsin.catalog import Pack, contested, scraped
from tocsin.diagnostics import Diagnostic
from tocsin.source import KeyPath
from tocsin.spec import Spec


def honored(packs: Mapping[str, Pack], spec: Spec) -> tuple[dict[str, Pack], tuple[Diagnostic, ...]]:
    """Return `packs` with the labels that their series get in this platform, and what is wrong with that.

    The selectors of everybody who asks for an exporter's series follow from how it is scraped: two that run it have to agree.
    """
    found = dict(packs)
    mistakes: list[Diagnostic] = []
    said: dict[str, dict[bool, KeyPath]] = {}
    for name, at, honors in _said(packs, spec):
        said.setdefault(name, {}).setdefault(honors, at)
    for name, ways in said.items():
        if len(ways) == 1:
            found[name] = scraped(packs[name], honor_labels=next(iter(ways)))
        elif contested(packs[name]):
            mistakes.append(_disputed(packs[name], ways))
    return found, tuple(mistakes)


def _said(packs: Mapping[str, Pack], spec: Spec) -> Iterator[tuple[str, KeyPath, bool]]:
    """Yield each scrape of what runs a pack: the pack, its place, and whether the exporter's labels win."""
    for section, subjects in (("models", spec.models), ("components", spec.components)):
        for name, subject in subjects.items():
            pack = packs.get(subject.runtime or "")
            if pack is not None and subject.scrape is not None:
                said = subject.scrape.honor_labels
                # An address has no namespace and no pod that could hide those that the exporter tells of.
                unhidden = bool(subject.scrape.targets and contested(pack)) and subject.scrape.namespace is None
                honored = spec.platform.cluster.prometheus.honors_labels and (pack.honor_labels if said is None else said)
                yield pack.name, (section, name, "scrape"), unhidden or honored


def _disputed(pack: Pack, ways: Mapping[bool, KeyPath]) -> Diagnostic:
    honored, other = ways[True], ways[False]
    labels = ", ".join(f"`{label}`" for label in sorted(contested(pack)))
    return Diagnostic(
        code="scrape/labels-of-some",
        message=f"the labels {labels} of `{pack.name}` win in the scrape of `{honored[1]}`, not in that of `{other[1]}`",
        help=f"write the same `honor_labels` at both: what asks for series of `{pack.name}` cannot tell which of the two has them",
        at=other if pack.honor_labels else honored,
        part="key",
    )
