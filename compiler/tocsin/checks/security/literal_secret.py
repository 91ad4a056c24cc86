"""A secret that is written down: it stays in the history of the repository for ever, and is in `generated/` too.

Told are headers of probes that authenticate, variables of jobs and parameters of triggers that are called like a secret, and texts of the
form of a well-known token, wherever they stand. What receivers, scrapes and probes prove themselves by can only be named.

Bad (-), good (+):
    models:
      chat:
        workload: {deployment: chat}
        probes:
          completion:
            url: https://chat.example.com/v1/models
  -         http:
  -           headers:
  -             Authorization: Bearer c29tZS1rZXk  # error
  +         http: {authorization: {credentials: {secret: chat, key: token}}}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.regex import late
from tocsin.source import KeyPath
from tocsin.spec.values import values_in

NEVER_ALLOWED: Final = True  # it would be published

_HEADERS: Final = frozenset({"authorization", "proxy-authorization", "cookie", "x-api-key", "api-key", "x-auth-token", "x-access-token"})
_SECRET: Final = late(r"(?:.*_)?(?:password|passwd|passphrase|token|secret|api_?key|access_key|private_key|credentials)", re.IGNORECASE)
_PARAMETER: Final = late(r".*(?:password|token|secret|api_?key|access_?key)", re.IGNORECASE)
_FORMS: Final = (
    r"AKIA[0-9A-Z]{16}",
    r"gh[pousr]_[A-Za-z0-9]{36}",
    r"glpat-[A-Za-z0-9_-]{20}",
    r"xox[abeprs]-[0-9A-Za-z-]{12,}",
    r"\bsk-[A-Za-z0-9_-]{20,}",
    r"\bhf_[A-Za-z0-9]{30,}",
    r"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.",
    r"\bglsa_[A-Za-z0-9]{32}_[a-f0-9]{8}",
    r"\bnvapi-[A-Za-z0-9_-]{40,}",
    r"\bAIza[0-9A-Za-z_-]{35}",
    r"discord(?:app)?\.com/api/webhooks/\d+/[\w-]{20,}",
    r"[?&](?:api[-_]?key|access_token|auth_token|token)=[A-Za-z0-9_.-]{16,}",
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    r"hooks\.slack\.com/services/T[A-Z0-9]+/B[A-Z0-9]+/\w+",
)
_TOKEN: Final = late("|".join(_FORMS))
# What each of them has in it: looking for words one after another is far faster than looking for a form, or for all words at once.
_WORDS: Final = "AKIA gh[pousr]_ glpat- xox sk- hf_ eyJ PRIVATE\\sKEY hooks.slack.com glsa_ nvapi- AIza /api/webhooks/ token= key="
_HINTS: Final = tuple(map(re.compile, _WORDS.split()))
_BY_REFERENCE: Final = "put it into a Kubernetes Secret and write `{secret: <name of the Secret>, key: <key in it>}`"
_IN_ITS_SECTION: Final = (
    "write `authorization: {credentials: {secret: <name of the Secret>, key: <key in it>}}` in place of `headers`, or `basic_auth`"
)
_BY_MODULE: Final = "write a module of the blackbox exporter that reads it from a file, and name it: `module: …`"


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every text that is a secret by its place, and every one that is by its form."""
    told: set[KeyPath] = set()
    for at, message, remedy in (*_headers(checked), *_variables(checked), *_parameters(checked)):
        told.add(at)
        yield Finding(message=message, help=remedy, where=checked, at=at)
    # Whole files are looked through before every text in them is: there is hardly ever one.
    if any(any(hint.search(text) for hint in _HINTS) and _TOKEN.search(text) for text in checked.resolved.origins.texts()):
        for at, text in values_in(checked.resolved.spec, ()):
            if isinstance(text, str) and at not in told and _TOKEN.search(text):
                yield Finding(message="this has the form of a token", help=_BY_REFERENCE, where=checked, at=at)


def _headers(checked: Checked) -> Iterator[tuple[KeyPath, str, str]]:
    for at, subject in checked.subjects:
        for name, probe in subject.probes.items():
            for header, text in probe.http.headers.items() if probe.http is not None else ():
                if header.lower() in _HEADERS and text.strip():
                    remedy = _IN_ITS_SECTION if header.lower() == "authorization" else _BY_MODULE
                    yield (*at, "probes", name, "http", "headers", header), f"the header `{header}` holds a secret", remedy


def _variables(checked: Checked) -> Iterator[tuple[KeyPath, str, str]]:
    for name, model in checked.resolved.spec.models.items():
        job = model.retraining.schedule.job if model.retraining is not None and model.retraining.schedule is not None else None
        for key, value in job.env.items() if job is not None else ():
            if isinstance(value, str) and _SECRET.fullmatch(key) and value and not value.isdigit():
                place: KeyPath = ("models", name, "retraining", "schedule", "job", "env", key)
                yield place, f"the variable `{key}` holds a secret", _BY_REFERENCE


def _parameters(checked: Checked) -> Iterator[tuple[KeyPath, str, str]]:
    for trigger in checked.triggers:
        for key, value in trigger.metadata.items():
            if _PARAMETER.fullmatch(key) and value:
                yield (*trigger.at, "metadata", key), f"the parameter `{key}` holds a secret", _BY_REFERENCE
