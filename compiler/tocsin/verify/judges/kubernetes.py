"""Every Kubernetes object against a strict schema of its kind, and the rules that no schema has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tocsin import ir
from tocsin.discovery import modules
from tocsin.verify import strict, together
from tocsin.verify.complaint import REBUILD, Complaint, Fault, Judged
from tocsin.verify.objects import Manifest, expected, manifests
from tocsin.verify.origin import in_object
from tocsin.verify.tools import Tools
from tocsin.verify.walk import mapping
from tocsin.verify.written import Written

NAME: Final = "kubernetes"


def judge(written: Written, platform: ir.Platform, tools: Tools) -> Iterator[Complaint | Judged]:  # noqa: ARG001 - every judge is called so
    """Yield what is wrong with the Kubernetes objects of a platform, and how many were read."""
    found = list(manifests(written))
    for manifest in found:
        yield Judged(what="objects", number=1)
        if manifest.body is None:
            yield written.complaint(NAME, manifest.file, manifest.problem, in_object(platform, manifest.file, {}, ()), REBUILD)
            continue
        for fault in _patch_faults(manifest.body) if manifest.is_patch else _faults(manifest.body):
            yield _fault(written, platform, manifest, fault)
    for manifest, fault in together.faults(written, found):
        yield _fault(written, platform, manifest, fault)
    met = {expectation for manifest in found for expectation in manifest.meets}
    for wanted in expected(platform):
        if wanted.wanted not in met:
            said = f"{wanted.kind} `{wanted.name}` was not written" if wanted.name else f"no {wanted.kind} was written"
            yield written.complaint(NAME, wanted.file, said, wanted.at, REBUILD)


def _faults(body: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what the schema says; only when it is content can the other rules rely on the object's shape."""
    faults = list(strict.faults(body))
    yield from faults
    if not faults:
        for rules in modules("tocsin.verify.kubernetes_rules"):
            yield from rules.faults(body)


def _patch_faults(body: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the faults of a part of an object: its kind may be anyone's, so that only its name is known to be needed."""
    if not mapping(body.get("metadata")).get("name"):
        yield Fault(path=("metadata", "name"), message="the patch does not say what it patches", help=REBUILD)


def _fault(written: Written, platform: ir.Platform, manifest: Manifest, fault: Fault) -> Complaint:
    at = in_object(platform, manifest.file, manifest.body or {}, fault.path)
    return written.fault(NAME, manifest.file, fault, at)
