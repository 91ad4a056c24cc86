"""The HorizontalPodAutoscalers of all platforms and cases, as Kubernetes' own client and schemas read them."""

from __future__ import annotations

import json
from typing import Any

import kubernetes_validate
import pytest
import yaml
from kubernetes.client import ApiClient

from case import all_folders, build_of

_KUBERNETES = "1.33"


_EVERY = pytest.mark.parametrize("folder", all_folders())


def _autoscalers(folder: str) -> dict[str, Any]:
    """Return the autoscalers of a folder, by their paths."""
    texts = {path: text for path, text in build_of(folder).artifacts.items() if "/autoscalers/" in path}
    objects = {path: yaml.load(text, Loader=yaml.CSafeLoader) for path, text in texts.items()}
    return {path: found for path, found in objects.items() if found.get("kind") == "HorizontalPodAutoscaler"}


def test_there_are_some() -> None:
    assert sum(len(_autoscalers(folder)) for folder in all_folders()) > 5


@_EVERY
def test_the_client_reads_every_field(folder: str) -> None:
    client = ApiClient()
    for path, autoscaler in _autoscalers(folder).items():
        read = client.deserialize(json.dumps(autoscaler), "V2HorizontalPodAutoscaler", "application/json")
        same = client.sanitize_for_serialization(read) == autoscaler  # type: ignore[no-untyped-call]  # the client is typed in parts
        assert same, path


@_EVERY
def test_the_schema_takes_it_strictly(folder: str) -> None:
    for path, autoscaler in _autoscalers(folder).items():
        try:
            kubernetes_validate.validate(autoscaler, _KUBERNETES, strict=True)
        except kubernetes_validate.ValidationError as error:
            pytest.fail(f"{path}: {error.message}")
