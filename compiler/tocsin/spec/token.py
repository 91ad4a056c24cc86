"""How a scrape or a probe fetches a token to show; the other ways to prove who asks are those of receivers."""

from typing import Annotated

from tocsin.section import Items, Section, Text
from tocsin.spec.client_tls import TLS, ClientTls
from tocsin.spec.receivers.reference import Reference, TextOrReference, Url
from tocsin.spec.receivers.upstream import Upstream


class TokenRequest(Section):
    """A token of OAuth 2.0, fetched by client credentials whenever the one before has ended."""

    client_id: Annotated[TextOrReference, Upstream(resource="clientId", form="wrapped")]
    """Identifier of the client: written out, except that a ServiceMonitor or PodMonitor wants a reference."""
    client_secret: Reference
    """Secret of the client."""
    token_url: Annotated[Url, Upstream(resource="tokenUrl")]
    """Where tokens are fetched."""
    scopes: Items[Text] = ()
    """Scopes to ask for."""
    endpoint_params: dict[str, Text] | None = None
    """Parameters to add to the token request."""
    tls: Annotated[ClientTls | None, TLS] = None
    """TLS of the token request."""
