"""The command `tocsin`: the only file that prints, reads the environment or exits."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin import __version__

if TYPE_CHECKING:
    from tocsin.diagnostics import Located
    from tocsin.output import Plan, Refusal
    from tocsin.pipeline import Build

_MISTAKES, _CANNOT_RUN = 1, 2

# Commands import what they need themselves: `tocsin --version` must not wait for the compiler.


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tocsin")
@click.option(
    "--root", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path(), help="Folder that holds specs/ and generated/."
)
@click.pass_context
def main(context: click.Context, root: Path) -> None:
    """Compile specs of served models into rules, routes, autoscalers, monitors and dashboards.

    Exit codes: 0 clean, 1 mistakes in the specs, 2 cannot run.
    """
    context.obj = root


@main.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail when generated/ is not what the specs say.")
@click.option("--force", is_flag=True, help="Replace or delete files in generated/ that were edited or added by hand.")
@click.pass_obj
def build(root: Path, *, only_check: bool, force: bool) -> None:
    """Compile specs/ into generated/."""
    from tocsin.output import Refusal, plan, sync

    started = time.perf_counter()
    folders = _specs(root)
    built = _compiled(folders)
    target = root / "generated"
    outcome = plan(target, built.artifacts) if only_check else sync(target, built.artifacts, force=force)
    if isinstance(outcome, Refusal):
        _refuse(outcome)
    elif only_check:
        _report_stale(outcome)
    else:
        _report_written(built, outcome)
    click.echo(f"{len(built.artifacts)} files in {time.perf_counter() - started:.2f} s")


@main.command()
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How mistakes are shown.")
@click.pass_obj
def check(root: Path, style: str) -> None:
    """Look for mistakes in specs/ and write nothing."""
    built = _compiled(_specs(root), style)
    platforms = {each.platform.name for each in built.compiled}
    if style == "text":
        click.echo(f"no mistakes in {len(platforms)} platforms")


@main.command()
@click.option("--allow-missing", is_flag=True, help="Go on without a judge that is not installed, and say so last.")
@click.pass_obj
def verify(root: Path, *, allow_missing: bool) -> None:
    """Let promtool, amtool and the Kubernetes schemas judge generated/."""
    from tocsin.diagnostics import render
    from tocsin.output import Refusal, plan
    from tocsin.verify import verify as judge
    from tocsin.verify.report import located

    folders = _specs(root)
    built = _compiled(folders)
    outcome = plan(root / "generated", built.artifacts)
    if isinstance(outcome, Refusal):
        _refuse(outcome)
    elif outcome.stale:
        # A verdict on something else than what the specs say would be worth nothing.
        _report_stale(outcome)
    verdict = judge(root, [each.platform for each in built.compiled], allow_missing=allow_missing)
    origins = {(each.platform.environment, each.platform.name): each.origins for each in built.compiled}
    texts = _texts(folders)
    for complaint in verdict.complaints:
        place = located(complaint, origins)
        shown = (
            render(place, texts[place.span.file])
            if place is not None
            else f"error[{complaint.judge}]: {complaint.path}: {complaint.message}"
        )
        click.echo(f"{shown}\n", err=True)
    for judge_name, counts in verdict.counts.items():
        click.echo(f"{judge_name}: " + (", ".join(f"{number} {what}" for what, number in counts.items()) or "nothing to judge"))
    if verdict.complaints:
        click.echo(f"{len(verdict.complaints)} complaints", err=True)
        sys.exit(_MISTAKES)
    for missing in verdict.missing:
        click.echo(f"{missing.name} is missing, so nothing was proved by it: {missing.help}", err=True)
    if not verdict.passed:
        sys.exit(_CANNOT_RUN)


@main.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail when schemas/ is not what the types say.")
@click.pass_obj
def schema(root: Path, *, only_check: bool) -> None:
    """Write the JSON schema that editors complete and validate specs with."""
    from tocsin.schema import FILE, spec_schema

    _keep_fresh(root / "schemas" / FILE, spec_schema(), "make schemas", only_check=only_check)


@main.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail when docs/ is not what the types say.")
@click.pass_obj
def docs(root: Path, *, only_check: bool) -> None:
    """Write the reference of the language."""
    import json

    from tocsin.docs import FILE, reference
    from tocsin.schema import spec_schema

    _keep_fresh(root / "docs" / FILE, reference(json.loads(spec_schema())), "make docs", only_check=only_check)


def _keep_fresh(path: Path, text: str, command: str, *, only_check: bool) -> None:
    fresh = path.exists() and path.read_text(encoding="utf-8") == text
    if only_check and not fresh:
        click.echo(f"{path} is stale: run `{command}`", err=True)
        sys.exit(_MISTAKES)
    if not only_check and not fresh:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    click.echo(f"{path} is fresh" if fresh else f"{path} written")


def _specs(root: Path) -> dict[str, dict[str, bytes]]:
    """Read every platform's spec files. Their names are relative to `root`, so that output does not depend on where it is."""
    specs = root / "specs"
    if not specs.is_dir():
        click.echo(f"there is no folder {specs}: put your specs into specs/<platform>/*.yaml", err=True)
        sys.exit(_CANNOT_RUN)
    folders: dict[str, dict[str, bytes]] = {}
    for path in sorted((*specs.glob("*/*.yaml"), *specs.glob("*/*.yml"))):
        folders.setdefault(path.parent.name, {})[path.relative_to(root).as_posix()] = path.read_bytes()
    if not folders:
        click.echo(f"there is nothing to compile: no file matches {specs}/<platform>/*.yaml", err=True)
        sys.exit(_CANNOT_RUN)
    return folders


def _compiled(folders: Mapping[str, Mapping[str, bytes]], style: str = "text") -> Build:
    from tocsin.pipeline import build as compile_all

    built = compile_all(folders)
    if built.diagnostics:
        _show(built.diagnostics, _texts(folders), style)
        sys.exit(_MISTAKES)
    return built


def _texts(folders: Mapping[str, Mapping[str, bytes]]) -> dict[str, str]:
    return {name: content.decode("utf-8-sig", errors="replace") for files in folders.values() for name, content in files.items()}


def _show(diagnostics: Iterable[Located], texts: Mapping[str, str], style: str) -> None:
    from tocsin.diagnostics import as_json, render

    found = tuple(diagnostics)
    if style == "json":
        click.echo(as_json(found))
        return
    for located in found:
        click.echo(render(located, texts[located.span.file]), err=True)
        click.echo("", err=True)
    click.echo(f"{len(found)} {'mistake' if len(found) == 1 else 'mistakes'}; nothing was written", err=True)


def _refuse(refusal: Refusal) -> None:
    for problem in refusal.problems:
        click.echo(f"generated/{problem.path} {problem.reason}", err=True)
    click.echo(f"nothing was written: {refusal.help}", err=True)
    sys.exit(_MISTAKES)


def _report_stale(outcome: Plan) -> None:
    if outcome.stale:
        for path in outcome.touched:
            click.echo(f"generated/{path} is not what the specs say", err=True)
        click.echo("run `make build` and commit generated/", err=True)
        sys.exit(_MISTAKES)


def _report_written(built: Build, outcome: Plan) -> None:
    written = {*outcome.created, *outcome.changed}
    for each in built.compiled:
        prefix = f"{each.platform.environment}/{each.platform.name}/"
        own = [path for path in built.artifacts if path.startswith(prefix)]
        changed = sum(path in written for path in own)
        click.echo(f"{prefix[:-1]}: {len(own)} files, {changed} written")
    if outcome.removed:
        click.echo(f"{len(outcome.removed)} files removed that nothing generates any more")
