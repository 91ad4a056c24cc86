"""The section `scrape`: how metrics are collected, and what is told when they cannot be."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from tocsin.section import Distinct, LabelName, Name, Period, Regex, Section, mistake
from tocsin.section.naming import HostAndPort, KubernetesKey, PortName, TargetLabel, Word
from tocsin.section.verbatim import Verbatim
from tocsin.spec.client_tls import TLS, ClientTls
from tocsin.spec.down import TargetsDown
from tocsin.spec.receivers.http_client import Authorization, BasicAuth, one_way
from tocsin.spec.token import TokenRequest
from tocsin.threshold import AlertName

Port = Annotated[int, Field(ge=1, le=65535)]


class Series(Section):
    """How many series its metrics may bring."""

    budget: int | None = Field(default=None, ge=1)
    """The most, over all its replicas; default: the platform's."""
    values: dict[LabelName, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)
    """How many values a label has: `{path: 40}`. Of the others at least one is reckoned with."""


class Scrape(Section):
    """How its metrics are collected."""

    port: PortName | Port | None = None
    """Name of the port on the Service (or container), or its number. Only an existing job and `targets` need none."""
    path: Annotated[str, StringConstraints(pattern=r"^/\S*$")] = "/metrics"
    """Path of the metrics page."""
    scheme: Literal["http", "https"] = "http"
    """Protocol."""
    tls: Annotated[ClientTls | None, TLS] = None
    """Whom to trust, and the certificate to show; needs `scheme: https`."""
    basic_auth: BasicAuth | None = None
    """User name and password that are asked for."""
    authorization: Authorization | None = None
    """A token that is asked for, or another kind of `Authorization` header."""
    oauth2: TokenRequest | None = None
    """A token of OAuth 2.0 that is asked for."""
    every: Period | None = None
    """Interval; default: the platform's."""
    timeout: Period | None = None
    """How long an answer may take; at most the interval."""
    through: Literal["service", "pods"] | None = None
    """Over its Service or its pods; default: the Service, for KServe the pods."""
    job_label: KubernetesKey | None = None
    """Label of the Service whose value becomes `job`; default: the Service's name."""
    job: Verbatim | None = None
    """The value of the label `job`, when an existing scrape job (not generated here) collects the metrics."""
    pushed: bool = False
    """Whether runs of `job` push its metrics to a Pushgateway, a component of its own: nothing of it answers scrapes, or can be down.

    Where one component has `runtime: pushgateway`, what its pack tells of each job is told of this one as an alert of its own.
    """
    targets: Distinct[HostAndPort] = ()
    """`host:port` of what a plain Prometheus scrapes; where prometheus-operator runs, it finds them itself."""
    namespace: Name | None = None
    """Namespace of what an existing job scrapes, when not the model's: an exporter's, for example."""
    honor_labels: bool | None = None
    """Whether labels of the exporter win over those of the scrape; default: as its runtime's pack says, else not.

    What asks for its series asks accordingly: for `namespace` or for `exported_namespace`.
    """
    labels: dict[TargetLabel, Verbatim] = Field(default_factory=dict)
    """Labels that every series of it gets: `where`, `by` and `compare` may name them."""
    pod_labels: dict[TargetLabel, KubernetesKey] = Field(default_factory=dict)
    """Labels that its series get with the values that labels of their pods have: `{version: app.kubernetes.io/version}`."""
    drop: Distinct[Annotated[Regex, StringConstraints(min_length=1)]] = ()
    """Regular expressions of metric names not to store."""
    series: Series = Field(default_factory=Series.model_construct)
    """How many series it may bring."""
    down: Period | TargetsDown | None = "3m"
    """How long the targets may all be down or missing before an alert, or `{for: 15m, above: 10%}`, `{for: 3m, by: [instance]}` where one
    of many matters; null: never alert. By default what may sleep is given as long more as a replica `starts`.
    """
    severity: Word | None = None
    """Severity of that alert; default: the gravest."""
    alert: AlertName = "TargetDown"
    """Name of that alert."""
    component: Verbatim | None = None
    """The label `component` of that alert."""

    @model_validator(mode="after")
    def _one_job(self) -> Self:
        if self.job is not None and self.targets:
            remedy = "keep `job` when it exists, or `targets` to generate one"
            raise mistake("scrape/two-jobs", "an existing job has targets of its own", remedy)
        if self.pushed and self.job is None:
            raise mistake("scrape/pushed-by-nobody", "`job` is missing", "add `job:`, by which it pushes")
        if self.port is None and self.job is None and not self.targets:
            raise mistake("scrape/no-port", "`port` is missing", "add `port:`, the name of the port that serves the metrics")
        if self.namespace is not None and self.job is None and not self.targets:
            message = "what is scraped here is in the namespace of what is monitored, and its series bear that one"
            remedy = "write `namespace:` beside `scrape:`, or name the existing job with `job:`"
            raise mistake("scrape/elsewhere", message, remedy)
        for label in sorted(self.labels.keys() & self.pod_labels.keys()):
            raise mistake("scrape/label-twice", f"`{label}` is given in `labels:` and in `pod_labels:`", "remove it from one of them")
        return self

    @model_validator(mode="after")
    def _let_in(self) -> Self:
        one_way(self)
        if self.tls is not None and self.scheme == "http":
            message = "`tls` has no effect over HTTP, which is what is asked here"
            raise mistake("scrape/tls-without-https", message, "add `scheme: https`, or remove `tls`")
        return self

    @property
    def given(self) -> frozenset[str]:
        """The labels that it gives its series."""
        return frozenset({*self.labels, *self.pod_labels})
