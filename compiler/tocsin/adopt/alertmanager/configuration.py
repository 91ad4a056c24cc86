"""Where files hold configurations of Alertmanager: as they are, in values of a chart, in a Secret or ConfigMap, as AlertmanagerConfigs."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final, Literal

from msgspec import Struct

from tocsin.adopt.alertmanager.chart import with_defaults
from tocsin.adopt.text_within import text_within
from tocsin.diagnostics import Located
from tocsin.source import Document, Fault, KeyPath, Span
from tocsin.spec.locate import of_fault

Form = Literal["file", "values", "secret", "object"]


class Configuration(Struct, frozen=True, kw_only=True):
    """One configuration, with the place of everything in it."""

    form: Form
    """`object`: an AlertmanagerConfig, whose keys are spelt otherwise."""
    value: Mapping[str, Any]
    document: Document
    at: KeyPath = ()
    name: str = ""
    """Of the Kubernetes object that holds it."""
    namespace: str = ""
    templates: Mapping[str, str]
    """The template files that stand beside it, by name."""

    def place(self, path: KeyPath) -> KeyPath:
        """Return the place of a part of it in its document."""
        words = _IN_OBJECT if self.form == "object" else {}
        return (*self.at, *(words.get(str(key), key) if isinstance(key, str) else key for key in path))

    def span(self, path: KeyPath) -> Span:
        """Return where a part of it stands."""
        return self.document.span(self.place(path))


OBJECT_KEYS: Final = {
    "groupBy": "group_by",
    "groupWait": "group_wait",
    "groupInterval": "group_interval",
    "repeatInterval": "repeat_interval",
    "muteTimeIntervals": "mute_time_intervals",
    "activeTimeIntervals": "active_time_intervals",
    "inhibitRules": "inhibit_rules",
    "sourceMatch": "source_matchers",
    "targetMatch": "target_matchers",
    "timeIntervals": "time_intervals",
    "startTime": "start_time",
    "endTime": "end_time",
    "daysOfMonth": "days_of_month",
}
"""What keys of an AlertmanagerConfig are called in the configuration file, where that is not the same."""
_IN_OBJECT: Final = {name: key for key, name in OBJECT_KEYS.items()}


_LISTS: Final = frozenset({"List", "AlertmanagerConfigList", "SecretList", "ConfigMapList"})
_FILES: Final = ("alertmanager.yaml", "alertmanager.yml")
_CHARTS: Final = ("kube-prometheus-stack", "prometheus-operator")
_TEMPLATE: Final = ".tmpl"


def configurations(document: Document) -> Iterator[Configuration | Located]:
    """Yield the configurations in a document, and what keeps a text in it from being one."""
    yield from _found(document, document.value, ())


def _found(document: Document, value: object, at: KeyPath) -> Iterator[Configuration | Located]:
    if not isinstance(value, dict):
        return
    kind, items = str(value.get("kind", "")), value.get("items")
    if kind in _LISTS and isinstance(items, list):
        for index, item in enumerate(items):
            yield from _found(document, item, (*at, "items", index))
    elif kind == "AlertmanagerConfig" and isinstance(value.get("spec"), dict):
        name, namespace = _named(value)
        spec = value["spec"]
        yield Configuration(form="object", value=spec, document=document, at=(*at, "spec"), name=name, namespace=namespace, templates={})
    elif kind in {"Secret", "ConfigMap"}:
        yield from _in_object(document, value, at, kind)
    elif kind == "HelmRelease" and isinstance(value.get("spec"), dict):
        yield from _found(document, value["spec"].get("values"), (*at, "spec", "values"))
    elif not kind and isinstance(value.get("route"), dict):
        yield Configuration(form="file", value=value, document=document, at=at, templates={})
    elif not kind:
        yield from _in_values(document, value, at)


def _in_values(document: Document, value: Mapping[str, Any], at: KeyPath) -> Iterator[Configuration | Located]:
    """Yield what values of kube-prometheus-stack, or of a chart that depends on it, say: key by key, or as one text."""
    chart = value.get("alertmanager")
    if isinstance(chart, dict):
        templates = _templates(chart.get("templateFiles"))
        make = partial(Configuration, form="values", templates=templates)
        config, text = chart.get("config"), chart.get("stringConfig")
        if isinstance(text, str) and text.strip() and chart.get("tplConfig") is True:
            yield from _in_text(document, text, (*at, "alertmanager", "stringConfig"), make)
        elif isinstance(config, dict):
            path = (*at, "alertmanager", "config")
            # The chart `prometheus`, whose server has files, adds nothing of its own.
            yield make(value=config if "serverFiles" in value else with_defaults(config), document=document, at=path)
        elif isinstance(config, str):
            yield from _in_text(document, config, (*at, "alertmanager", "config"), make)
    own = value.get("config")  # of the chart `alertmanager`
    if isinstance(own, dict) and isinstance(own.get("route"), dict):
        yield Configuration(form="file", value=own, document=document, at=(*at, "config"), templates=_templates(value.get("templates")))
    for name in _CHARTS:
        yield from _found(document, value.get(name), (*at, name))


def _in_object(document: Document, value: Mapping[str, Any], at: KeyPath, kind: str) -> Iterator[Configuration | Located]:
    name, namespace = _named(value)
    texts: dict[str, tuple[KeyPath, str]] = {}
    for section in ("data", "stringData"):
        data = value.get(section)
        for key, text in data.items() if isinstance(data, dict) else ():
            if isinstance(text, str) and (_is_configuration(str(key), text) or str(key).endswith(_TEMPLATE)):
                path = (*at, section, key)
                plain = _decoded(text) if kind == "Secret" and section == "data" else text
                if plain is None:
                    message = f"`{key}` of a Secret's `data` is not base64"
                    remedy = "write it as `stringData`, or encode it: `base64 -w0 alertmanager.yaml`"
                    yield Located(code="adopt/not-base64", message=message, help=remedy, span=document.span(path), severity="error")
                else:
                    texts[str(key)] = (path, plain)
    templates = {key: text for key, (_, text) in texts.items() if key.endswith(_TEMPLATE)}
    form: Form = "secret" if kind == "Secret" else "file"
    for key in sorted(texts.keys() - templates.keys(), key=lambda each: each not in _FILES)[:1]:
        path, text = texts[key]
        make = partial(Configuration, form=form, name=name, namespace=namespace, templates=templates)
        yield from _in_text(document, text, path, make)


def _is_configuration(key: str, text: str) -> bool:
    return key in _FILES or (key.endswith((".yaml", ".yml")) and all(each in f"\n{text}" for each in ("\nroute:", "\nreceivers:")))


def _in_text(document: Document, text: str, at: KeyPath, make: partial[Configuration]) -> Iterator[Configuration | Located]:
    """Yield the configuration that is written as a text, as `make` makes it."""
    inner = text_within(document, text, at)
    if isinstance(inner, Fault):
        yield of_fault(inner)
    elif isinstance(inner.value, dict):
        yield make(value=inner.value, document=inner)
    else:
        message = f"`{at[-1]}` holds no configuration of Alertmanager"
        yield Located(
            code="adopt/no-rules", message=message, help="write its `route:` and `receivers:`", span=document.span(at), severity="error"
        )


def _decoded(text: str) -> str | None:
    try:
        return base64.b64decode("".join(text.split()), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None


def _templates(given: object) -> dict[str, str]:
    return {str(name): text for name, text in given.items() if isinstance(text, str)} if isinstance(given, dict) else {}


def _named(value: Mapping[str, Any]) -> tuple[str, str]:
    metadata = value.get("metadata")
    named = metadata if isinstance(metadata, dict) else {}
    return str(named.get("name") or ""), str(named.get("namespace") or "")
