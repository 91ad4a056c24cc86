"""promtool reads the jobs of a plain Prometheus, whose file is a configuration by itself."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from typing import Final

from tocsin import ir, source
from tocsin.verify.complaint import REBUILD, Complaint, Judged
from tocsin.verify.tools import Tool, Tools
from tocsin.verify.walk import mapping, mappings
from tocsin.verify.written import UnreadableError, Written
from tocsin.versions import supported

NAME: Final = "promtool"
_FILE: Final = "prometheus/scrape_configs.yaml"
_CORRECT: Final = "correct the targets, the timing or the `drop` expressions of this scrape or probe in the spec"
_FAILED: Final = re.compile(r"FAILED: (?:parsing YAML file .*?scrape_configs\.yaml: )?(.*)", re.DOTALL)


def judge(written: Written, platform: ir.Platform, tools: Tools) -> Iterator[Complaint | Judged]:
    """Yield what is wrong with the jobs of a platform without the operator, and how many were read."""
    meant = _meant(platform)
    if not written.exists(_FILE):
        for at in meant.values():
            yield written.complaint(NAME, _FILE, "the file was not written", at, REBUILD)
        return
    found = _jobs(written)
    for job in sorted(meant.keys() ^ found) if found is not None else ():
        said = "is missing" if job in meant else "is none of the spec's"
        yield written.complaint(NAME, _FILE, f"the job `{job}` {said}", meant.get(job), REBUILD)
    tool = tools.found.get(NAME)
    # An older one does not know such files.
    if tool is not None and (tool.version is None or supported("prometheus/scrape_config_files", tool.version)):
        yield Judged(what="jobs", number=len(meant))
        yield from _check(written, tool, meant)


def _meant(platform: ir.Platform) -> dict[str, source.KeyPath]:
    if platform.cluster.finds_targets:
        return {}
    return {
        **{job.name: job.at for job in platform.jobs},
        **{monitor.job: monitor.at for monitor in platform.monitors if isinstance(monitor, ir.Probe)},
    }


def _jobs(written: Written) -> set[str] | None:
    try:
        document = next(iter(written.documents(_FILE)), None)
    except UnreadableError:
        return None  # promtool says so itself, and in its own words
    return {str(job.get("job_name")) for _, job in mappings(mapping(document).get("scrape_configs"))}


def _check(written: Written, tool: Tool, meant: dict[str, source.KeyPath]) -> Iterator[Complaint]:
    # Only the syntax: the secrets that it names are where Prometheus runs. Of a file of `scrape_config_files` not even that would be read.
    run = subprocess.run(
        [tool.path, "check", "config", "--syntax-only", written.folder / _FILE],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    if run.returncode != 0:
        match = _FAILED.search(run.stdout)
        message = " ".join((match[1] if match else run.stdout).split())
        yield written.complaint(NAME, _FILE, message, next((at for job, at in meant.items() if f'"{job}"' in message), None), _CORRECT)
