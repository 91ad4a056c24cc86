"""`tocsin prove`: every alert fires when it must, every notification arrives where it must."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
from msgspec.structs import replace

from tocsin.cli import changes, choice, fresh, identity, progress, sharding, specs
from tocsin.cli.exit_codes import CANNOT_RUN, MISTAKES
from tocsin.cli.report_file import ReportFile
from tocsin.wording import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tocsin.cli.mutation import Mutants
    from tocsin.ir import Platform
    from tocsin.output import Plan
    from tocsin.pipeline import Build
    from tocsin.prove.everything import Judges, Subject
    from tocsin.prove.kept import Kept
    from tocsin.prove.report import Report
    from tocsin.shards import Shard
    from tocsin.verify.tools import Tools


@click.command()
@click.option("--platform", help="Only this platform.")
@click.option("--environment", help="Only this environment.")
@click.option("--shard", type=sharding.WRITTEN, metavar="I/N", help="Only one of N parts of the platforms.")
@click.option("--no-cache", is_flag=True, help="Prove again what has been proved before.")
@click.option("--remarks", is_flag=True, help="Show what stands out in the routing, at its lines.")
@click.option("--allow-unproved", is_flag=True, help="Do not fail for what nothing proves and the spec gives no reason for.")
@click.option("--allow-missing", is_flag=True, help="Go on without a judge that is not installed, and say so last.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", help="For people, or for tools.")
@click.option("--junit", type=ReportFile(), help="Write the proofs as JUnit's XML, too.")
@click.option("--mutate", is_flag=True, help="Put one fault at a time into the alerts, and show that their tests notice it.")
@click.option("--sample", type=click.IntRange(min=1), help="With --mutate: only so many faults, drawn with --seed.")
@click.option("--seed", type=int, default=0, show_default=True, help="With --sample: which faults are drawn.")
@click.option("--least", type=click.FloatRange(0, 100), default=99, show_default=True, help="With --mutate: percent that must be noticed.")
@click.pass_obj
def prove(  # noqa: PLR0913  # one parameter an option
    root: Path, *, platform: str | None, environment: str | None, shard: Shard | None, no_cache: bool, remarks: bool, allow_unproved: bool,
    allow_missing: bool, style: str, junit: Path | None, mutate: bool, sample: int | None, seed: int, least: float,
) -> None:  # fmt: skip
    """Prove alerts, routes and notifications of generated/ with promtool and amtool.

    With --mutate prove the proofs, too: faults are put into the rules, one at a time, and each must make a test fail.

    What has passed before, made of the same, is not run again: that is remembered in .tocsin/.
    """
    from tocsin.cli.proofs import show
    from tocsin.output import state_folder
    from tocsin.prove.junit import as_junit
    from tocsin.prove.kept import Kept
    from tocsin.verify.tools import find

    started = time.perf_counter()
    sharding.refuse_choice(shard, platform=platform, environment=environment)
    choice.refuse_without("mutate", "sample", "seed", "least")
    choice.refuse_without("sample", "seed")
    folders = specs.read(root)
    tools = find(root.resolve())
    kept = Kept(None if no_cache else state_folder(root / "generated"))
    asked = _Asked(root, folders, platform, environment, shard, style)
    report = _report(asked, tools, kept)
    kept.save()
    proved = time.perf_counter()
    mutants = _mutants(asked, tools, kept, number=sample, seed=seed) if mutate else None
    seconds = time.perf_counter() - proved
    if junit is not None:
        told = (*report.outcomes, *(mutants.outcomes(least / 100) if mutants else ()))
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")
        written = as_junit(replace(report, outcomes=told), at=at, allow_unproved=allow_unproved, below=changes.prefix(root))
        junit.write_text(written, encoding="utf-8")
    more = {"mutation": mutants.data(seconds)} if mutants else {}
    show(report, specs.texts(folders), style, remarks=remarks, seconds=proved - started, more=more)
    if mutants and style == "text":
        mutants.show(specs.texts(folders), seconds, "" if sample is None else f", drawn with the seed {seed}")
    for missing in tools.missing:
        click.echo(f"{missing.name} is missing, so nothing was proved by it: {missing.help}", err=True)
    if report.failed or (report.unproved and not allow_unproved) or (mutants and not mutants.good(least / 100)):
        sys.exit(MISTAKES)
    if tools.missing and not allow_missing:
        sys.exit(CANNOT_RUN)


def _mutants(asked: _Asked, tools: Tools, kept: Kept, *, number: int | None, seed: int) -> Mutants | None:
    """Return what became of the mutants; None without promtool. Who is dead is remembered, also when nobody waits for the others."""
    from tocsin import promql
    from tocsin.cli.mutation import Mutants
    from tocsin.prove import mutation

    promtool = _judges(tools, identity.of_compiler()).promtool
    if promtool is None:
        return None
    subjects = _subjects(asked)
    if asked.shard is not None and not subjects:
        return None
    folders = (Path(mutation.__file__).parent, Path(promql.__file__).parent)
    judge = identity.joined([*map(identity.of_folder, folders), identity.of_programs([promtool])])
    estate = [(subject.platform, subject.written) for subject in subjects]
    progress.begun(f"putting faults into {_alerts(subjects)}", asked.style)
    try:
        with progress.shown(asked.style) as tell:
            score = mutation.mutate(estate, promtool=promtool, number=number, seed=seed, kept=kept, identity=judge, progress=tell)
    finally:
        kept.save()
    return Mutants(score, subjects)


class _Asked(NamedTuple):
    root: Path
    folders: Mapping[str, Mapping[str, bytes]]
    platform: str | None
    environment: str | None
    shard: Shard | None
    style: str


def _report(asked: _Asked, tools: Tools, kept: Kept) -> Report:
    """Return what could be proved; of a repository in which nothing has changed since nothing was wrong with it, what was known then."""
    from tocsin.prove.everything import prove as prove_everything
    from tocsin.prove.report import as_data, from_data

    compiler = identity.of_compiler()
    programs = identity.of_programs(tool.path for tool in tools.found.values())
    contents = [f"{folder} {identity.of_files(files)}" for folder, files in asked.folders.items()]
    generated = identity.of_folder(asked.root / "generated")
    key = "report " + identity.joined([compiler, programs, generated, f"{asked.platform} {asked.environment} {asked.shard}", *contents])
    if known := kept.find(key):
        return from_data(known[0])
    subjects = _subjects(asked)
    progress.begun(f"proving {_alerts(subjects)}", asked.style)
    with progress.shown(asked.style) as tell:
        report = prove_everything(subjects, _judges(tools, compiler), kept=kept, progress=tell)
    if not report.failed and not tools.missing:
        kept.keep(key, [as_data(report)])
    return report


def _subjects(asked: _Asked) -> tuple[Subject, ...]:
    """Return the platforms that are asked for, with what was written of them; exit when that is not what the specs say."""
    from tocsin.prove.everything import Subject
    from tocsin.prove.routing import Host

    built = specs.compiled(asked.folders, asked.style, mine=sharding.mine(asked.shard))
    # A proof of something else than what the specs say would be worth nothing.
    fresh.report_stale(_compared(asked, built))
    meant = identity.joined(identity.of_files(files) for files in asked.folders.values())
    return tuple(
        Subject(
            platform=each.platform,
            origins=each.origins,
            written=_written(asked.root, each.platform),
            identity=meant,
            hosts=tuple(Host(platform=host, written=_written(asked.root, host)) for host in each.hosts),
        )
        for each in choice.chosen(built.compiled, platform=asked.platform, environment=asked.environment)
    )


def _compared(asked: _Asked, built: Build) -> Plan:
    """Return what generated/ has of the platforms that are asked for, and of those that route for them, which may be in other shards."""
    from tocsin.artifact import Texts
    from tocsin.emission import emitting

    own = {f"{each.platform.environment}/{each.platform.name}" for each in built.compiled}
    hosts = {f"{host.environment}/{host.name}": host for each in built.compiled for host in each.hosts}
    elsewhere = {name: host for name, host in hosts.items() if name not in own}
    with emitting([*elsewhere.values()]) as emitted:
        files = {f"{name}/{file.path}": file for name, written in zip(elsewhere, emitted(), strict=True) for file in written}
    outcome = fresh.compared(asked.root / "generated", Texts({**built.artifacts.files, **files}))
    return sharding.restricted(outcome, asked.shard, also=elsewhere)


def _alerts(subjects: Sequence[Subject]) -> str:
    number = sum(len(subject.platform.alerts) for subject in subjects)
    return f"{counted(number, 'alert')} of {counted(len({subject.platform.name for subject in subjects}), 'platform')}"


def _written(root: Path, platform: Platform) -> dict[str, str]:
    folder = root / "generated" / platform.environment / platform.name
    paths = (path for part in ("alertmanager", "prometheus", "proofs") for path in sorted((folder / part).rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def _judges(tools: Tools, compiler: str) -> Judges:
    from tocsin.prove import alerts
    from tocsin.prove.alerts.promtool import OLDEST
    from tocsin.prove.everything import Judges

    promtool, amtool = tools.found.get("promtool"), tools.found.get("amtool")
    if promtool is not None and (promtool.version is None or promtool.version < OLDEST):
        remedy = "install it, or type `make tools` in tocsin's own repository"
        click.echo(f"`{promtool.path}` cannot be used: promtool {OLDEST} or newer is needed; {remedy}", err=True)
        sys.exit(CANNOT_RUN)
    return Judges(
        promtool=promtool.path if promtool else None,
        amtool=amtool.path if amtool else None,
        default_templates=tools.default_templates,
        # A test says all that it means itself: only who reads the answers matters besides.
        promtool_identity=identity.joined(
            [identity.of_folder(Path(alerts.__file__).parent), identity.of_programs([promtool.path] if promtool else [])]
        ),
        amtool_identity=identity.joined([compiler, identity.of_programs([amtool.path] if amtool else [])]),
    )
