"""A platform with a few alerts, compiled by the real compiler; each test spoils something of what was written."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tocsin.pipeline import Compiled, build
from tocsin.progress import silent
from tocsin.prove.everything import Judges, Subject, prove
from tocsin.prove.kept import Kept
from tocsin.prove.report import Outcome, Report

FILE = "specs/shop/shop.yaml"
SPEC = """\
platform:
  name: shop
  namespace: shop
metrics:
  queue: {series: model_queue_depth, type: gauge, unit: requests, labels: {model: model}}
  requests: {series: model_requests_total, type: counter, unit: requests, labels: {model: model, status: status}}
  errors: {ratio: {of: requests, where: {status: {matches: "5.."}}}}
models:
  chat:
    owner: search
    scrape: {port: metrics}
    thresholds:
      queue: {above: {warning: 10, critical: 20}, for: 5m, by: [pod], no_data: false}
      errors: {above: 5%, for: 10m, severity: critical}
receivers:
  team: {webhook: {url: {secret: hook, key: url}}}
  pager: {slack: {channel: "#pager", url: {secret: slack, key: url}}}
routing:
  receiver: team
  group_by: [alertname]
  routes:
    grave: {when: {severity: critical}, to: pager}
"""
RULES = "prometheus/shop-chat.rules.yaml"
QUEUE, ERRORS = 13, 14
"""Lines of the spec."""


@cache
def compiled(spec: str = SPEC) -> Compiled:
    """Return the platform, or another one."""
    (only,) = build({"shop": {FILE: spec.encode()}}).compiled
    return only


def written(spec: str = SPEC) -> dict[str, str]:
    """Return what the compiler writes of it."""
    return {artifact.path: artifact.text for artifact in compiled(spec).artifacts}


def changed(file: str, old: str, new: str) -> dict[str, str]:
    """Return what the compiler writes, with a text replaced in a file, or in all files of a folder; it must be there."""
    files = written()
    spoilt = {path: text.replace(old, new) for path, text in files.items() if path.startswith(file) and old in text}
    assert spoilt, f"{file} has no {old!r}"
    return {**files, **spoilt}


def asking_about(what: str) -> str:
    """Return the first test file that asks about `what`."""
    return all_asking_about(what)[0]


def all_asking_about(what: str) -> list[str]:
    """Return the test files that ask about `what`, by its name or by the series of what fires."""
    asked = (f"alertname: {what}\n", f'alertname="{what}"', f'alertname=\\"{what}\\"')
    return [path for path, text in written().items() if path.startswith("proofs/") and any(each in text for each in asked)]


def proved(files: Mapping[str, str], programs: Path, *, kept: Kept | None = None, judge: str = "", of: Compiled | None = None) -> Report:
    """Return what is proved of `files`, by the programs in a folder; they are `of` this platform, or of another."""
    platform = of or compiled()
    judges = Judges(
        promtool=programs / "promtool", amtool=programs / "amtool", default_templates=None, promtool_identity=judge, amtool_identity=judge
    )
    subject = Subject(platform=platform.platform, origins=platform.origins, written=files, identity="")
    return prove([subject], judges, kept=kept or Kept(None), progress=silent)


def alerts(outcomes: tuple[Outcome, ...]) -> dict[str, str]:
    """Return what is said of alerts, by name."""
    return {each.name: "; ".join((*each.problems, each.unproved)).rstrip("; ") for each in outcomes if each.kind == "alert"}
