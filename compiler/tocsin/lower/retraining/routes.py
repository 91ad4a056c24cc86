"""Routes that call a machine for a retraining, beside those by which people get the same alerts."""

from __future__ import annotations

from msgspec.structs import replace

from tocsin.conventions import ACTION_LABEL, MODEL_LABEL, NAMESPACE_LABEL
from tocsin.diagnostics import did_you_mean
from tocsin.ir import Matcher, Route
from tocsin.lower.context import Context, milliseconds
from tocsin.section.matching import fits
from tocsin.source import KeyPath
from tocsin.spec.receivers.webhook import Webhook
from tocsin.spec.retraining import ACTION, Retraining
from tocsin.spec.routing import Route as Spec
from tocsin.spec.routing import Routing


def with_machines(context: Context, spec: Routing, root: Route) -> Route:
    """Return the tree with a route for each model whose retraining is called, and say what is wrong with a receiver.

    The routes come first and `continue`, so that people are told as well. But once any branch has taken an alert, the root does not
    (https://prometheus.io/docs/alerting/latest/configuration/#route): a last branch stands for it.
    """
    models = context.resolved.spec.models.items()
    called = [(name, model.retraining) for name, model in models if model.retraining is not None and model.retraining.to is not None]
    machines = []
    for name, section in called:
        if _receives(context, name, section) and not any(_says_so(route, name, section.to, None) for route in spec.routes.values()):
            machines.append(_machine(name, section))
    if not machines:
        return root
    asks = (Matcher(label=ACTION_LABEL, op="=", value=ACTION),)
    people = _route("people", matchers=asks, at=root.at)
    return replace(root, routes=(*machines, *root.routes, people))


def _machine(model: str, section: Retraining) -> Route:
    """Return the route: one group for all reasons of a model, which tells nothing new for as long as `again` says.

    A group is looked at once in each `group_interval`, also when another reason joins it; that it repeats then needs a
    `repeat_interval` that has passed since it was told, a moment after the last look.
    """
    again_ms = milliseconds(section.again)
    matchers = (Matcher(label=ACTION_LABEL, op="=", value=ACTION), Matcher(label=MODEL_LABEL, op="=", value=model))
    at = ("models", model, "retraining", "to")
    route = _route(f"retraining-{model}", matchers=matchers, at=at)
    return replace(
        route,
        receiver=section.to,
        group_by=(NAMESPACE_LABEL, MODEL_LABEL),
        group_interval_ms=again_ms,
        repeat_interval_ms=again_ms,
        continues=True,
    )


def _route(name: str, *, matchers: tuple[Matcher, ...], at: KeyPath) -> Route:
    return Route(
        name=name, matchers=matchers, receiver=None, group_by=None, group_wait_ms=None, group_interval_ms=None, repeat_interval_ms=None,
        continues=False, mute=(), active=(), routes=(), at=at,
    )  # fmt: skip


def _receives(context: Context, model: str, section: Retraining) -> bool:
    """Tell whether the receiver can call a machine; add a diagnostic if not."""
    at: KeyPath = ("models", model, "retraining", "to")
    known = context.resolved.spec.receivers
    receiver = known.get(section.to or "")
    if receiver is None:
        context.findings.add(
            "retraining/unknown-receiver",
            f"there is no receiver `{section.to}`",
            did_you_mean(section.to or "", known, define=f"receivers: {{{section.to}: {{webhook: ...}}}}"),
            at=at,
        )
        return False
    webhooks = [placed for placed in receiver.integrations() if isinstance(placed.integration, Webhook)]
    if not webhooks:
        remedy = f"write `{section.to}: {{webhook: {{url: {{secret: …, key: …}}, send_resolved: false}}}}`"
        context.findings.add("retraining/no-webhook", f"`{section.to}` is no webhook, which is what a machine listens to", remedy, at=at)
        return False
    for placed in webhooks:
        if placed.integration.send_resolved is not False:
            message = f"`{section.to}` is told also that an alert is over, and would train once more"
            there = ("receivers", section.to or "", *placed.path)
            context.findings.add("retraining/told-of-the-end", message, "add `send_resolved: false`", at=there, part="key")
    return True


def _says_so(route: Spec, model: str, to: str | None, inherited: str | None) -> bool:
    """Tell whether a branch sends what asks for a training of `model` to `to` already."""
    receiver = route.to or inherited
    wanted = {ACTION_LABEL: ACTION, MODEL_LABEL: model}
    if any(label in wanted and not fits(condition, wanted[label]) for label, condition in route.when.items()):
        return False
    return (receiver == to and ACTION_LABEL in route.when) or any(_says_so(child, model, to, receiver) for child in route.routes.values())
