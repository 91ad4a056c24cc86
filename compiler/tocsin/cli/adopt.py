"""`tocsin adopt`: rules, configurations of Alertmanager, autoscalers and monitors that were written by hand become a spec."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from tocsin.cli import choice, specs
from tocsin.cli.exit_codes import MISTAKES
from tocsin.cli.report_file import write
from tocsin.conventions import ALERTMANAGER_SECRETS
from tocsin.folders import COMMON
from tocsin.wording import and_more, counted

if TYPE_CHECKING:
    from tocsin.adopt import Adopted, Contents, Routed


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option(
    "--into", required=True, metavar="SPEC", type=click.Path(path_type=Path), help="File to write: specs/PLATFORM/NAME.yaml, a new one."
)
@click.option("--all", "everything", is_flag=True, help="Take over also what alerts of the platform ask already.")
@click.option("--allow", is_flag=True, help="Allow what checks find in it, with a comment on each line, so that it builds at once.")
@click.pass_obj
def adopt(root: Path, *, files: tuple[Path, ...], into: Path, everything: bool, allow: bool) -> None:
    """Take over what was written by hand: rules of Prometheus, the configuration of Alertmanager, autoscalers and monitors.

    Rules are rule files, PrometheusRules and objects like them, a list of these, ConfigMaps with rule files, or values of
    kube-prometheus-stack or the chart prometheus. Each alert whose series no alert of the
    platform watches becomes a threshold on its expression as it is; what the others are asked by is told.

    A configuration is alertmanager.yml, a Secret or ConfigMap that holds one, values of kube-prometheus-stack, or AlertmanagerConfigs;
    FILEs that end in .tmpl are its templates. It becomes receivers: and routing: that tell the same alerts to the same receivers. Secrets
    that are written out in it become references, and what Secret or files have to be made is told.

    Autoscalers are HorizontalPodAutoscalers and ScaledObjects, monitors ServiceMonitors, PodMonitors and Probes; manifests of what runs,
    named beside them, say what a monitor selects. Each becomes scaling:, scrape: or probes: of a component. What is generated of that is
    compared with the object, and one that would be otherwise is left as it is and told with the place.

    Nothing is judged here: `tocsin check` says what the rules have hidden. Who wants to build first and mend later writes `--allow`: a
    comment says on each line what was found there. The exit code is 1 when something could not be taken over.
    """
    from tocsin.adopt import adopted, has_routing, reads_a_file
    from tocsin.adopt.objects import written

    name = _spec(root, into)
    contents = _read(files)
    beside = {COMMON: alone} if (alone := specs.alone(root, COMMON)) else {}
    folders = specs.read(root) if any((root / "specs").glob("*/*.y*ml")) else beside
    # Who has only rules so far begins with a platform that says nothing but where it runs.
    estate = specs.understood(folders, mended=lambda each: each.code == "platform/empty") if folders else ()
    routing = _routed(contents, into, files=reads_a_file(name, estate))
    if routing is not None and has_routing(name, estate):
        choice.give_up(
            f"the platform `{into.parent.name}` has a `routing:` already", "name another platform with `--into`, or take its `routing:` out"
        )
    rules = [rule for each in contents.values() for rule in each.rules]
    objects = [each for content in contents.values() for each in content.objects]
    if not rules and not written(objects) and routing is None:
        choice.give_up("nothing is to be taken over in these files", "name files that hold rules, autoscalers, monitors or a configuration")
    found = adopted(rules, folders, name, estate, everything=everything, allow=allow, routing=routing, objects=objects)
    if found.drafted.text:
        write(into, found.drafted.text, option="into")
    _report(found, into, routing)


def _spec(root: Path, into: Path) -> str:
    """Return the name of the file among the specs; exit when it cannot be one of them."""
    if into.exists():
        choice.give_up(f"`{into}` is there already", "name a new file with `--into`: its platform may have as many as it likes")
    place = Path(os.path.abspath(into))  # noqa: PTH100  # links are left as they are
    if place.parent.parent != Path(os.path.abspath(root / "specs")) or place.suffix not in {".yaml", ".yml"}:  # noqa: PTH100  # likewise
        choice.give_up(f"`{into}` is no file of a spec", f"write `--into {root / 'specs/PLATFORM/NAME.yaml'}`")
    return f"specs/{place.parent.name}/{place.name}"


def _read(files: Sequence[Path]) -> dict[str, Contents]:
    from tocsin.adopt import read

    found: dict[str, Contents] = {}
    texts: dict[str, str] = {}
    for path in files:
        try:
            content = path.read_bytes()
        except OSError as error:
            choice.give_up(
                f"cannot read `{path}`: {error.strerror}",
                "name files that hold rules, a configuration of Alertmanager, autoscalers or monitors",
            )
        texts[str(path)] = _shown(content)
        found[str(path)] = read(str(path), content)
    wrong = [mistake for each in found.values() for mistake in each.wrong]
    if wrong:
        specs.refuse(wrong, {each.span.file: texts.get(each.span.file, "") for each in wrong}, everything=None)
    return found


_SECRETIVE: Final = re.compile(rb"receivers|kind:\s*[\"']?Secret|alertmanager", re.IGNORECASE)


def _shown(content: bytes) -> str:
    """Return what may be shown of a file: nothing where secrets may be written out, since logs of CI are read by many."""
    return "" if _SECRETIVE.search(content) else content.decode("utf-8-sig", errors="replace")


def _routed(contents: Mapping[str, Contents], into: Path, *, files: bool | None) -> Routed | None:
    """Return what becomes of the configurations of Alertmanager; None when there are none, which template files alone are not."""
    from tocsin.adopt import Routed, routed

    configurations = [each for content in contents.values() for each in content.configurations]
    templates = {file: content.templates for file, content in contents.items() if content.templates is not None}
    if not configurations:
        if templates:
            choice.give_up(f"`{next(iter(templates))}` is a template file without a configuration", "name alertmanager.yml beside it")
        return None
    found = routed(configurations, into.parent.name, templates, files=files)
    if not isinstance(found, Routed):
        specs.refuse(found, {each.span.file: "" for each in found}, everything=None)
    return found


def _report(found: Adopted, into: Path, routing: Routed | None) -> None:
    for given, same in found.asked:
        said = f"{same[0].name} of {same[0].at[1]}{f', {same[0].condition}' if same[0].condition else ''}{and_more(len(same) - 1)}"
        click.echo(f"{given.span.file}:{given.span.line}: {given.name}: is asked already: {said}")
    for each, at in found.objects.same:
        span = each.span()
        click.echo(f"{span.file}:{span.line}: {each.title}: is there already: `{at[-1]}` of {at[1]}")
    for note in found.drafted.notes:
        click.echo(f"{note.span.file}:{note.span.line}: {'not taken over: ' if note.lost else ''}{note.message}")
    lost = sum(note.lost for note in found.drafted.notes)
    alerts = sum(each.alert for each in found.drafted.taken)
    recordings = len(found.drafted.taken) - alerts
    if routing is not None and routing.keys:
        click.echo(_secrets(routing))
    if found.drafted.text:
        others = routing is not None or found.objects.objects
        told = [counted(alerts, "alert"), counted(recordings, "recording")] if found.drafted.taken or not others else []
        told += [] if routing is None else [counted(routing.receivers, "receiver")]
        told += [counted(len(found.objects.objects), "object")] if found.objects.objects else []
        listed = f"{', '.join(told[:-1])} and {told[-1]}" if len(told) > 1 else told[0]
        mend = f"{counted(found.allowed, 'finding')} allowed: mend them, and take the comments out"
        click.echo(f"{into}: {listed}; {mend if found.allowed else 'see what `tocsin check` says of them'}")
    else:
        click.echo(f"nothing was written{'' if lost else ': the specs ask all of it already'}")
    if lost:
        click.echo(f"{counted(lost, 'part')} could not be taken over: see above", err=True)
        sys.exit(MISTAKES)


def _secrets(routing: Routed) -> str:
    """Return what has to be made for the secrets that were written out."""
    if routing.secret is None:
        return f"make the files, which only Alertmanager may read: {' '.join(f'{ALERTMANAGER_SECRETS}/{key}' for key in routing.keys)}"
    options = " ".join(f"--from-file={key}" for key in routing.keys)
    return f"make the Secret: kubectl create secret generic {routing.secret} {options}"
