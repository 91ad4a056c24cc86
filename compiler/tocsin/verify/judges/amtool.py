"""amtool reads every Alertmanager configuration and renders every text; what it misses is looked for here."""

from __future__ import annotations

import fnmatch
import json
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final

import yaml

from tocsin import ir, source
from tocsin.rendering import Renderer
from tocsin.verify import alertmanager_lint
from tocsin.verify.complaint import REBUILD, Complaint, Fault, Judged
from tocsin.verify.configurations import PLAIN, Configuration, configurations, custom_resource_specs
from tocsin.verify.notification import notification
from tocsin.verify.origin import in_routing
from tocsin.verify.tools import Tool, Tools
from tocsin.verify.walk import mapping, path_at_line, scalars
from tocsin.verify.written import Written

NAME: Final = "amtool"
_FILE: Final = "alertmanager.yaml"
_LINE: Final = re.compile(r"\bline (\d+): ")
_QUOTED: Final = re.compile(r'["`]([^"`]+)["`]')
_CORRECT: Final = "correct the receivers or the routing in the spec"


def judge(written: Written, platform: ir.Platform, tools: Tools) -> Iterator[Complaint | Judged]:
    """Yield what is wrong with a platform's Alertmanager configurations, and how many configurations and texts were read."""
    routing = platform.routing
    found = list(configurations(written))
    if routing is None:
        yield from (written.complaint(NAME, each.file, "the spec has no routing", None, REBUILD) for each in found)
        return
    if not written.exists(PLAIN):
        yield written.complaint(NAME, PLAIN, "the file was not written", routing.at, REBUILD)
    for configuration in found:
        document = _document(configuration)
        for fault in _faults(configuration, document, routing):
            yield written.fault(NAME, configuration.file, fault, in_routing(routing, document, fault.path))
        if NAME in tools.found:
            with tempfile.TemporaryDirectory() as folder:
                stage = Path(folder)
                _stage(stage, configuration, notification(platform))
                yield Judged(what="configurations", number=1)
                yield from _check(written, configuration, tools.found[NAME], stage, routing)
                renderer = Renderer(amtool=tools.found[NAME].path, folder=stage, defaults=tools.default_templates)
                yield from _render(written, configuration, renderer, routing)


def _faults(configuration: Configuration, document: Mapping[str, Any], routing: ir.Routing) -> Iterator[Fault]:
    yield from alertmanager_lint.faults(document, silent=routing.discarding)
    patterns = document.get("templates") or ()
    if configuration.templates and not patterns:
        # amtool is given the files here, Alertmanager is not.
        yield Fault(path=(), message=f"nothing in `templates` names {', '.join(sorted(configuration.templates))}", help=REBUILD)
    for index, pattern in enumerate(patterns):
        # Alertmanager says nothing about a pattern without a file, and a receiver's text then names an undefined template.
        if not fnmatch.filter(configuration.templates, PurePosixPath(str(pattern)).name):
            yield Fault(path=("templates", index), message=f"no template file matches `{pattern}`", help=REBUILD)


def _stage(folder: Path, configuration: Configuration, data: dict[str, Any]) -> None:
    (folder / _FILE).write_text(configuration.text, encoding="utf-8")
    (folder / "data.json").write_text(json.dumps(data), encoding="utf-8")
    for name, text in configuration.templates.items():
        (folder / name).write_text(text, encoding="utf-8")


def _check(written: Written, configuration: Configuration, tool: Tool, folder: Path, routing: ir.Routing) -> Iterator[Complaint]:
    run = subprocess.run([tool.path, "check-config", _FILE], cwd=folder, capture_output=True, text=True, check=False)
    if run.returncode == 0 and "SUCCESS" in run.stdout:
        return
    reason = run.stdout.partition("FAILED: ")[2] or run.stderr or run.stdout or f"exit code {run.returncode}"
    message = " ".join((reason.splitlines()[0] if reason.startswith("panic:") else reason).split())
    document = _document(configuration)
    path = next(_paths(message, configuration.text, document), ())
    yield written.complaint(NAME, configuration.file, message, in_routing(routing, document, path), _CORRECT)


def _paths(message: str, text: str, document: Mapping[str, Any]) -> Iterator[source.KeyPath]:
    """Yield where amtool's message points: the line that it names, then the values that it quotes, then those that it says bare."""
    if match := _LINE.search(message):
        yield path_at_line(text, int(match[1]))
    values = [(path, value) for path, value in scalars(document) if isinstance(value, str)]
    # A name is used in the tree of routes and defined elsewhere: undefined, the use is at fault, and the last of two definitions.
    values.sort(key=lambda each: each[0][0] != "route")
    if "not unique" in message:
        values.reverse()
    for quoted in _QUOTED.findall(message):
        said = quoted.removeprefix("^(?:").removesuffix(")$")
        yield from (path for path, value in values if value == said or f'"{said}"' in value)
    words = set(re.split(r"[\s,]+", message))
    yield from (path for path, value in values if value in words)


def _render(written: Written, configuration: Configuration, renderer: Renderer, routing: ir.Routing) -> Iterator[Complaint | Judged]:
    broken = list(renderer.broken_templates())
    yield from (written.complaint(NAME, configuration.file, problem, routing.at, "correct the template") for problem in broken)
    custom_resources = custom_resource_specs(written) if configuration.file == PLAIN else ()
    texts = [(configuration.file, _document(configuration)), *custom_resources]
    for file, document in texts if not broken else ():
        for path, text in scalars({"receivers": document.get("receivers")}):
            problem = renderer.render(text, key=str(path[-1])).problem if isinstance(text, str) else ""
            if problem:
                fault = Fault(path=path, message=problem, help="correct the text of this receiver in the spec")
                yield written.fault(NAME, file, fault, in_routing(routing, document, path))
    yield Judged(what="texts", number=renderer.rendered)


def _document(configuration: Configuration) -> Mapping[str, Any]:
    try:
        return mapping(yaml.load(configuration.text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError:
        return {}  # amtool says so itself
