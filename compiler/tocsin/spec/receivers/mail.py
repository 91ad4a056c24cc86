"""E-mail."""

from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from tocsin.regex import late
from tocsin.section import Section, Text, mistake
from tocsin.spec.receivers.http_client import Tls
from tocsin.spec.receivers.integration import Integration
from tocsin.spec.receivers.reference import HostAndPort, MaybeReference
from tocsin.spec.receivers.upstream import PAIRS, Upstream

# What Go's net/mail reads: an address alone, or in angle brackets after a name.
_WORD: Final = r"""[^\s"(),.:;<>@\[\]\\]+"""
_QUOTED: Final = r'"(?:[^"\\]|\\.)*"'
_DOTTED: Final = rf"{_WORD}(?:\.{_WORD})*"
_ADDRESS: Final = rf"(?:{_DOTTED}|{_QUOTED})@(?:{_DOTTED}|\[[^\[\]\s]+\])"
_NAME: Final = rf"""(?:[^"(),:;<>@\[\]\\]|{_QUOTED})*"""  # character by character: words in a repetition would be tried in all ways
_MAILBOX: Final = late(rf"(?:\s*{_ADDRESS}|{_NAME}<\s*{_ADDRESS}\s*>)\s*")
_BETWEEN: Final = late(rf"((?:{_QUOTED}|[^\",])*)(?:,|$)")
_FACT: Final = late(r"<<[^<>]*>>")


def _addresses(text: str) -> str:
    # Alertmanager parses addresses only when it sends, so that a wrong one would be found by the first lost alert.
    for address in () if "{{" in text else _separated(text):
        if not _MAILBOX.fullmatch(_FACT.sub("fact", address)):
            remedy = "separate addresses by commas" if ";" in address else "write `name@example.com`, several separated by commas"
            raise mistake("receiver/bad-address", f"`{address.strip()}` is not an e-mail address", remedy)
    return text


def _separated(text: str) -> list[str]:
    """Return what stands between the commas of `text` that are not quoted."""
    if text.count('"') % 2:
        return text.split(",")
    return [found[1] for found in _BETWEEN.finditer(text) if found[0] or not text]


def _address(text: str) -> str:
    if "{{" not in text and len(_separated(_addresses(text))) > 1:
        raise mistake("receiver/bad-address", f"`{text}` is more than one sender", "write one: for several Alertmanager sends nothing")
    return text


Address = Annotated[Text, AfterValidator(_address)]
"""One mail address."""

Addresses = Annotated[Text, AfterValidator(_addresses)]
"""Mail addresses, separated by commas."""


class Threading(Section):
    """Bind the mails of one alert group together, so that mail programs show them as one conversation."""

    STRUCT: ClassVar[str] = "ThreadingConfig"

    thread_by_date: Literal["daily", "none"]
    """Begin a new conversation each day (`daily`), or never (`none`)."""


class Email(Integration):
    """A mail. What is left out comes from `alertmanager.smtp`."""

    STRUCT: ClassVar[str] = "EmailConfig"

    to: Addresses
    """Who gets the mail; several addresses separated by commas."""
    from_: Annotated[Address | None, Field(alias="from"), Upstream(name="from", resource="from")] = None
    """Sender."""
    smarthost: HostAndPort | None = None
    """Mail server that takes the mail, as `host:port`."""
    hello: Text | None = None
    """Host name to introduce ourselves with to the mail server."""
    auth_username: Text | None = None
    """User name at the mail server."""
    auth_password: MaybeReference = None
    """Password at the mail server (LOGIN and PLAIN)."""
    auth_secret: MaybeReference = None
    """Secret for CRAM-MD5."""
    auth_identity: Text | None = None
    """Identity for PLAIN, when it is not the user name."""
    require_tls: bool | None = None
    """Refuse to send unencrypted; on unless switched off."""
    force_implicit_tls: bool | None = None
    """Speak TLS from the first byte (true) or start it later (false), whatever the port says."""
    tls_config: Tls | None = None
    """TLS towards the mail server."""
    headers: Annotated[dict[str, Text] | None, PAIRS] = None
    """More mail headers, by name; they replace those that Alertmanager sets."""
    html: Text | None = None
    """Body in HTML."""
    text: Text | None = None
    """Body in plain text."""
    threading: Threading | None = None
    """Conversations of mails."""

    @model_validator(mode="after")
    def _headers_agree(self) -> Self:
        seen: set[str] = set()
        for name in self.headers or ():
            if name.lower() in seen:
                raise mistake(
                    "receiver/duplicate-header", f"the header `{name}` is given twice", "header names ignore case: keep one of them"
                )
            seen.add(name.lower())
        clash = sorted(seen & {"references", "in-reply-to"})
        if self.threading and clash:
            raise mistake(
                "receiver/threading-header", f"`threading` sets the header `{clash[0]}` itself", "remove the header, or `threading`"
            )
        return self
