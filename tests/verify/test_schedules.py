"""Schedules that were written wrongly are refused, as Kubernetes and Argo would refuse them."""

from __future__ import annotations

import pytest
import yaml

from case import all_cases
from tocsin.verify import strict
from tocsin.verify.complaint import Fault, dotted
from tocsin.verify.kubernetes_rules import schedule

OBJECTS = {
    case.name: next(text for path, text in case.generated().items() if path.startswith("schedules/"))
    for case in all_cases()
    if case.name in {"retraining-job", "retraining-workflow"}
}


def _faults(text: str) -> list[Fault]:
    manifest = yaml.safe_load(text)
    return list(strict.faults(manifest)) or list(schedule.faults(manifest))


@pytest.mark.parametrize("text", OBJECTS.values(), ids=OBJECTS)
def test_what_we_write_is_right(text: str) -> None:
    assert not _faults(text)


@pytest.mark.parametrize(
    ("case", "old", "new", "place", "said"),
    [
        ("retraining-job", "concurrencyPolicy:", "concurrencypolicy:", "spec", "no such field: `concurrencypolicy`"),
        ("retraining-job", "schedule: 30 4", "schedule: 30 24", "spec.schedule", "is no hour"),
        ("retraining-job", "Europe/Berlin", "Europe/Bonn", "spec.timeZone", "no time zone `Europe/Bonn`"),
        ("retraining-job", "Forbid", "Never", "spec.concurrencyPolicy", "no such policy"),
        ("retraining-job", "  name: forecast-retraining", f"  name: {'a' * 53}", "metadata.name", "longer than 52"),
        (
            "retraining-job",
            "restartPolicy: Never",
            "restartPolicy: Always",
            "spec.jobTemplate.spec.template.spec.restartPolicy",
            "`Always`",
        ),
        ("retraining-job", "serviceAccountName", "serviceAccounts", "spec.jobTemplate.spec.template.spec", "no such field"),
        ("retraining-workflow", "schedules:\n", "schedule:\n", "spec", "missing: `schedules`"),
        ("retraining-workflow", '"@daily"', '"@fortnightly"', "spec.schedules[0]", "`@fortnightly`"),
        ("retraining-workflow", "Forbid", "Never", "spec.concurrencyPolicy", "not one of"),
        ("retraining-workflow", "timezone: UTC", "timezone: Local", "spec.timezone", "no time zone"),
        ("retraining-workflow", "workflowTemplateRef", "templateRef", "spec.workflowSpec", "missing: `workflowTemplateRef`"),
    ],
)
def test_what_would_be_refused_is_told(case: str, old: str, new: str, place: str, said: str) -> None:
    assert old in OBJECTS[case]
    found = _faults(OBJECTS[case].replace(old, new, 1))
    assert any(dotted(fault.path) == place and said in fault.message for fault in found), found
