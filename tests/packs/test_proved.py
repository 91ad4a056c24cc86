"""What packs bring is proved by the real promtool and amtool like what a spec says: every alert, its way, and what it tells."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from case import all_cases
from conftest import CompileSpec, Judge
from tocsin import catalog
from tocsin.catalog import with_defaults
from tocsin.progress import silent
from tocsin.prove.everything import Judges, Subject, prove
from tocsin.prove.kept import Kept

_SERVED = {"dcgm-exporter", "kube-state-metrics", "kuberay"}
_RECEIVERS = """\
receivers:
  team: {webhook: {url: {secret: hook, key: url}}}
  pager: {slack: {channel: "#pager", url: {secret: slack, key: url}}}
routing:
  receiver: team
  routes:
    grave: {when: {severity: critical}, to: pager}
"""


def test_a_platform_with_every_pack_is_proved(compile_spec: CompileSpec, judge: Judge) -> None:
    # Side by side, for the series of one pack must not be heard by what another brings.
    (compiled,) = compile_spec(_spec_of_all()).compiled
    subject = Subject(
        platform=compiled.platform,
        origins=compiled.origins,
        written={artifact.path: artifact.text for artifact in compiled.artifacts},
        identity="",
    )
    report = prove([subject], _judges(judge), kept=Kept(None), progress=silent)
    assert {(each.suite, each.name): (each.problems, each.unproved) for each in report.outcomes if not each.proved} == {}
    for kind in ("alert", "route"):
        names = {each.name.partition(" (")[0] for each in report.outcomes if each.kind == kind}
        for pack in with_defaults():
            assert _alerts_of(pack) <= names, f"{pack}: {kind}"


def test_every_pack_is_among_the_cases_whose_alerts_are_proved_one_by_one() -> None:
    assert {f"{pack}-one-line" for pack in with_defaults()} <= {case.name for case in all_cases()}


def _alerts_of(pack: str) -> set[str]:
    found: set[str] = set()
    for part in ("thresholds", "slos"):
        for name, entry in catalog.defaults(pack)[part].items():
            assert isinstance(entry, Mapping), name
            found.add(entry["alert"])
    return found


def _spec_of_all() -> str:
    kinds = {"models": sorted(set(with_defaults()) - _SERVED), "components": sorted(_SERVED)}
    entries = {kind: "".join(f"  the-{pack}: {_user(pack)}\n" for pack in packs) for kind, packs in kinds.items()}
    return "platform: {name: shop, namespace: ml}\n" + _RECEIVERS + "".join(f"{kind}:\n{text}" for kind, text in entries.items())


def _user(pack: str) -> str:
    if pack in _SERVED:
        return f"{{runtime: {pack}, namespace: ml, scrape: {{port: metrics, job: {pack}, namespace: monitoring}}}}"
    if pack == "kserve":
        return f"{{runtime: {pack}, workload: {{kserve: the-{pack}, mode: Knative}}, scrape: {{port: 9088}}}}"
    path = {"tensorflow-serving": ", path: /monitoring/prometheus/metrics", "nim": ", path: /v1/metrics"}.get(pack, "")
    return f"{{runtime: {pack}, workload: {{deployment: the-{pack}}}, scrape: {{port: 8000{path}}}}}"


def _judges(judge: Judge) -> Judges:
    amtool = judge("amtool")
    return Judges(promtool=judge("promtool"), amtool=amtool, default_templates=_templates(amtool), promtool_identity="", amtool_identity="")


def _templates(amtool: Path) -> Path | None:
    found = amtool.parent / "template"
    return found if found.is_dir() else None
