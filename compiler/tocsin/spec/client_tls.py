"""TLS of what is scraped and probed: as that of receivers, but for certificates of authorities that stand in a ConfigMap."""

from typing import Annotated, Final

from pydantic import BeforeValidator, StringConstraints, ValidationInfo

from tocsin.section import Name, Secret, Section
from tocsin.spec.receivers.http_client import Tls
from tocsin.spec.receivers.reference import by_reference
from tocsin.spec.receivers.upstream import Upstream

TLS: Final = Upstream(name="tls_config", resource="tlsConfig")


class ConfigMapRef(Section):
    """A key of a Kubernetes ConfigMap: certificates of authorities are no secret."""

    config_map: Name
    """Name of the ConfigMap, in the namespace of what reads it: the monitor of a scrape, the blackbox exporter."""
    key: Annotated[str, StringConstraints(pattern=r"^[-._a-zA-Z0-9]+$")]
    """Key inside the ConfigMap."""


def _certificates(value: object, info: ValidationInfo) -> object:
    return ConfigMapRef.model_validate(value) if isinstance(value, dict) and "config_map" in value else by_reference(value, info)


Certificates = Annotated[Secret | ConfigMapRef | None, BeforeValidator(_certificates, json_schema_input_type=Secret | ConfigMapRef | None)]


class ClientTls(Tls):
    """How what is scraped or probed over TLS is trusted, and how we identify ourselves."""

    ca: Annotated[Certificates, Upstream(form="wrapped")] = None  # type: ignore[assignment]  # receivers mount no ConfigMaps
    """Certificates of the authorities to trust, in place of the system's; they may stand in a ConfigMap, too."""
