"""Names, labels and annotations of every object.

https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ and .../labels/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tocsin import source
from tocsin.verify.complaint import Fault

LONGEST_NAME: Final = 253
LONGEST_LABEL: Final = 63
_OF_THE_CLUSTER: Final = frozenset({"ClusterRules"})
LARGEST_ANNOTATIONS: Final = 262_144
"""Bytes of all annotations together: TotalAnnotationSizeLimitB in apimachinery/pkg/api/validation/objectmeta.go."""

_PART: Final = r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN: Final = re.compile(rf"{_PART}(?:\.{_PART})*")
_NAMESPACE: Final = re.compile(_PART)
_WORD: Final = re.compile(r"[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?")


def faults(manifest: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the faults of an object's metadata."""
    if manifest["kind"] == "Kustomization":
        return
    metadata = manifest["metadata"]
    name, namespace = metadata["name"], metadata.get("namespace", "")
    if not _SUBDOMAIN.fullmatch(name) or len(name) > LONGEST_NAME:
        said = f"`{name}` is no object's name: small letters, digits, `-` and `.`, at most {LONGEST_NAME}"
        yield Fault(path=("metadata", "name"), message=said, help="rename what it is called after")
    placed = _NAMESPACE.fullmatch(namespace) and len(namespace) <= LONGEST_LABEL
    if not placed and manifest["kind"] not in _OF_THE_CLUSTER:
        said = f"`{namespace}` is no namespace" if namespace else "without a namespace it lands in whichever is current"
        yield Fault(path=("metadata", "namespace"), message=said, help="set `namespace:` of the platform")
    for key, value in metadata.get("labels", {}).items():
        yield from label_value_faults(value, ("metadata", "labels", key))
    for field in ("labels", "annotations"):
        for key in metadata.get(field, {}):
            yield from key_faults(key, ("metadata", field, key))
    size = sum(len(key.encode()) + len(value.encode()) for key, value in metadata.get("annotations", {}).items())
    if size > LARGEST_ANNOTATIONS:
        said = f"the annotations have {size} bytes, Kubernetes takes {LARGEST_ANNOTATIONS}"
        yield Fault(path=("metadata", "annotations"), message=said, help="shorten them")


def label_value_faults(value: str, path: source.KeyPath) -> Iterator[Fault]:
    """Yield why `value` at `path` is no value of a label, in metadata or in a selector."""
    if value and (not _WORD.fullmatch(value) or len(value) > LONGEST_LABEL):
        said = f"`{value}` is no label value: letters, digits, `-`, `_` and `.`, at most {LONGEST_LABEL}"
        yield Fault(path=path, message=said, help="shorten it, or use other characters")


def key_faults(key: str, path: source.KeyPath) -> Iterator[Fault]:
    """Yield why `key` at `path` is no key of a label or an annotation."""
    if not _qualified(key):
        yield Fault(path=path, message=f"`{key}` is no key", help="write `name` or `prefix.example/name`")


def _qualified(key: str) -> bool:
    prefix, slash, name = key.rpartition("/")
    if slash and not (_SUBDOMAIN.fullmatch(prefix) and len(prefix) <= LONGEST_NAME):
        return False
    return bool(_WORD.fullmatch(name)) and len(name) <= LONGEST_LABEL
