"""The section `probes`: questions asked from outside, through a blackbox exporter."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from tocsin.section import DurationText, Items, Section, Text, mistake
from tocsin.threshold import AlertName


class Http(Section):
    """An HTTP request and what a good answer is."""

    method: Literal["GET", "HEAD", "POST", "PUT"] = "GET"
    """Method."""
    headers: dict[str, str] = Field(default_factory=dict)
    """Headers, without secrets."""
    body: str | None = None
    """Body of the request."""
    status: Items[Annotated[int, Field(ge=100, le=599)]] = ()
    """Status codes that are good; default: 2xx."""
    expect: str | None = None
    """RE2 expression that the answer's body must match."""
    http2: bool = True
    """Whether HTTP/2 is tried."""


class Tcp(Section):
    """A TCP connection; what is sent and what must come back."""

    send: str | None = None
    """Line to send."""
    expect: str | None = None
    """RE2 expression that the answer must match."""


class Probe(Section):
    """One question, asked again and again."""

    url: Text | Items[Text]
    """Target or targets."""
    http: Http | None = None
    """An HTTP question; the default is a plain GET."""
    tcp: Tcp | None = None
    """A TCP question."""
    module: str | None = None
    """An existing module of the blackbox exporter instead."""
    every: DurationText = "1m"
    """How often."""
    timeout: DurationText = "10s"
    """How long an answer may take; at most the interval."""
    down: DurationText = "2m"
    """How long it may fail before an alert."""
    severity: str | None = None
    """Severity of that alert; default: the gravest."""
    alert: AlertName | None = None
    """Name of that alert; default: from the probe's name."""
    component: str | None = None
    """The label `component` of its alerts."""
    slow: DurationText | None = None
    """An answer that takes longer is a warning."""

    @model_validator(mode="before")
    @classmethod
    def _one(cls, given: Any) -> Any:  # noqa: ANN401  # whatever the file holds
        if isinstance(given, dict) and sum(given.get(key) is not None for key in ("http", "tcp", "module")) > 1:
            raise mistake("probe/two-modules", "a probe asks one kind of question", "keep one of `http:`, `tcp:`, `module:`")
        return given
