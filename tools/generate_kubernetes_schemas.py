"""Write compiler/tocsin/verify/schemas/*.json: strict JSON schemas of the Kubernetes objects that tocsin writes.

The models on PyPI accept unknown fields; a typing error in a manifest would be dropped in silence. Here every object that lists
its properties forbids others, null is no value, and only what a manifest may say is left: no status, no managed fields.
Needs an environment of its own, because the models are big and nothing else reads them:

    python -m venv models
    models/bin/pip install cloudcoil-models-prometheus-operator==0.80.1.0 cloudcoil-models-keda==2.16.1.0 kubernetes-validate==1.37.0
    models/bin/python tools/generate_kubernetes_schemas.py

argoproj.io_v1alpha1.json, grafana.integreatly.org_v1beta1.json, kustomize.config.k8s.io_v1beta1.json and
monitoring.googleapis.com_v1.json have no model on PyPI: they are
written by hand.
"""

import importlib
import importlib.resources
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kubernetes_schema_additions import ADDITIONS, TEXT

SCHEMAS = Path(__file__).parent.parent / "compiler" / "tocsin" / "verify" / "schemas"
MODELS = {
    "monitoring.coreos.com/v1": ("cloudcoil.models.prometheus_operator.v1", ("PrometheusRule", "ServiceMonitor", "PodMonitor", "Probe")),
    "monitoring.coreos.com/v1alpha1": ("cloudcoil.models.prometheus_operator.v1alpha1", ("AlertmanagerConfig",)),
    "keda.sh/v1alpha1": ("cloudcoil.models.keda.v1alpha1", ("ScaledObject", "TriggerAuthentication")),
}
KUBERNETES = {
    "autoscaling/v2": {"HorizontalPodAutoscaler": "io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler"},
    "batch/v1": {"CronJob": "io.k8s.api.batch.v1.CronJob"},
    "v1": {"ConfigMap": "io.k8s.api.core.v1.ConfigMap", "Secret": "io.k8s.api.core.v1.Secret"},
}
KUBERNETES_RELEASE = "v1.37.0-local-strict"
TEXTS = {"type": "object", "additionalProperties": TEXT}
METADATA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name"],
    "properties": {"name": TEXT, "namespace": TEXT, "labels": TEXTS, "annotations": TEXTS},
}
PROSE = frozenset({"title", "description", "default", "format", "anyOf", "$id", "$schema"})
_MONTH = "january|february|march|april|may|june|july|august|september|october|november|december|1[0-2]|[1-9]"
_DAY = "sun|mon|tues|wednes|thurs|fri|satur"
PATTERNS = {
    # Go allows a flag in the middle of an expression; Python wants it at the start or scoped to a group.
    "^(?i)(abort|warn)?$": "^(?i:abort|warn)?$",
    f"^((?i){_MONTH})(?:((:((?i){_MONTH}))$)|$)": f"(?i)^({_MONTH})(:({_MONTH}))?$",
    f"^((?i){_DAY})day(?:((:({_DAY})day)$)|$)": f"(?i)^({_DAY})day(:({_DAY})day)?$",
}


def main() -> None:
    """Write every schema that has a model."""
    SCHEMAS.mkdir(parents=True, exist_ok=True)
    for version, (module, kinds) in MODELS.items():
        models = importlib.import_module(module)
        write(version, kinds, merged(getattr(models, kind).model_json_schema(by_alias=True) for kind in kinds))
    for version, names in KUBERNETES.items():
        write(version, tuple(names), kubernetes_definitions(names))


def write(version: str, kinds: tuple[str, ...], definitions: Mapping[str, Any]) -> None:
    """Write the schema of one API version: `$defs` has each of its `kinds` by name, and what they refer to."""
    strict = {name: tightened(schema) for name, schema in definitions.items()}
    for (group, name), properties in ADDITIONS.items():
        if group == version:
            strict[name]["properties"].update(properties)
    for kind in kinds:
        strict[kind] = manifest(version, kind, strict[kind])
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": "written by tools/generate_kubernetes_schemas.py; do not edit",
        "$defs": {name: strict[name] for name in sorted(reachable(kinds, strict))},
    }
    (SCHEMAS / f"{version.replace('/', '_')}.json").write_text(json.dumps(schema, indent=1, sort_keys=True) + "\n")


def manifest(version: str, kind: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of what a manifest says: constants for version and kind, short metadata, no status."""
    properties = {name: value for name, value in schema["properties"].items() if name != "status"}
    properties |= {"apiVersion": {"const": version}, "kind": {"const": kind}, "metadata": METADATA}
    required = [name for name in ("apiVersion", "kind", "metadata", "spec") if name in properties]
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def merged(schemas: Iterator[dict[str, Any]]) -> dict[str, Any]:
    """Return the definitions of several models of one module, where a name always means the same."""
    definitions: dict[str, Any] = {}
    for schema in schemas:
        shared = schema.pop("$defs")
        for name, definition in (shared | {schema["title"]: schema}).items():
            if definitions.setdefault(name, definition) != definition:
                raise ValueError(f"{name} means two things")
    return definitions


def kubernetes_definitions(names: Mapping[str, str]) -> dict[str, Any]:
    """Return the definitions of Kubernetes' own kinds, the kinds under their short names."""
    folder = importlib.resources.files("kubernetes_validate") / "kubernetes-json-schema" / KUBERNETES_RELEASE
    text = (folder / "_definitions.json").read_text().replace("/api/_definitions.json#/$defs/", "#/$defs/")
    definitions: dict[str, Any] = json.loads(text)["$defs"]
    return definitions | {kind: definitions[name] for kind, name in names.items()}


def tightened(schema: Any) -> Any:  # noqa: ANN401 - a JSON value
    """Return a schema without null, defaults and prose, in which an object that lists its properties has no others."""
    if isinstance(schema, list):
        return [tightened(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    alternatives = [option for option in schema.get("anyOf", ()) if option != {"type": "null"}]
    if len(alternatives) == 1:
        return tightened(alternatives[0])
    kept: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "properties":
            kept[key] = {name: tightened(item) for name, item in value.items()}
        elif key == "type" and isinstance(value, list):
            kept[key] = next(name for name in value if name != "null")
        elif key == "pattern":
            kept[key] = PATTERNS.get(value, value)
        elif key not in PROSE and not key.startswith("x-"):
            kept[key] = tightened(value)
    if alternatives:
        kept["anyOf"] = tightened(alternatives)
    return kept | {"additionalProperties": False} if kept.get("properties") else kept


def reachable(kinds: tuple[str, ...], definitions: Mapping[str, Any]) -> set[str]:
    """Return the names of the kinds and of everything that they refer to."""
    found: set[str] = set()
    waiting = list(kinds)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += references(definitions[name])
    return found


def references(schema: Any) -> Iterator[str]:  # noqa: ANN401 - a JSON value
    """Yield the name of every definition that a schema refers to."""
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].removeprefix("#/$defs/")
        for value in schema.values():
            yield from references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from references(value)


if __name__ == "__main__":
    main()
