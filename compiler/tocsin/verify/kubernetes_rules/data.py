"""What the API server asks of the data of a ConfigMap or a Secret."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tocsin.verify.complaint import REBUILD, Fault

LARGEST: Final = 1_048_576
"""Bytes of all values together: MaxSecretSize in kubernetes/pkg/apis/core/types.go."""

_KEY: Final = re.compile(r"[-._a-zA-Z0-9]{1,253}")


def faults(manifest: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the faults of a ConfigMap or a Secret."""
    if manifest["kind"] not in {"ConfigMap", "Secret"}:
        return
    size = 0
    for field in ("data", "stringData", "binaryData"):
        encoded = field == "binaryData" or (field == "data" and manifest["kind"] == "Secret")
        for key, value in manifest.get(field, {}).items():
            if not _KEY.fullmatch(key):
                yield Fault(path=(field, key), message=f"`{key}` is no key", help="use letters, digits, `-`, `_` and `.`")
            content = _decoded(value) if encoded else value.encode()
            if content is None:
                yield Fault(path=(field, key), message=f"`{key}` is not base64", help="write it in stringData, or encode it")
                continue
            size += len(content)
            if key.endswith(".json"):
                yield from _json(content, field, key)
    if not size:
        yield Fault(path=("data",), message="there is no data", help="remove the object")
    if size > LARGEST:
        said = f"the data has {size} bytes, Kubernetes takes {LARGEST}"
        yield Fault(path=("data",), message=said, help="split it, for example into two dashboards")


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return None


def _json(content: bytes, field: str, key: str) -> Iterator[Fault]:
    try:
        json.loads(content)
    except ValueError as error:
        yield Fault(path=(field, key), message=f"`{key}` is no JSON: {error}", help=REBUILD)
