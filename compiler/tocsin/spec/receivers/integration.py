"""What all kinds of integration share."""

from typing import ClassVar

from tocsin.section import Section
from tocsin.spec.receivers.http_client import HttpClient


class Integration(Section):
    """One way of telling somebody."""

    STRUCT: ClassVar[str]
    """Name of Alertmanager's own configuration struct."""
    IN_RESOURCE: ClassVar[bool] = True
    """Whether the AlertmanagerConfig resource knows this kind."""

    send_resolved: bool | None = None
    """Tell also when the alerts are over."""


class HttpIntegration(Integration):
    """An integration that talks HTTP."""

    http_config: HttpClient | None = None
    """Authentication, TLS, proxy and headers of the requests."""
