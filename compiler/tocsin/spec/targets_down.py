"""The section `platform.targets_down`: who is told, once, when no target of a namespace or of the whole platform answers."""

from tocsin.section import Guide, Section, Text
from tocsin.section.naming import Link, Word
from tocsin.section.verbatim import Verbatim


class AllTargetsDown(Section):
    """The alerts that Prometheus sees nothing of the platform, or of one of its namespaces, in place of one of each target there.

    `PlatformTargetsDown` is about all namespaces of the models, `NamespaceTargetsDown` about one of several. Their `for` follows from that
    of the targets' own alerts: they come before the first of these, and silence them; the first silences exporters elsewhere, too. Of a
    Prometheus that has just started they wait until it has looked for a while.
    """

    severity: Word | None = None
    """How bad it is; default: the gravest. What is graver is not silenced."""
    component: Verbatim | None = None
    """The label `component` of the alerts."""
    summary: Text | None = None
    """One line; default: made from the facts."""
    description: Text | None = None
    """A few sentences; default: made from the facts."""
    runbook: Link | None = None
    """URL of the runbook."""
    guide: Guide | None = None
    """What whoever is called should know."""
