"""Patches for workloads that somebody else owns: what must change in them, why, and how to apply it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tocsin import ir
from tocsin.artifact import Artifact
from tocsin.conventions import header
from tocsin.yaml_writer import dumps


def emit(platform: ir.Platform) -> Iterator[Artifact]:
    """Yield `patches/<name>.yaml` for each patch; none is part of kustomization.yaml, since its target is not ours."""
    for patch in platform.patches:
        path = f"patches/{patch.name}.yaml"
        comment = f"{header(platform.sources)}\n{patch.why}\n{_how(patch.body, platform.namespace, path)}"
        yield Artifact(path, dumps(dict(patch.body), header=comment))


def _how(body: Mapping[str, object], namespace: str, path: str) -> str:
    metadata = body.get("metadata")
    kind, group = str(body.get("kind", "")).lower(), str(body.get("apiVersion", "")).rpartition("/")[0]
    if not kind or not isinstance(metadata, Mapping) or "name" not in metadata:
        return f"apply it with Kustomize: patches: [{{path: {path}, target: ...}}]"
    # Only Kubernetes' own kinds know how to merge lists by name; a custom resource takes a JSON merge patch.
    # https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/
    own = "." not in group or group.endswith(".k8s.io")
    target = f"{kind if own else f'{kind}.{group}'} {metadata['name']} --namespace {metadata.get('namespace', namespace)}"
    command = f"kubectl patch {target} --type {'strategic' if own else 'merge'} --patch-file {path}"
    return f"apply it with Kustomize (patches: [{{path: {path}}}]) or with\n  {command}"
