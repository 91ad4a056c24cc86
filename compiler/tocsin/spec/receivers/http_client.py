"""How Alertmanager's HTTP client reaches a service: authentication, TLS, proxy, headers."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import JsonValue, model_validator

from tocsin.section import Items, Secret, SecretRef, Section, Text, mistake
from tocsin.spec.receivers.one_or_many import OneOrMany
from tocsin.spec.receivers.reference import MaybeReference, ProxyUrl, Reference, TextOrReference, Url
from tocsin.spec.receivers.upstream import NOT_IN_RESOURCE, Upstream

TlsVersion = Literal["TLS10", "TLS11", "TLS12", "TLS13"]


class Tls(Section):
    """How the other side of a TLS connection is trusted, and how we identify ourselves."""

    STRUCT: ClassVar[str] = "TLSConfig"

    ca: Annotated[MaybeReference, Upstream(form="wrapped")] = None
    """Certificates of the authorities to trust, in place of the system's."""
    cert: Annotated[MaybeReference, Upstream(form="wrapped")] = None
    """Our client certificate; needs `key`."""
    key: Annotated[MaybeReference, Upstream(resource="keySecret")] = None
    """Private key of the client certificate; needs `cert`."""
    server_name: Text | None = None
    """Name to expect in the server's certificate, when it is not the host that is asked."""
    insecure_skip_verify: bool | None = None
    """Accept any certificate. Whoever sits on the wire can then read and forge what is sent."""
    min_version: TlsVersion | None = None
    """Oldest TLS version to accept."""
    max_version: TlsVersion | None = None
    """Newest TLS version to offer."""

    @model_validator(mode="after")
    def _key_and_certificate(self) -> Self:
        if (self.cert is None) != (self.key is None):
            given, lacking = ("cert", "key") if self.key is None else ("key", "cert")
            raise mistake("security/half-a-certificate", f"`{given}` is given without `{lacking}`", "name both, or neither")
        return self


class Proxy(Section):
    """A proxy on the way to the service."""

    proxy_url: Annotated[ProxyUrl | None, Upstream(resource="proxyUrl")] = None
    """Address of the proxy."""
    no_proxy: Text | None = None
    """Comma-separated hosts, domains and networks to reach without the proxy."""
    proxy_from_environment: bool | None = None
    """Take the proxy from the environment variables HTTP_PROXY, HTTPS_PROXY and NO_PROXY of Alertmanager."""
    proxy_connect_header: dict[str, Items[SecretRef]] | None = None
    """Headers for the proxy itself, sent when a tunnel is opened. Only an AlertmanagerConfig resource can carry them by reference."""

    @model_validator(mode="after")
    def _one_proxy(self) -> Self:
        if self.proxy_from_environment and (self.proxy_url or self.no_proxy):
            raise mistake("receiver/two-proxies", "`proxy_from_environment` excludes `proxy_url` and `no_proxy`", "keep one of them")
        if self.no_proxy and not self.proxy_url:
            raise mistake("receiver/no-proxy-url", "`no_proxy` means nothing without `proxy_url`", "add `proxy_url`, or remove `no_proxy`")
        if self.proxy_connect_header and not (self.proxy_url or self.proxy_from_environment):
            raise mistake("receiver/no-proxy-url", "`proxy_connect_header` means nothing without a proxy", "add `proxy_url`")
        return self


class BasicAuth(Section):
    """User name and password in the `Authorization` header."""

    STRUCT: ClassVar[str] = "BasicAuth"

    username: Annotated[TextOrReference, Upstream(form="selector")]
    """User name, written out or by reference."""
    password: MaybeReference = None
    """Password."""


class Authorization(Section):
    """Any other `Authorization` header."""

    STRUCT: ClassVar[str] = "Authorization"

    type: Text | None = None
    """Word before the credentials; `Bearer` unless given."""
    credentials: Reference
    """Credentials that follow the type."""

    @model_validator(mode="after")
    def _not_basic(self) -> Self:
        if self.type is not None and self.type.strip().lower() == "basic":
            raise mistake(
                "security/basic-authorization", "`authorization` cannot be of type `Basic`", "use `basic_auth: {username, password}`"
            )
        return self


class OAuth2(Proxy):
    """A token fetched with OAuth 2.0 before each request that needs one."""

    STRUCT: ClassVar[str] = "OAuth2"

    client_id: Annotated[TextOrReference, Upstream(resource="clientId", form="wrapped")]
    """Identifier of the client: written out, except that an AlertmanagerConfig resource wants a reference."""
    client_secret: MaybeReference = None
    """Secret of the client."""
    token_url: Annotated[Url, Upstream(resource="tokenUrl")]
    """Where tokens are fetched."""
    scopes: Items[Text] = ()
    """Scopes to ask for."""
    endpoint_params: dict[str, Text] | None = None
    """Parameters to add to the token request."""
    tls_config: Tls | None = None
    """TLS for the token request."""
    grant_type: Annotated[Literal["client_credentials", "urn:ietf:params:oauth:grant-type:jwt-bearer"] | None, NOT_IN_RESOURCE] = None
    """How the client proves itself; client credentials unless given."""
    client_certificate_key: Annotated[MaybeReference, NOT_IN_RESOURCE] = None
    """Private key that signs the JWT of the `jwt-bearer` grant."""
    client_certificate_key_id: Annotated[Text | None, NOT_IN_RESOURCE] = None
    """Identifier of that key."""
    signature_algorithm: Annotated[Literal["RS256", "RS384", "RS512"] | None, NOT_IN_RESOURCE] = None
    """How the JWT is signed; RS256 unless given."""
    iss: Annotated[Text | None, NOT_IN_RESOURCE] = None
    """Issuer of the JWT; `client_id` unless given."""
    audience: Annotated[Text | None, NOT_IN_RESOURCE] = None
    """Audience of the JWT; `token_url` unless given."""
    claims: Annotated[dict[str, JsonValue] | None, NOT_IN_RESOURCE] = None
    """More claims for the JWT."""


def one_way(section: Section) -> None:
    """Raise the mistake of a section that authenticates in several ways: a request has one header `Authorization`."""
    given = [name for name in ("basic_auth", "authorization", "oauth2") if getattr(section, name) is not None]
    if len(given) > 1:
        listed = " and ".join(f"`{name}`" for name in given)
        raise mistake("security/two-authentications", f"{listed} exclude each other", "keep the one that the service asks for")


HeaderValues = Annotated[Text | Secret | tuple[Text | Secret, ...], OneOrMany(TextOrReference)]

# https://github.com/prometheus/common/blob/v0.67.5/config/headers.go: Alertmanager refuses to start with one of these.
_RESERVED = frozenset(
    [
        "authorization",
        "host",
        "content-encoding",
        "content-length",
        "content-type",
        "user-agent",
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "www-authenticate",
        "accept-encoding",
        "x-prometheus-remote-write-version",
        "x-prometheus-remote-read-version",
        "x-prometheus-scrape-timeout-seconds",
        "x-amz-date",
        "x-amz-security-token",
        "x-amz-content-sha256",
    ]
)


class HttpClient(Proxy):
    """The HTTP client of an integration. What is left out comes from `alertmanager.http_config`, if that is given."""

    STRUCT: ClassVar[str] = "HTTPClientConfig"

    basic_auth: BasicAuth | None = None
    """User name and password."""
    authorization: Authorization | None = None
    """Bearer token or another kind of `Authorization` header."""
    oauth2: OAuth2 | None = None
    """OAuth 2.0 token."""
    tls_config: Tls | None = None
    """TLS of the connection."""
    follow_redirects: bool | None = None
    """Follow redirects; on unless switched off."""
    enable_http2: bool | None = None
    """Offer HTTP/2; on unless switched off."""
    http_headers: Annotated[dict[str, HeaderValues] | None, NOT_IN_RESOURCE] = None
    """More headers, each a text, a reference to a secret, or a list of these."""

    @model_validator(mode="after")
    def _one_identity(self) -> Self:
        one_way(self)
        reserved = sorted(name for name in self.http_headers or () if name.lower() in _RESERVED)
        if reserved:
            raise mistake(
                "receiver/reserved-header",
                f"the header `{reserved[0]}` is set by Alertmanager",
                "use `authorization` or `basic_auth` to authenticate, or another header",
            )
        return self
