"""The HorizontalPodAutoscalers of all platforms and cases, as Kubernetes' own client and schemas read them."""

from __future__ import annotations

import json
from typing import Any

import kubernetes_validate
import pytest
import yaml
from kubernetes.client import ApiClient

from case import all_folders
from tocsin.pipeline import build

_KUBERNETES = "1.33"


def _autoscalers() -> dict[str, Any]:
    objects = {
        f"{folder}/{path}": yaml.safe_load(text)
        for folder, specs in all_folders().items()
        for path, text in build({folder: specs}).artifacts.items()
        if "/autoscalers/" in path
    }
    return {path: found for path, found in objects.items() if found.get("kind") == "HorizontalPodAutoscaler"}


_FOUND = _autoscalers()
_EVERY = pytest.mark.parametrize("autoscaler", _FOUND.values(), ids=_FOUND.keys())


def test_there_are_some() -> None:
    assert len(_FOUND) > 5


@_EVERY
def test_the_client_reads_every_field(autoscaler: dict[str, Any]) -> None:
    client = ApiClient()
    read = client.deserialize(json.dumps(autoscaler), "V2HorizontalPodAutoscaler", "application/json")
    assert client.sanitize_for_serialization(read) == autoscaler  # type: ignore[no-untyped-call]  # the client is typed in parts


@_EVERY
def test_the_schema_takes_it_strictly(autoscaler: dict[str, Any]) -> None:
    kubernetes_validate.validate(autoscaler, _KUBERNETES, strict=True)
