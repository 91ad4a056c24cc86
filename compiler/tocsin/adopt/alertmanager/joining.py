"""Joins the configurations that were read into one tree, as prometheus-operator joins AlertmanagerConfigs to its Alertmanager's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from tocsin import ir
from tocsin.adopt.alertmanager.reading import Read
from tocsin.adopt.alertmanager.shape import RouteShape
from tocsin.adopt.alertmanager.tree import routing
from tocsin.adopt.names import kept
from tocsin.conventions import NAMESPACE_LABEL

_NOBODY: Final = "nobody"


class Tree(Struct, frozen=True, kw_only=True):
    """The parts of a spec."""

    settings: dict[str, Any]
    receivers: dict[str, Any]
    templates: dict[str, str]
    routing: dict[str, Any]
    platform: dict[str, Any]
    root: ir.Route
    reads: tuple[Read, ...]


def joined(reads: Sequence[Read]) -> Tree:
    """Return the spec of configurations: of a whole one, which comes first, and of AlertmanagerConfigs."""
    receivers = {name: each for read in reads for name, each in read.receivers.items()}
    intervals = {name: each for read in reads for name, each in read.intervals.items()}
    root, said, objects = _root(reads, receivers)
    for read in reads:
        if _is_object(read) and not _asked(read):
            message = "this AlertmanagerConfig has no namespace, so that alerts of all are routed by it: write its `metadata.namespace`"
            read.telling.tell((), message, lost=True)
    if intervals:
        said["intervals"] = intervals
    return Tree(
        settings=reads[0].settings,
        receivers=receivers,
        templates={name: text for read in reads for name, text in read.templates.items()},
        routing=said,
        platform=_platform(reads),
        root=root,
        reads=tuple(_within_namespace(each) if each in objects else each for each in reads),
    )


def _root(reads: Sequence[Read], receivers: dict[str, Any]) -> tuple[ir.Route, dict[str, Any], list[Read]]:
    """Return the tree, as Alertmanager has it and as the language says it, and the AlertmanagerConfigs that are branches of it."""
    first, *others = reads
    if not _is_object(first) or (not others and not _own(first)):
        root, said = replace(first.root, matchers=()), routing(first.root, first.shape.route, first.empty, first.telling)
        objects = others
    else:
        nobody = kept(_NOBODY, receivers)
        receivers[nobody] = {"discard": True}
        root, said = _empty(nobody), {"receiver": nobody, "group_by": []}
        objects = list(reads)
    branches: dict[str, Any] = {}
    trees = []
    for each in objects:
        tree = _first_branch(each)
        trees.append(tree)
        above = replace(_empty(""), routes=(tree,))
        for branch in routing(above, RouteShape(routes=(each.shape.route,)), each.empty, each.telling).get("routes", {}).values():
            branches[kept(each.telling.configuration.name or "object", branches)] = branch
    if branches:
        rest = {kept(name, branches): branch for name, branch in said.get("routes", {}).items()}
        said["routes"] = branches | rest
    return replace(root, routes=(*trees, *root.routes)), said, objects


def _is_object(read: Read) -> bool:
    return read.telling.configuration.form == "object"


def _own(read: Read) -> tuple[ir.Matcher, ...]:
    """Return what the first route of an AlertmanagerConfig asks for besides its namespace, which the operator asks for itself."""
    return tuple(each for each in read.root.matchers if each.label != NAMESPACE_LABEL or each.op not in {"=", "=~"})


def _within_namespace(read: Read) -> Read:
    """Return an AlertmanagerConfig whose inhibitions are of its namespace only, on both sides."""
    asked = _asked(read)
    return replace(
        read,
        inhibited=tuple(replace(rule, source=(*asked, *rule.source), target=(*asked, *rule.target)) for rule in read.inhibited),
    )


def _asked(read: Read) -> tuple[ir.Matcher, ...]:
    namespace = read.telling.configuration.namespace
    return (ir.Matcher(label=NAMESPACE_LABEL, op="=", value=namespace),) if namespace else ()


def _first_branch(read: Read) -> ir.Route:
    return replace(read.root, matchers=(*_asked(read), *_own(read)), continues=True)


def _empty(receiver: str) -> ir.Route:
    return ir.Route(
        name="root", matchers=(), receiver=receiver or None, group_by=None, group_wait_ms=None, group_interval_ms=None,
        repeat_interval_ms=None, continues=False, mute=(), active=(), routes=(), at=(),
    )  # fmt: skip


def _platform(reads: Sequence[Read]) -> dict[str, Any]:
    """Return what a new platform says of the Alertmanager that it is delivered to, where that is not the language's default."""
    configuration = reads[0].telling.configuration
    match configuration.form:
        case "file":
            return {"cluster": {"prometheus": {"stack": "prometheus"}, "alertmanager": {"delivery": "file"}}}
        case "secret":
            delivered = _secret(configuration.name, configuration.namespace)
            return {"cluster": {"prometheus": {"stack": _stack(configuration.name)}, "alertmanager": delivered}}
        case "values":
            return {}
        case "object":
            spaces = {each.telling.configuration.namespace for each in reads}
            if len(spaces) > 1 or not configuration.namespace:
                return {"cluster": {"prometheus": {"stack": "prometheus-operator"}}}
            cluster = {"prometheus": {"stack": "prometheus-operator"}, "alertmanager": {"delivery": "alertmanagerconfig"}}
            return {"namespace": configuration.namespace, "cluster": cluster}


def _stack(secret: str) -> str:
    """Return which stack has the Secret of this name: each gives it one of its own."""
    if secret.endswith("-kube-prometheus-alertmanager"):
        return "kube-prometheus-stack"
    return "kube-prometheus" if secret == "alertmanager-main" else "prometheus-operator"  # noqa: S105  # a name


def _secret(name: str, namespace: str) -> dict[str, str]:
    return ({"secret": name} if name else {}) | ({"namespace": namespace} if namespace else {})
