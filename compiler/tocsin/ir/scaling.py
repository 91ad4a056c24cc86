"""How many replicas a workload gets, and what that decision needs around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from tocsin import promql, source
from tocsin.ir.schedules import SecretKey
from tocsin.ir.whose import whose


class Access(Struct, frozen=True, kw_only=True):
    """How a client gets access to a Prometheus."""

    tenant: str = ""
    """The header `X-Scope-OrgID`."""
    modes: tuple[str, ...] = ()
    """KEDA's `authModes`."""
    token: SecretKey | None = None
    """The bearer token to show."""
    ca: SecretKey | None = None
    """What KEDA trusts besides."""
    aws_region: str = ""
    by_namespace: bool = False
    """Whether each query names its namespace, as OpenShift's port for tenants demands."""


class ScaleTarget(Struct, frozen=True, kw_only=True):
    """An object with a scale subresource."""

    api_version: str
    kind: str
    name: str


class ResourceTarget(Struct, frozen=True, kw_only=True):
    """Mean utilisation of a resource request, in percent."""

    resource: Literal["cpu", "memory"]
    container: str = ""
    """The only container of each pod that counts; empty: all of them."""
    percent: int
    at: source.KeyPath


class MetricTarget(Struct, frozen=True, kw_only=True):
    """A metric to hold at `value`: per replica, or in total.

    `query` returns exactly one element: the total over all replicas.
    """

    name: str
    """The metric; for an HPA the name under which prometheus-adapter serves it, per pod or in total."""
    labels: Mapping[str, str] = {}
    """HPA: labels that select its series among those of a total, or of its pods, besides the namespace."""
    query: promql.Expr
    value: str
    """A Kubernetes quantity in the unit of the metric: `100`, `500m`."""
    number: float
    scope: Literal["per_replica", "total"]
    each_pod: bool = False
    """HPA: whether it asks for a value of each of its pods; if not, for `query`, divided by the replicas for `per_replica`."""
    activation: float
    """KEDA: the value above which the first replica starts; only read when the minimum is 0."""
    at: source.KeyPath


class Hours(Struct, frozen=True, kw_only=True):
    """A least number of replicas from one time until another."""

    name: str
    begins: str
    """Five fields of cron."""
    ends: str
    timezone: str
    replicas: int
    at: source.KeyPath


class TriggerAuthentication(Struct, frozen=True, kw_only=True):
    """The credentials of a trigger: an object of KEDA, which tocsin writes where the spec says what is in it."""

    name: str
    of_cluster: bool = False
    """Whether it is a ClusterTriggerAuthentication."""
    secrets: Mapping[str, SecretKey] = {}
    """Its parameters, each with the key of a Secret that holds it."""
    identity: Mapping[str, str] = {}
    """The `podIdentity`, field by field."""


class Trigger(Struct, frozen=True, kw_only=True):
    """KEDA: a scaler other than Prometheus."""

    name: str
    type: str
    metadata: Mapping[str, str]
    metric_type: Literal["AverageValue", "Value"]
    authentication: TriggerAuthentication | None
    at: source.KeyPath


class Policy(Struct, frozen=True, kw_only=True):
    """At most this much change in this period."""

    kind: Literal["Percent", "Pods"]
    value: int
    period_seconds: int


class Rules(Struct, frozen=True, kw_only=True):
    """One direction of scaling."""

    window_seconds: int | None
    select: Literal["Max", "Min", "Disabled"] | None
    policies: tuple[Policy, ...]


class Fallback(Struct, frozen=True, kw_only=True):
    """The number of replicas while a metric cannot be read, after `failures` failed attempts."""

    failures: int
    replicas: int
    behavior: str
    """KEDA's word for which number counts, `replicas` or the present one; empty: its default."""


class Autoscaler(Struct, frozen=True, kw_only=True):
    """One autoscaler on one target."""

    name: str
    namespace: str
    labels: Mapping[str, str]
    by: Literal["hpa", "keda"]
    target: ScaleTarget
    minimum: int
    maximum: int
    resources: tuple[ResourceTarget, ...]
    metrics: tuple[MetricTarget, ...]
    hours: tuple[Hours, ...] = ()
    """KEDA: when there are more replicas than the minimum."""
    triggers: tuple[Trigger, ...] = ()
    up: Rules | None
    down: Rules | None
    polling_seconds: int
    cooldown_seconds: int
    fallback: Fallback | None
    """KEDA: None keeps the present number of replicas."""
    server: str
    """URL of the Prometheus that KEDA asks."""
    access: Access = Access()
    authentication: TriggerAuthentication | None = None
    """What KEDA authenticates by there."""
    sources: tuple[str, ...]
    at: source.KeyPath

    @property
    def file(self) -> str:
        """Its file, which is called after whose it is: objects of two namespaces may have one name."""
        return f"autoscalers/{whose(self.at)}-scaler.yaml"

    @property
    def own_authentications(self) -> tuple[tuple[TriggerAuthentication, str, source.KeyPath], ...]:
        """The objects that KEDA authenticates by and that tocsin writes, each with its file and its place in the spec."""
        said = ((self.authentication, "prometheus", self.at), *((each.authentication, each.name, each.at) for each in self.triggers))
        stem = self.file.removesuffix(".yaml")
        return tuple(
            (each, f"{stem}-{name}.authentication.yaml", at)
            for each, name, at in said
            if each is not None and (each.secrets or each.identity)
        )


class AdapterRule(Struct, frozen=True, kw_only=True):
    """A prometheus-adapter rule that serves a metric of HPAs: per pod (custom.metrics) or in total (external.metrics)."""

    metric: str
    scope: Literal["per_replica", "total"]
    series: str
    """The series query: what the adapter discovers."""
    query: str
    """The metrics query, with the adapter's `<<.LabelMatchers>>` and `<<.GroupBy>>`."""
    namespace_label: str
    """The label that the adapter compares with the HPA's namespace; empty: none."""
    pod_label: str
    at: source.KeyPath
    """The place of one of the targets that need the rule."""


class WorkloadPatch(Struct, frozen=True, kw_only=True):
    """A strategic merge patch that the owner of the workload must apply, and why."""

    name: str
    why: str
    body: Mapping[str, object]
    at: source.KeyPath
