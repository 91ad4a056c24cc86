"""The names and labels that authors choose: what the programs behind them take as it is, and nothing of ours is replaced by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, WithJsonSchema

from tocsin import conventions
from tocsin.catalog.releases import RELEASES_PATTERN
from tocsin.catalog.vocabulary import FORMAT_LABELS, TARGET_LABELS
from tocsin.regex import late
from tocsin.section import LabelName, Text, mistake
from tocsin.section.notation import placeholder_remedy
from tocsin.source import KeyPath

_WORD: Final = r"[A-Za-z0-9_:][-A-Za-z0-9_:.]*"
_IS_WORD: Final = re.compile(_WORD).fullmatch
_LONGEST_WORD: Final = 100


def _word(text: str) -> str:
    if not _IS_WORD(text) or len(text) > _LONGEST_WORD:
        shown = f"`{text}`" if text and len(text) <= _LONGEST_WORD and text.isprintable() else "this"
        raise mistake("spec/bad-word", f"{shown} is no name", f"use at most {_LONGEST_WORD} letters, digits, `_`, `-`, `.` and `:`")
    return text


Word = Annotated[str, AfterValidator(_word), WithJsonSchema({"type": "string", "pattern": f"^{_WORD}$", "maxLength": _LONGEST_WORD})]
"""The name of something that is no Kubernetes object: a metric, a threshold, a severity, a receiver."""

PackName = Annotated[
    str,
    AfterValidator(_word),
    WithJsonSchema({"type": "string", "pattern": f"^{_WORD}(@{RELEASES_PATTERN})?$", "examples": ["vllm", "vllm@0.11", "vllm@0.10-0.12"]}),
]
"""The name of a pack. The releases that a file states behind it are gone when it is validated."""

_PORT: Final = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_LONGEST_PORT: Final = 63


def _port(text: str) -> str:
    if text.isdecimal() and text.startswith("0"):
        raise mistake("scrape/port-in-quotes", f"`{text}` begins with 0, which makes it a text and a port's name", f"write `{int(text)}`")
    if text.isdecimal():
        raise mistake("scrape/port-in-quotes", f"`{text}` in quotes is a port's name", "write the number without quotes")
    if not re.fullmatch(_PORT, text) or len(text) > _LONGEST_PORT:
        remedy = placeholder_remedy(text) or f"use at most {_LONGEST_PORT} lower-case letters, digits and `-`, or write its number"
        raise mistake("scrape/bad-port-name", f"`{text}` cannot name a port", remedy)
    return text


PortName = Annotated[str, AfterValidator(_port), WithJsonSchema({"type": "string", "pattern": f"^{_PORT}$", "maxLength": _LONGEST_PORT})]
"""The name of a port of a Service or container. https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports"""


def has_host(url: str) -> bool:
    """Tell whether a URL names a host that can be asked: brackets hold an address, and a port is one.

    >>> [has_host(url) for url in ("http://a/b", "http://[::1]:80", "http://[::1", "http://a:99999", "http://")]
    [True, True, False, False, False]
    """
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


_FILLED_IN: Final = re.compile(r"<<.*?>>|\{\{.*?\}\}")


def _link(text: str) -> str:
    filled = _FILLED_IN.sub("x", text)
    if not re.fullmatch(r"https?://\S+", filled) or not has_host(filled):
        raise mistake("spec/bad-link", f"`{text}` is nothing to click on", "write a URL: `https://wiki.example.org/runbooks/<< alert >>`")
    return text


Link = Annotated[Text, AfterValidator(_link)]
"""A page for people; facts and Prometheus' templates may be part of its URL."""

_ENDPOINT: Final = late(r"[^/\s:]+:(?P<port>[0-9]{1,5})|\[[0-9a-fA-F:.]+\]:(?P<port6>[0-9]{1,5})")
_LAST_PORT: Final = 65535


def _endpoint(text: str) -> str:
    found = _ENDPOINT.fullmatch(text)
    if found is None or not 0 < int(found["port"] or found["port6"]) <= _LAST_PORT:
        raise mistake("spec/bad-address", f"`{text}` is not a host and a port", "write both, without a scheme: `model.ml.svc:8080`")
    return text


HostAndPort = Annotated[
    str,
    AfterValidator(_endpoint),
    WithJsonSchema({"type": "string", "pattern": r"^[^/\s]+:[0-9]{1,5}$", "examples": ["model.ml.svc:8080"]}),
]
"""What is asked on the network."""

_KEYS: Final[Mapping[str, str]] = {
    "alertname": "write `alert:` at what it is the alert of",
    conventions.SEVERITY_LABEL: "write `severity:` at what it is the alert of",
    conventions.COMPONENT_LABEL: "write `component:` beside `labels:`",
    conventions.OWNER_LABEL: "write `owner:` beside `labels:`, or at the model or platform",
    conventions.ACTION_LABEL: "write `action:` at the threshold",
}
TAKEN_LABELS: Final = frozenset(
    {
        conventions.PLATFORM_LABEL,
        conventions.ENVIRONMENT_LABEL,
        conventions.NAMESPACE_LABEL,
        conventions.MODEL_LABEL,
        conventions.SUBJECT_LABEL,
        conventions.SLO_LABEL,
        conventions.SHORT_WINDOW_LABEL,
        conventions.LONG_WINDOW_LABEL,
        conventions.EXHAUSTION_LABEL,
    }
)
"""Labels that are ours alone: an author gives them no value."""


def _of_an_alert(label: str) -> str:
    if label in _KEYS or label in TAKEN_LABELS:
        message = f"`{label}` would replace the label that alerts are routed and silenced by"
        raise mistake("spec/reserved-label", message, _KEYS.get(label, "give the label another name"))
    return label


_TEXTS: Final[Mapping[str, str]] = {
    "summary": "write `summary:` beside `annotations:`, or at the threshold or objective",
    "description": "write `description:` beside `annotations:`, or at the threshold or objective",
    "runbook_url": "write `runbook:`, or `runbooks:` at the platform",
    "dashboard_url": "leave it out: the link follows from `cluster.grafana.url`",
}


_KEYS_OF_TEXTS: Final = {"runbook_url": "runbook"}


def annotation_place(at: KeyPath, name: str) -> KeyPath:
    """Return where the annotation `name` of the alerts of what stands at `at` is written, if it is.

    >>> annotation_place(("models", "chat"), "runbook_url"), annotation_place(("models", "chat"), "team_chat")
    (('models', 'chat', 'runbook'), ('models', 'chat', 'annotations', 'team_chat'))
    """
    return (*at, _KEYS_OF_TEXTS.get(name, name)) if name in _TEXTS else (*at, "annotations", name)


def _of_a_text(annotation: str) -> str:
    if annotation in _TEXTS:
        raise mistake("spec/reserved-annotation", f"`{annotation}` is made from the facts", _TEXTS[annotation])
    return annotation


def _of_a_target(label: str) -> str:
    if label in TARGET_LABELS or label in FORMAT_LABELS:
        message = f"`{label}` would replace the label by which its series are found"
        raise mistake("spec/reserved-label", message, "give the label another name")
    return label


AlertLabel = Annotated[LabelName, AfterValidator(_of_an_alert)]
"""A label of alerts that tocsin does not set itself."""

AnnotationName = Annotated[LabelName, AfterValidator(_of_a_text)]
"""An annotation of alerts that tocsin does not make itself."""

TargetLabel = Annotated[LabelName, AfterValidator(_of_a_target)]
"""A label of scraped series that no selector of ours asks for."""

_KUBERNETES_PART: Final = r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
_KUBERNETES_PREFIX: Final = r"[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?"


def _kubernetes_key(text: str) -> str:
    if not re.fullmatch(rf"({_KUBERNETES_PREFIX}/)?{_KUBERNETES_PART}", text):
        remedy = "use up to 63 letters, digits, `-`, `_` and `.`, after a domain and `/` if need be"
        raise mistake("spec/bad-kubernetes-label", f"`{text}` cannot name a label of Kubernetes", remedy)
    return text


def _kubernetes_value(text: str) -> str:
    if not re.fullmatch(rf"({_KUBERNETES_PART})?", text):
        message = f"`{text}` cannot be the value of a label of Kubernetes"
        raise mistake("spec/bad-kubernetes-label", message, "use up to 63 letters, digits, `-`, `_` and `.`")
    return text


KubernetesKey = Annotated[
    str,
    AfterValidator(_kubernetes_key),
    WithJsonSchema({"type": "string", "pattern": f"^({_KUBERNETES_PREFIX}/)?{_KUBERNETES_PART}$"}),
]
"""The name of a label of Kubernetes."""

KubernetesLabels = Annotated[
    dict[
        KubernetesKey,
        Annotated[str, AfterValidator(_kubernetes_value), WithJsonSchema({"type": "string", "pattern": f"^({_KUBERNETES_PART})?$"})],
    ],
    Field(),
]
"""Labels of Kubernetes objects. https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set"""
