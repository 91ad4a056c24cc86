"""What the API server asks of a CronJob, and Argo of a CronWorkflow, beyond their schemas.

ValidateCronJobCreate in kubernetes/pkg/apis/batch/validation/validation.go; argo-workflows/workflow/validate/validate.go.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tocsin import source
from tocsin.catalog.time_zones import time_zones
from tocsin.spec.cron import parse_cron
from tocsin.verify.complaint import Fault

LONGEST_NAME: Final = 52
_POLICIES: Final = ("Allow", "Forbid", "Replace")


def faults(manifest: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the faults of a CronJob or a CronWorkflow."""
    spec = manifest.get("spec", {})
    schedules: list[tuple[source.KeyPath, str]]
    match manifest["kind"]:
        case "CronJob":
            zone, schedules = "timeZone", [(("spec", "schedule"), spec["schedule"])]
            yield from _pod(spec["jobTemplate"]["spec"])
        case "CronWorkflow":
            zone, schedules = "timezone", [(("spec", "schedules", index), each) for index, each in enumerate(spec["schedules"])]
        case _:
            return
    name = manifest["metadata"]["name"]
    if len(name) > LONGEST_NAME:
        said = f"`{name}` is longer than {LONGEST_NAME} characters, and what it starts is called after it"
        yield Fault(path=("metadata", "name"), message=said, help="shorten `name:` of the schedule")
    yield from _times(schedules)
    if zone in spec and spec[zone] not in time_zones():
        yield Fault(path=("spec", zone), message=f"there is no time zone `{spec[zone]}`", help="write one of the IANA database")
    if spec.get("concurrencyPolicy", "Allow") not in _POLICIES:
        yield Fault(path=("spec", "concurrencyPolicy"), message="no such policy", help="one of " + ", ".join(_POLICIES))


def _times(schedules: list[tuple[source.KeyPath, str]]) -> Iterator[Fault]:
    for path, text in schedules:
        read = parse_cron(text)
        if isinstance(read, str):
            yield Fault(path=path, message=f"`{text}` is no schedule: {read}", help="correct `cron:` of the schedule")


def _pod(job: Mapping[str, Any]) -> Iterator[Fault]:
    path: source.KeyPath = ("spec", "jobTemplate", "spec", "template", "spec")
    policy = job["template"].get("spec", {}).get("restartPolicy", "Always")
    if policy not in {"Never", "OnFailure"}:
        said = f"the pods of a job cannot be restarted `{policy}`"
        yield Fault(path=(*path, "restartPolicy"), message=said, help="write `Never` or `OnFailure`")
