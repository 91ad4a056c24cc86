"""promtool reads every rule file, and must have found as many rules as the spec means."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from typing import Final

from tocsin import ir, source
from tocsin.verify import rule_lint
from tocsin.verify.complaint import REBUILD, Complaint, Judged
from tocsin.verify.origin import in_rules
from tocsin.verify.promtool_output import blocks, messages, paths, rules_found
from tocsin.verify.tools import Tool, Tools
from tocsin.verify.written import UnreadableError, Written

NAME: Final = "promtool"
_BATCH: Final = 1000
"""Files a process: 100,000 rules in files of 50 take 64 MiB, and the arguments stay far below the kernel's limit."""
_CORRECT: Final = "correct the expression, the duration or the text of this rule in the spec"


def judge(written: Written, platform: ir.Platform, tools: Tools) -> Iterator[Complaint | Judged]:
    """Yield what is wrong with the rule files of a platform, and how many files and rules were read."""
    files = written.files("prometheus/*.rules.yaml")
    objects = {f"prometheus/{rules.name}.rules.yaml": rules for rules in platform.rules}
    for file in sorted(objects.keys() - set(files)):
        yield written.complaint(NAME, file, "the file was not written", objects[file].at, REBUILD)
    for file in sorted(set(files) - objects.keys()):
        yield written.complaint(NAME, file, "the spec has no such rules", None, REBUILD)
    yield from _lint(written, {file: objects.get(file) for file in files})
    if NAME in tools.found:
        for start in range(0, len(files), _BATCH):
            yield from _check(written, tools.found[NAME], files[start : start + _BATCH], objects)


def _lint(written: Written, objects: dict[str, ir.RuleObject | None]) -> Iterator[Complaint]:
    documents = {file: _document(written, file) for file in objects}
    found = [(file, fault) for file, document in documents.items() for fault in rule_lint.names(document)]
    for file, fault in [*found, *rule_lint.same_series(documents)]:
        rules = objects[file]
        yield written.fault(NAME, file, fault, in_rules(rules, documents[file], fault.path) if rules else None)


def _check(written: Written, tool: Tool, files: tuple[str, ...], objects: dict[str, ir.RuleObject]) -> Iterator[Complaint | Judged]:
    run = subprocess.run(
        [tool.path, "check", "rules", "--lint-fatal", *files],
        cwd=written.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,  # in the order in which it was said: the faults are on stderr, their file's name on stdout
        text=True,
        check=False,
    )
    said = blocks(run.stdout, files)
    quiet = True
    for file in files:
        rules = objects.get(file)
        found = rules_found(said.get(file, ""))
        yield Judged(what="files", number=1)
        yield Judged(what="rules", number=found or 0)
        if found is None:
            quiet = False
            yield from _failures(written, file, said.get(file, run.stdout), rules)
        elif rules is not None and found != (meant := sum(len(group.rules) for group in rules.groups)):
            quiet = False
            yield written.complaint(NAME, file, f"{found} rules were found, the spec means {meant}", rules.at, REBUILD)
    if run.returncode != 0 and quiet:
        message = f"exit code {run.returncode}, although every file is fine: {' '.join(run.stdout.split()[-20:])}"
        yield written.complaint(NAME, "prometheus", message, None, "run promtool on this folder by hand")


def _failures(written: Written, file: str, block: str, rules: ir.RuleObject | None) -> Iterator[Complaint]:
    document, text = _document(written, file), written.text(file)
    for message in messages(block, file) or ("promtool said nothing about this file",):
        places: set[source.KeyPath] = {in_rules(rules, document, path) for path in paths(message, text, document)} if rules else set()
        fallback = rules.at if rules else None
        for at in sorted(places, key=str) or (fallback,):
            yield written.complaint(NAME, file, message, at, _CORRECT)


def _document(written: Written, file: str) -> object:
    try:
        return next(iter(written.documents(file)), None)
    except UnreadableError:
        return None  # promtool says so itself, and in its own words
