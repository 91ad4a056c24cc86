"""Receivers, the routing tree, inhibition and intervals: the whole Alertmanager configuration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tocsin.conventions import ALERTMANAGER_SECRETS, GROUPED_BY
from tocsin.diagnostics import did_you_mean
from tocsin.diagnostics.nearest import plainly_meant
from tocsin.ir import InhibitRule, Receiver, Route, Routing, RuleObject
from tocsin.lower.context import Context, milliseconds, version
from tocsin.lower.inhibition import inhibition
from tocsin.lower.matchers import matchers
from tocsin.lower.receivers import to_alertmanager, to_alertmanager_global, to_alertmanagerconfig
from tocsin.lower.receivers.facts import templates_with_facts, with_facts
from tocsin.lower.receivers.notification_texts import by_name, definitions, written_out
from tocsin.lower.receivers.own_templates import standing_alone
from tocsin.lower.retraining import with_machines
from tocsin.lower.routing.intervals import intervals
from tocsin.lower.routing.stack_alerts import as_the_chart_does
from tocsin.routing.branches import routes
from tocsin.routing.template_file import shipped
from tocsin.section import SecretRef
from tocsin.source import KeyPath
from tocsin.spec.receivers.missing import missing_settings
from tocsin.spec.receivers.problem import Problem
from tocsin.spec.receivers.receiver import Receiver as Written
from tocsin.spec.routing import Route as Spec
from tocsin.spec.routing import Routing as Section
from tocsin.versions import NEWEST_ALERTMANAGER


def routing(context: Context, rules: Iterable[RuleObject]) -> Routing | None:
    """Return the Alertmanager configuration; None when the platform has neither receivers nor routing."""
    spec = context.resolved.spec
    if spec.routing is None:
        if spec.receivers:
            context.findings.add(
                "routing/none",
                "there are receivers, but nothing is routed to them",
                "add `routing: {receiver: ...}`",
                at=("receivers",),
                part="key",
            )
        return None
    return as_the_chart_does(context, _Lowering(context).routing(spec.routing, tuple(rules)))


class _Lowering:
    """One platform's Alertmanager configuration."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.version = version(context.cluster.alertmanager.version)
        self.resource = context.cluster.alertmanager.delivery == "alertmanagerconfig"
        self.secrets: set[str] = set()
        self.templates = templates_with_facts(context)

    def routing(self, spec: Section, rules: tuple[RuleObject, ...]) -> Routing:
        context = self.context
        settings = to_alertmanager_global(context.resolved.spec.alertmanager, version=self.version, secret_path=self._secret_path)
        self._problems(settings.problems, ("alertmanager",))
        known = tuple(intervals(context, spec.intervals))
        root = Route(
            name="root",
            matchers=(),
            receiver=self._receiver(spec.receiver, ("routing", "receiver")),
            mute=(),
            active=(),
            continues=False,
            routes=tuple(self._route(name, route, ("routing", "routes", name)) for name, route in spec.routes.items()),
            at=("routing",),
            group_by=GROUPED_BY if spec.group_by is None else spec.group_by,
            group_wait_ms=_milliseconds(spec.group_wait),
            group_interval_ms=_milliseconds(spec.group_interval),
            repeat_interval_ms=_milliseconds(spec.repeat_interval),
        )
        root = with_machines(context, spec, root)
        # Who is told in another environment alone needs no key in this one.
        told = {route.receiver for route in routes(root)}
        receivers = {name: receiver for name, receiver in context.resolved.spec.receivers.items() if name in told}
        self._problems(missing_settings(receivers, context.resolved.spec.alertmanager), ())
        said = ("routing", "receivers", *(("templates",) if self.templates else ()))
        return Routing(
            settings=settings.settings,
            root=root,
            receivers=tuple(self._receivers(receivers)),
            inhibit=(*inhibition(context, rules), *self._inhibitions()),
            intervals=known,
            templates=self.templates,
            secrets=tuple(sorted(self.secrets)),
            sources=tuple(dict.fromkeys(context.resolved.origins.file((part,)) for part in said)),
            at=("routing",),
        )

    def _receivers(self, told: Mapping[str, Written]) -> Iterator[Receiver]:
        # Beside an AlertmanagerConfig the plain file is only what amtool reads, and its own release knows every `_file` field.
        release = NEWEST_ALERTMANAGER if self.resource else self.version
        for name, written in told.items():
            at: KeyPath = ("receivers", name)
            receiver = with_facts(self.context, written, at)
            lowered = to_alertmanager(
                receiver,
                version=release,
                settings=self.context.resolved.spec.alertmanager,
                secret_path=self._secret_path,
                texts=by_name,
                severities=self.context.platform.severities,
            )
            resource = {}
            if not self.resource:
                self._problems(lowered.problems, at)
            else:
                made = to_alertmanagerconfig(
                    standing_alone(receiver, {**definitions(shipped()), **self.templates}),
                    version=self.version,
                    settings=self.context.resolved.spec.alertmanager,
                    texts=written_out(shipped()),
                    severities=self.context.platform.severities,
                )
                self._problems(made.problems, at)
                resource = made.configs
            yield Receiver(name=name, configs=lowered.configs, custom_resource=resource, labels=dict(receiver.labels or {}), at=at)

    def _secret_path(self, secret: SecretRef) -> str:
        self.secrets.add(secret.secret)
        return f"{ALERTMANAGER_SECRETS}/{secret.secret}/{secret.key}"

    def _problems(self, problems: Iterable[Problem], at: KeyPath) -> None:
        for problem in problems:
            self.context.findings.add(problem.code, problem.message, problem.help, at=(*at, *problem.path))

    def _receiver(self, name: str, at: KeyPath) -> str:
        known = self.context.resolved.spec.receivers
        if name not in known:
            self.context.findings.add(
                "route/unknown-receiver",
                f"there is no receiver `{name}`",
                did_you_mean(name, known, define=f"receivers: {{{name}: {{slack: ...}}}}"),
                at=at,
            )
            # The rest is judged as if it were spelt right, so that what follows from it is not told.
            return plainly_meant(name, known) or name
        return name

    def _interval(self, name: str, at: KeyPath) -> str:
        spec = self.context.resolved.spec.routing
        known = spec.intervals if spec is not None else {}
        if name not in known:
            self.context.findings.add(
                "route/unknown-interval",
                f"there is no interval `{name}`",
                did_you_mean(name, known, define=f"routing: {{intervals: {{{name}: [...]}}}}"),
                at=at,
            )
        return name

    def _route(self, name: str, route: Spec, at: KeyPath) -> Route:
        return Route(
            name=name,
            matchers=tuple(matchers(route.when)),
            receiver=self._receiver(route.to, (*at, "to")) if route.to is not None else None,
            continues=route.continue_,
            mute=tuple(self._interval(interval, (*at, "mute", index)) for index, interval in enumerate(route.mute)),
            active=tuple(self._interval(interval, (*at, "active", index)) for index, interval in enumerate(route.active)),
            routes=tuple(self._route(inner, child, (*at, "routes", inner)) for inner, child in route.routes.items()),
            at=at,
            group_by=route.group_by,
            group_wait_ms=_milliseconds(route.group_wait),
            group_interval_ms=_milliseconds(route.group_interval),
            repeat_interval_ms=_milliseconds(route.repeat_interval),
        )

    def _inhibitions(self) -> Iterator[InhibitRule]:
        spec = self.context.resolved.spec.routing
        for name, rule in (spec.inhibit if spec is not None else {}).items():
            yield InhibitRule(
                name=name,
                source=tuple(matchers(rule.source)),
                target=tuple(matchers(rule.target)),
                equal=rule.equal,
                at=("routing", "inhibit", name),
            )


def _milliseconds(duration: str | None) -> int | None:
    return None if duration is None else milliseconds(duration)
