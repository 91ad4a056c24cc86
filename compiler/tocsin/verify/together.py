"""What only several Kubernetes objects together can do wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.division.rule_groups import undivided
from tocsin.verify.complaint import REBUILD, Fault
from tocsin.verify.objects import KUSTOMIZATION, Manifest
from tocsin.verify.walk import mapping, mappings
from tocsin.verify.written import UnreadableError, Written


def faults(written: Written, manifests: Sequence[Manifest]) -> Iterator[tuple[Manifest, Fault]]:
    """Yield the faults of the objects of one platform, each with the object that it shows in."""
    own = [manifest for manifest in manifests if manifest.body is not None and not manifest.is_patch]
    yield from _twice(own)
    yield from _scaled_twice(own)
    yield from _unlisted(written, own)
    yield from _different_groups(written, own)


def _twice(manifests: Sequence[Manifest]) -> Iterator[tuple[Manifest, Fault]]:
    first: dict[tuple[str, str, str], Manifest] = {}
    for manifest in manifests:
        other = first.setdefault(manifest.key, manifest)
        if other is not manifest:
            said = f"{manifest.key[0]} `{manifest.key[2]}` is in `{other.file}` too; the one that is applied last wins"
            yield manifest, Fault(path=("metadata", "name"), message=said, help="rename one of them")


def _scaled_twice(manifests: Sequence[Manifest]) -> Iterator[tuple[Manifest, Fault]]:
    """Two HPAs that select the same pods both stop (AmbiguousSelector); KEDA's webhook refuses the second autoscaler."""
    first: dict[tuple[object, ...], Manifest] = {}
    for manifest in manifests:
        kind, namespace, _ = manifest.key
        if kind not in {"HorizontalPodAutoscaler", "ScaledObject"}:
            continue
        target = mapping(mapping(mapping(manifest.body).get("spec")).get("scaleTargetRef"))
        wanted = (namespace, target.get("kind", "Deployment"), target.get("name"))
        other = first.setdefault(wanted, manifest)
        if other is not manifest:
            said = f"`{other.key[2]}` scales {wanted[1]} `{wanted[2]}` already; with two autoscalers neither works"
            yield manifest, Fault(path=("spec", "scaleTargetRef"), message=said, help="give a workload one autoscaler")


def _unlisted(written: Written, manifests: Sequence[Manifest]) -> Iterator[tuple[Manifest, Fault]]:
    """Yield what kustomization.yaml lists but nobody wrote, and objects that `kubectl apply -k` would leave out."""
    for kustomization in (manifest for manifest in manifests if manifest.file == KUSTOMIZATION):
        listed = [str(resource) for resource in mapping(kustomization.body).get("resources") or ()]
        for index, resource in enumerate(listed):
            if not (written.folder / resource).exists():
                fault = Fault(path=("resources", index), message=f"`{resource}` was not written", help=REBUILD)
                yield kustomization, fault
        applied = {kustomization.file, *listed}
        for manifest in manifests:
            if manifest.file not in applied:
                said = "kustomization.yaml does not list the file, so that `kubectl apply -k` leaves it out"
                yield manifest, Fault(path=(), message=said, help=REBUILD)


def _different_groups(written: Written, manifests: Sequence[Manifest]) -> Iterator[tuple[Manifest, Fault]]:
    """Yield rule groups that are not those of the plain file, which is what promtool has read."""
    parts: dict[str, list[Manifest]] = {}
    for manifest in manifests:
        if manifest.key[0] == "PrometheusRule":
            parts.setdefault(_plain(written, manifest.key[2]), []).append(manifest)
    for file, objects in sorted(parts.items()):
        try:
            documents = written.documents(file) if written.exists(file) else ()
        except UnreadableError:
            continue  # promtool says so
        yield from _compare(file, list(mapping(documents[0]).get("groups") or ()) if documents else [], objects)


def _compare(file: str, judged: list[object], objects: Sequence[Manifest]) -> Iterator[tuple[Manifest, Fault]]:
    # An object above the operator's limit is divided into <object>, <object>.1, <object>.01, …: each has some of the file's groups.
    objects = sorted(objects, key=lambda manifest: (len(manifest.key[2]), manifest.key[2]))
    left = {str(group.get("name")): group for group in map(mapping, judged)}
    for manifest in objects:
        for index, group in mappings(mapping(mapping(manifest.body).get("spec")).get("groups")):
            if left.pop(str(group.get("name")), None) != group:
                said = f"the group is not that of `{file}`, which is what promtool reads"
                yield manifest, Fault(path=("spec", "groups", index), message=said, help=REBUILD)
                return
    if left:
        said = f"`{file}` has more groups"
        yield objects[-1], Fault(path=("spec", "groups"), message=said, help=REBUILD)


def _plain(written: Written, name: str) -> str:
    """Return the rule file of the PrometheusRule `name`, or of what it is a part of."""
    own, whole = (f"prometheus/{each}.rules.yaml" for each in (name, undivided(name)))
    return whole if written.exists(whole) and not written.exists(own) else own
