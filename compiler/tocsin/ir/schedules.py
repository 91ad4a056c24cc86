"""What runs on a schedule: one object that starts a job or a workflow again and again."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tocsin import source
from tocsin.ir.whose import whose


class SecretKey(Struct, frozen=True, kw_only=True):
    """A key of a Secret in the namespace of the object that names it."""

    secret: str
    key: str


class Job(Struct, frozen=True, kw_only=True):
    """A pod of one container."""

    image: str
    command: tuple[str, ...]
    """Empty: the image's own."""
    args: tuple[str, ...]
    env: tuple[tuple[str, str | SecretKey], ...]
    service_account: str | None
    requests: Mapping[str, str]
    limits: Mapping[str, str]
    retries: int


class Workflow(Struct, frozen=True, kw_only=True):
    """A workflow from a template of Argo Workflows."""

    template: str
    cluster: bool
    """Whether the template is the whole cluster's."""
    parameters: tuple[tuple[str, str], ...]
    service_account: str | None


class Schedule(Struct, frozen=True, kw_only=True):
    """A CronJob or a CronWorkflow."""

    name: str
    namespace: str
    labels: Mapping[str, str]
    cron: str
    timezone: str
    runs: Job | Workflow
    start_within_seconds: int
    """How late a run may begin."""
    deadline_seconds: int | None
    """How long a run may take."""
    keep_succeeded: int
    keep_failed: int
    sources: tuple[str, ...]
    at: source.KeyPath

    @property
    def file(self) -> str:
        """Its file, which is called after whose it is: objects of two namespaces may have one name."""
        return f"schedules/{whose(self.at)}-retraining.yaml"
