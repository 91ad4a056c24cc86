"""What `kubectl apply -k` applies: every Kubernetes object that was generated, by platform and by environment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol

from tocsin.artifact import Artifact, File
from tocsin.conventions import header
from tocsin.ir import Platform
from tocsin.yaml_writer import dumps

_FILE: Final = "kustomization.yaml"


def kustomization(platform: Platform, artifacts: Iterable[File]) -> Artifact | None:
    """Return the file that lists the objects among the platform's `artifacts`; None when there are none to apply.

    Patches look like objects, but only their target's owner can apply them.
    """
    paths = [artifact.path for artifact in artifacts if artifact.is_object and not artifact.path.startswith("patches/")]
    return _file(paths, platform.sources) if paths else None


class Listed(Protocol):
    """What is told of a platform in its environment's file."""

    @property
    def name(self) -> str:
        """Return the name of its folder."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the spec files that it comes from."""


def environment_kustomization(platforms: Iterable[Listed]) -> Artifact | None:
    """Return the file of one environment, its path relative to `generated/<environment>/`; None without platforms.

    `platforms` are those of one environment for which `kustomization` returned a file.
    """
    found = sorted(platforms, key=lambda platform: platform.name)
    sources = tuple(sorted({source for platform in found for source in platform.sources}))
    return _file([platform.name for platform in found], sources) if found else None


def _file(paths: Iterable[str], sources: tuple[str, ...]) -> Artifact:
    resources = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", "resources": sorted(paths)}
    return Artifact(_FILE, dumps(resources, header=header(sources)))
