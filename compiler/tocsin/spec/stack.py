"""The section `platform.stack`: the monitoring stack itself, compiled into values of the chart kube-prometheus-stack."""

from decimal import Decimal
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from tocsin.regex import late
from tocsin.section import Amount, Name, Period, Section, mistake
from tocsin.units import Quantity, kind_of

_SIZE: Final = late(r"(\S*\d) ?([kMGTP]?|[KMGTP]i)B")

ServiceType = Literal["ClusterIP", "NodePort", "LoadBalancer"]


def _size(quantity: Quantity) -> Quantity:
    if quantity.dimension != "bytes" or quantity.amount <= 0:
        given = kind_of(quantity) if quantity.dimension != "bytes" else "nothing"
        raise mistake("stack/no-size", f"`{quantity.text}` is {given}, no size of a volume", "write a number of bytes: `50GiB`, `20GB`")
    return quantity


Size = Annotated[Amount, AfterValidator(_size)]
"""How big a volume is."""


def kubernetes_size(size: Quantity) -> str:
    """Return a size as Kubernetes spells it, in the unit that the author chose.

    https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/

    >>> from tocsin.units import parse_quantity
    >>> [kubernetes_size(parse_quantity(text)) for text in ("20GB", "20GiB", "1.5 TiB", "1e3MB", "512B")]
    ['20G', '20Gi', '1.5Ti', '1000M', '512']
    """
    match = _SIZE.fullmatch(size.text)
    if match is None:
        raise ValueError(size.text)
    number = format(Decimal(match[1]), "f")
    return f"{number.rstrip('0').rstrip('.') if '.' in number else number}{match[2]}"


class PrometheusStack(Section):
    """How Prometheus is installed."""

    retention: Period | None = None
    """How long samples are kept."""
    storage: Size | None = None
    """Size of its volume."""
    service: ServiceType = "ClusterIP"
    """How it is reached."""


class ImportedDashboard(Section):
    """A dashboard published on grafana.com."""

    id: int = Field(ge=1)
    """Its number there."""
    revision: int = Field(default=1, ge=1)
    """Its revision: pinned, because the publisher can change it."""


class GrafanaStack(Section):
    """How Grafana is installed."""

    storage: Size | None = None
    """Size of its volume."""
    service: ServiceType = "ClusterIP"
    """How it is reached."""
    internal: bool = False
    """Whether the cloud's load balancer has no address on the internet, on AKS, EKS and GKE."""
    tls: Name | None = None
    """Secret of the type `kubernetes.io/tls` with which Grafana itself speaks HTTPS; what is reached from outside must have one."""
    port: int | None = Field(default=None, ge=1, le=65535)
    """Port of the service; default: 443 with `tls`, otherwise 80."""
    admin: Name | None = None
    """Secret with the keys `admin-user` and `admin-password`; passwords are never written down."""
    dashboards: dict[Name, ImportedDashboard] = Field(default_factory=dict)
    """Dashboards of grafana.com to import."""

    @model_validator(mode="after")
    def _internal_balancer(self) -> Self:
        if self.internal and self.service != "LoadBalancer":
            raise mistake(
                "stack/no-load-balancer", "`internal` is said of a load balancer", "write `service: LoadBalancer`, or remove `internal`"
            )
        return self


class Stack(Section):
    """Values for the chart kube-prometheus-stack."""

    prometheus: PrometheusStack = Field(default_factory=PrometheusStack.model_construct)
    """How Prometheus is installed."""
    grafana: GrafanaStack = Field(default_factory=GrafanaStack.model_construct)
    """How Grafana is installed."""
    node_exporter: bool = True
    """Whether the node exporter runs on every node."""
    kube_state_metrics: bool = True
    """Whether kube-state-metrics runs."""
