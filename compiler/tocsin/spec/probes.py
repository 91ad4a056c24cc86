"""The section `probes`: questions asked from outside, through a blackbox exporter."""

import re
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from tocsin.duration import parse_duration
from tocsin.regex import late
from tocsin.section import Distinct, DurationText, Period, Regex, Section, Text, mistake
from tocsin.section.naming import Word, has_host
from tocsin.section.verbatim import AS_IT_IS, Verbatim
from tocsin.spec.client_tls import TLS, ClientTls
from tocsin.spec.receivers.http_client import Authorization, BasicAuth, one_way
from tocsin.spec.token import TokenRequest
from tocsin.threshold import AlertName

_HEADER: Final = late(r"[-!#$%&'*+.^_`|~0-9A-Za-z]+")  # https://www.rfc-editor.org/rfc/rfc9110#name-tokens


def _header(name: str) -> str:
    if not _HEADER.fullmatch(name):
        raise mistake("probe/bad-header", f"`{name}` is no name of a header", "write it as HTTP does, for example `Content-Type`")
    return name


HeaderName = Annotated[str, AfterValidator(_header)]
HeaderText = Annotated[str, StringConstraints(pattern=r"^[^\r\n]*$"), AS_IT_IS]
Pattern = Annotated[Regex, StringConstraints(min_length=1), AS_IT_IS]

_FACT: Final = late(r"<<\s*\w+\s*>>")
_USER: Final = late(r"[a-z][a-z0-9+.-]*://[^/?#\s]*@")
_ADDRESS: Final = late(r"([a-z][a-z0-9+.-]*://)?([^\s/:@\[\]]+|\[[0-9a-fA-F:.]+\])(:[0-9]{1,5})?([/?]\S*)?")


def _address(text: str) -> str:
    if _USER.match(text):  # whose text is not told: it holds a password
        remedy = "take `user:password@` out, and write `http: {basic_auth: ...}`, which reads it from a Secret"
        raise mistake("security/credentials-in-url", "the URL carries a user name or password", remedy)
    filled = _FACT.sub("x", text)
    if not _ADDRESS.fullmatch(filled) or ("://" in filled and not has_host(filled)):
        raise mistake("probe/bad-target", f"`{text}` is neither a URL nor a host and port", "write `https://host/path` or `host:port`")
    return text


Address = Annotated[Text, AfterValidator(_address)]


class Http(Section):
    """An HTTP request and what a good answer is."""

    method: Literal["GET", "HEAD", "POST", "PUT"] = "GET"
    """Method."""
    headers: dict[HeaderName, HeaderText] = Field(default_factory=dict)
    """Headers, without secrets."""
    body: str | None = None
    """Body of the request; facts are filled in: `{"model": "<< model >>"}`."""
    status: Distinct[Annotated[int, Field(ge=100, le=599)]] = ()
    """Status codes that are good; default: 2xx. With a redirect among them, such as 301, none is followed."""
    expect: Pattern | None = None
    """RE2 expression that the answer's body must match."""
    http2: bool = True
    """Whether HTTP/2 is tried."""
    tls: Annotated[ClientTls | None, TLS] = None
    """Whom to trust, and the certificate to show."""
    basic_auth: BasicAuth | None = None
    """User name and password that are asked for."""
    authorization: Authorization | None = None
    """A token that is asked for, or another kind of `Authorization` header."""
    oauth2: TokenRequest | None = None
    """A token of OAuth 2.0 that is asked for."""

    @model_validator(mode="after")
    def _answered(self) -> Self:
        if self.method == "HEAD" and self.expect is not None:
            message = "the answer to HEAD has no body that could match"
            raise mistake("probe/no-body", message, "write `method: GET`, or remove `expect`")
        one_way(self)
        return self


class Tcp(Section):
    """A TCP connection; what is sent and what must come back."""

    send: Verbatim | None = None
    """Line to send."""
    expect: Pattern | None = None
    """RE2 expression that the answer must match."""
    tls: bool | ClientTls = False
    """Whether the connection is encrypted, or how: `{ca: {secret: ..., key: ...}}`."""


class Probe(Section):
    """One question, asked again and again."""

    url: Address | Annotated[Distinct[Address], Field(min_length=1)]
    """Target or targets."""
    http: Http | None = None
    """An HTTP question; the default is a plain GET."""
    tcp: Tcp | None = None
    """A TCP question."""
    module: Word | None = None
    """An existing module of the blackbox exporter instead."""
    every: Period = "1m"
    """How often."""
    timeout: Period = "10s"
    """How long an answer may take; at most the interval."""
    down: DurationText = "2m"
    """How long it may fail before an alert. That nobody asks any more is another one, `...ProbeMissing`, of at most the usual severity."""
    severity: Word | None = None
    """Severity of that alert; default: the gravest."""
    alert: AlertName | None = None
    """Name of that alert; default: from the probe's name."""
    component: Verbatim | None = None
    """The label `component` of its alerts."""
    slow: Period | None = None
    """An answer that takes longer is a warning."""
    certificate: Annotated[dict[Word, Period], Field(min_length=1)] | Literal["usual"] | None = "usual"
    """How long before the certificate expires an alert of each severity fires: `{critical: 7d}`; null: never.

    `usual` is 21d for the usual severity and 7d for the gravest, of an https address or a TCP question with `tls`."""

    @model_validator(mode="before")
    @classmethod
    def _one(cls, given: Any) -> Any:  # noqa: ANN401  # whatever the file holds
        if isinstance(given, dict) and sum(given.get(key) is not None for key in ("http", "tcp", "module")) > 1:
            raise mistake("probe/two-modules", "a probe asks one kind of question", "keep one of `http:`, `tcp:`, `module:`")
        return given

    @model_validator(mode="after")
    def _asked_over_tcp(self) -> Self:
        for url in ((self.url,) if isinstance(self.url, str) else self.url) if self.tcp is not None else ():
            # A fact may be the port, or all of it.
            if "://" in url or not (_FACT.search(url) or re.search(r":[0-9]+$", url)):
                message = f"`{url}` is no host and port, which is all that a TCP question knows"
                raise mistake("probe/no-port", message, "write `host:port`, or ask by `http:`")
        return self

    @model_validator(mode="after")
    def _in_time(self) -> Self:
        slow, timeout, down, every = (parse_duration(each or "0s") or 0 for each in (self.slow, self.timeout, self.down, self.every))
        if slow and slow >= timeout:
            message = f"after {self.timeout} no answer is waited for, so none ever takes longer than {self.slow}"
            raise mistake("probe/slow-after-timeout", message, "write less at `slow`, or more at `timeout`")
        if "down" in self.model_fields_set and 0 < down < every:
            # An answer is what is known until the next one.
            message = f"it is asked every {self.every}, so that one answer that fails has lasted {self.down} before the next one"
            raise mistake("probe/down-below-interval", message, f"write `{self.every}` or more, or `0s` to tell of each that fails")
        return self
