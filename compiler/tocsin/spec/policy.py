"""The file `specs/policy.yaml`: rules of a repository's own, which every platform has to keep."""

from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from tocsin.diagnostics import did_you_mean
from tocsin.section import Amount, Distinct, DurationText, Name, Section, Text, mistake
from tocsin.section.matching import LabelMatch, Where
from tocsin.section.naming import Word
from tocsin.spec.receivers.receiver import kinds

T = TypeVar("T")
PolicyId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
"""`platform-has-owner`: the diagnostic's code is `policy/platform-has-owner`."""
Kind = Literal["model", "component"]


class Durations(Section):
    """How long something may take."""

    at_least: DurationText | None = None
    """Not shorter than this."""
    at_most: DurationText | None = None
    """Not longer than this."""

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        return _bounded(self, self.at_least, self.at_most)


class Amounts(Section):
    """How much something may be. What is measured in another unit is not compared."""

    at_least: Amount | None = None
    """Not less than this."""
    at_most: Amount | None = None
    """Not more than this."""

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        return _bounded(self, self.at_least, self.at_most)


def _bounded(section: T, *bounds: object) -> T:
    if all(bound is None for bound in bounds):
        raise mistake("spec/policy-asks-nothing", "this asks for nothing", "write `at_least:` or `at_most:`")
    return section


def _kind(word: str) -> str:
    if word not in kinds():
        raise mistake("spec/not-one-of", f"no receiver has `{word}`", did_you_mean(word, kinds()))
    return word


class Told(Section):
    """Who must be told, whichever way an alert takes through the routing."""

    receivers: Annotated[Distinct[Word], Field(min_length=1)] | None = None
    """One of these receivers."""
    kinds: Annotated[Distinct[Annotated[Word, AfterValidator(_kind)]], Field(min_length=1)] | None = None
    """Somebody by one of these kinds: `[pagerduty, opsgenie]`."""
    always: Literal[True] | None = None
    """At any time of the week: a route with `active` or `mute` counts for the hours in which it tells, and a receiver that tells nobody
    never. With `receivers` or `kinds` it must be these at any time."""

    within: DurationText | None = None
    """How long it may take at most until they are: `for`, until the rule is evaluated, and the longer of `group_wait` and
    `group_interval` of the route. With `receivers` or `kinds` one of these must be told in time, with `always` at any time."""

    @model_validator(mode="after")
    def _asks(self) -> Self:
        if self.receivers is None and self.kinds is None and self.always is None and self.within is None:
            raise mistake("spec/policy-asks-nothing", "this asks for nobody", "write `receivers:`, `kinds:`, `always: true` or `within:`")
        return self


class AlertRule(Section):
    """What every alert must be."""

    name: LabelMatch | None = None
    """Its name."""
    severity: LabelMatch | None = None
    """Its severity."""
    labels: Where = Field(default_factory=dict)
    """Its labels, those of the series left out: `{team: {matches: .+}}` is any team at all."""
    annotations: dict[Word, LabelMatch] = Field(default_factory=dict)
    """Its annotations: `{runbook_url: {matches: "https://.+"}}`."""
    for_: Durations | None = Field(default=None, alias="for")
    """How long its condition must hold."""
    limit: Amounts | None = None
    """The numbers that it compares with."""
    told: Told | None = None
    """Who must be told of it, where the platform routes alerts at all."""
    forbidden: Literal[True] | None = None
    """There must be none."""


class SubjectRule(Section):
    """What every model and component must be."""

    name: LabelMatch | None = None
    """Its name."""
    namespace: LabelMatch | None = None
    """The namespace that it runs in."""
    owner: LabelMatch | None = None
    """Who is called: its own owner, or the platform's."""
    labels: Where = Field(default_factory=dict)
    """The labels of its alerts."""
    runtime: LabelMatch | None = None
    """The pack of what runs it."""
    watched: Distinct[Word] = ()
    """Metrics that one of its thresholds must watch."""
    slos: Annotated[int, Field(ge=1)] | None = None
    """How many objectives it must have at least."""
    scraped: Literal[True] | None = None
    """Its metrics must be collected."""
    probed: Literal[True] | None = None
    """It must be asked from outside."""
    forbidden: Literal[True] | None = None
    """There must be none."""


class PlatformRule(Section):
    """What every platform must be."""

    name: LabelMatch | None = None
    """Its name."""
    namespace: LabelMatch | None = None
    """Its namespace."""
    owner: LabelMatch | None = None
    """Who is called."""
    runbooks: LabelMatch | None = None
    """Where its runbooks are."""
    labels: Where = Field(default_factory=dict)
    """The labels of its alerts."""
    severities: Annotated[Distinct[Word], Field(min_length=1)] | None = None
    """Its severities must be some of these."""
    environments: Annotated[Distinct[Name], Field(min_length=1)] | None = None
    """Environments that it must have."""


class Scope(Section):
    """Where a rule applies: everywhere, unless one of these is something else."""

    platform: LabelMatch | None = None
    """The platform's name."""
    environment: LabelMatch | None = None
    """The environment's name."""
    namespace: LabelMatch | None = None
    """The namespace."""
    team: LabelMatch | None = None
    """Who is called: the owner."""
    kind: Kind | None = None
    """Models only, or components only."""
    subject: LabelMatch | None = None
    """The name of the model or component."""
    severity: LabelMatch | None = None
    """The alert's severity."""
    alert: LabelMatch | None = None
    """The alert's name."""
    metric: LabelMatch | None = None
    """The metric that the alert's threshold watches."""
    labels: Where = Field(default_factory=dict)
    """The alert's labels."""


_OF_SUBJECTS = ("kind", "subject")
_OF_ALERTS = ("severity", "alert", "metric", "labels")


class Policy(Section):
    """One rule: what it is about, what must hold, and what its author says to whoever breaks it."""

    message: Text
    """What is wrong, as a sentence that begins the diagnostic."""
    help: Text | None = None
    """What to do about it; default: what would be right."""
    allow: bool = False
    """Whether a spec may break it with a reason: `# allow policy/<id>: <reason>`."""
    when: Scope = Field(default_factory=Scope.model_construct)
    """Where it applies."""
    alerts: AlertRule | None = None
    """It is about alerts."""
    models: SubjectRule | None = None
    """It is about models and components."""
    platforms: PlatformRule | None = None
    """It is about platforms, in each environment."""

    @property
    def target(self) -> Literal["alerts", "models", "platforms"]:
        """Return what the rule is about."""
        return "alerts" if self.alerts is not None else "models" if self.models is not None else "platforms"

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        rules = {name: rule for name in ("alerts", "models", "platforms") if (rule := getattr(self, name)) is not None}
        if len(rules) != 1:
            raise mistake("spec/policy-target", "a policy is about one thing", "write one of `alerts:`, `models:`, `platforms:`")
        (rule,) = rules.values()
        if not rule.model_fields_set:
            raise mistake("spec/policy-asks-nothing", f"`{self.target}` asks for nothing", "say what must hold, for example `owner: ...`")
        foreign = {"alerts": (), "models": _OF_ALERTS, "platforms": (*_OF_SUBJECTS, *_OF_ALERTS)}[self.target]
        wrong = sorted(self.when.model_fields_set & set(foreign))
        if wrong:
            raise mistake("spec/policy-scope", f"{self.target} have no `{wrong[0]}`", f"remove `{wrong[0]}` from `when:`")
        return self


class PolicyFile(Section):
    """A file of policies."""

    policies: dict[PolicyId, Policy] = Field(default_factory=dict)
    """The rules by their ids."""
