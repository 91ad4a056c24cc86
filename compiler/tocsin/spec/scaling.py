"""The sections `policies` and `scaling`: how many replicas a model gets, and how fast that changes."""

from typing import Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, Discriminator, Field, StringConstraints, Tag, model_validator

from tocsin.diagnostics import Remedy
from tocsin.section import Amount, DurationText, Name, Period, Section, mistake
from tocsin.section.naming import Word
from tocsin.spec.hours import Hours
from tocsin.spec.seconds import WHOLE_SECONDS
from tocsin.spec.triggers import Trigger
from tocsin.threshold import Guard
from tocsin.threshold.limit import POSITIVE

# Numbers of Kubernetes objects are of 32 bits.
MOST_REPLICAS: Final = 2**31 - 1
_RESOURCES: Final = frozenset({"cpu", "memory"})
_ALL: Final = 100


def _with_percent(given: Any) -> Any:  # noqa: ANN401  # whatever the file holds
    if isinstance(given, int | float) and not isinstance(given, bool):
        remedy = f"write `{given}%`"
        # 0.7 may be meant as 70%, 70 can only be that.
        certain = isinstance(given, int) and given > 1
        raise mistake(
            "spec/bad-quantity", f"`{given}` has no unit", Remedy(remedy, given=str(given), instead=f"{given}%") if certain else remedy
        )
    return given


Percent = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,5}%$"), BeforeValidator(_with_percent)]


class Replicas(Section):
    """How few and how many."""

    min: int = Field(ge=0, le=MOST_REPLICAS)
    """Fewest replicas; 0 lets the model sleep."""
    max: int = Field(ge=1, le=MOST_REPLICAS)
    """Most replicas."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min > self.max:
            raise mistake("scaling/min-above-max", f"min {self.min} is above max {self.max}", "exchange them, or raise `max`")
        return self


class PerReplica(Section):
    """A metric to hold at a value for each replica, or in total."""

    per_replica: Amount | None = None
    """Value for each replica: the sum over all series, divided by it, is the number of replicas. Queues, requests, tokens."""
    total: Amount | None = None
    """Value that the metric as a whole has when the present number of replicas is right: twice the value asks for twice the replicas.
    Of a counter the sum of its rates, in a second, is compared, of a gauge its highest series (no sum: that grows with the replicas).
    Shares, latencies, failures; for what clients ask for, which no replica makes less, `per_replica:`. Of a queue that all replicas share
    `per_replica:` runs as many as its length asks for, `total:` starts more for as long as it is longer."""
    metric: Word | None = None
    """The metric, when it is not named like the target."""
    peak: Annotated[Amount, POSITIVE] | None = None
    """The most that is expected in total: at `max` replicas the objectives must still hold."""
    activation: float = Field(default=0, ge=0)
    """KEDA: above this the first replica starts; read only when `min` is 0."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.per_replica is None) == (self.total is None):
            remedy = "write `per_replica: 100`, of the sum of all series, or `total: 100`, of a gauge's highest series"
            raise mistake("scaling/no-value", "a scaling target has exactly one value", remedy)
        return self


class OfContainer(Section):
    """A share of what one container of each pod requests. What runs beside it, such as istio-proxy, neither counts nor needs a request."""

    utilization: Percent
    """Mean of all pods, as a share of the container's request: `80%`."""
    container: Name
    """The container: of what KServe serves `kserve-container`."""


class Direction(Section):
    """How fast in one direction."""

    window: Annotated[DurationText, WHOLE_SECONDS] | None = None
    """Stabilisation window: the most cautious recommendation within it counts. At most 1h."""
    by: Percent | Annotated[int, Field(ge=1, le=MOST_REPLICAS)] | None = None
    """At most this share (`50%`) or this many pods."""
    every: Annotated[Period, WHOLE_SECONDS] | None = None
    """In each such period. At most 30m."""
    disabled: bool = False
    """Never in this direction."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.by is None) != (self.every is None):
            raise mistake("scaling/half-a-policy", "`by` and `every` belong together", "write both: `{by: 50%, every: 60s}`")
        return self


class Down(Direction):
    """How fast downwards, and when at all."""

    when: dict[Word, Guard] = Field(default_factory=dict)
    """KEDA: only while all of these hold, by metric: `{gpu_utilization: {below: 30%}, queue: {below: 5}}`. Each is asked of every replica:
    `below` of the highest, `above` of the lowest, `equals` of both; `aggregate` asks it of another value."""

    @model_validator(mode="after")
    def _of_all(self) -> Self:
        if isinstance(self.by, str) and int(self.by.rstrip("%")) > _ALL:
            message = f"`{self.by}` of the replicas are more than all of them"
            raise mistake("scaling/more-than-all", message, f"write a part, for example `50%`, or `{_ALL}%` for no limit")
        return self


class Fallback(Section):
    """KEDA: how many replicas there are while a metric cannot be read, for longer than `after` says."""

    replicas: int = Field(ge=1, le=MOST_REPLICAS)
    """Replicas meanwhile; `behavior` says whether that many, or at least so many."""
    after: int = Field(default=3, ge=1, le=MOST_REPLICAS)
    """Failed readings before that."""
    behavior: Literal["static", "currentReplicas", "currentReplicasIfHigher", "currentReplicasIfLower"] | None = None
    """KEDA 2.17 and newer: `currentReplicasIfHigher` keeps what runs when it is more than `replicas`, `currentReplicasIfLower` when it is
    less, `currentReplicas` always. Default: KEDA's own, `static`, which goes to `replicas` from more too, at the height of the load."""


class _Bare(float):
    """A number as the target of a metric."""


def _bare(given: Any) -> Any:  # noqa: ANN401  # whatever the file holds
    """Mark the numbers of metrics: a number that is the target of a resource can only be a share."""
    if not isinstance(given, dict):
        return given
    for name in given:
        if "/" in str(name):
            remedy = "scale on a metric of it, such as `DCGM_FI_DEV_GPU_UTIL: {total: 80%}` with `use: [dcgm-exporter]`"
            raise mistake("scaling/not-a-resource", f"`{name}` is no resource that Kubernetes measures: it measures cpu and memory", remedy)
    numbers = {name for name, value in given.items() if name not in _RESOURCES and type(value) in {int, float}}
    return {name: _Bare(value) if name in numbers else value for name, value in given.items()}


def _of_resource(given: Any) -> Any:  # noqa: ANN401  # whatever the file holds
    if isinstance(given, _Bare):
        remedy = f"write `{{per_replica: {given:g}}}`, of the sum of all series, or `{{total: {given:g}}}`"
        raise mistake("scaling/no-value", f"`{given:g}` may be a value for each replica, or of all together", remedy)
    return given


def _target_form(given: Any) -> str:  # noqa: ANN401  # whatever the file holds
    if isinstance(given, OfContainer) or (isinstance(given, dict) and not given.keys().isdisjoint(OfContainer.model_fields)):
        return "#container"
    return "#metric" if isinstance(given, dict | PerReplica) else "#percent"


Target = Annotated[
    Annotated[Percent, BeforeValidator(_of_resource), Tag("#percent")]
    | Annotated[OfContainer, Tag("#container")]
    | Annotated[PerReplica, Tag("#metric")],
    Discriminator(_target_form),
]
"""A share of what the pods request, or one container of each, or a metric's value."""


class ScalingPolicy(Section):
    """Scaling that models share by name."""

    replicas: Replicas | None = None
    """How few and how many."""
    targets: Annotated[dict[Word, Target], BeforeValidator(_bare)] = Field(default_factory=dict)
    """What to hold: `cpu: 70%`, `memory: 80%`, of one container `cpu: {utilization: 70%, container: kserve-container}`, or a metric with
    `per_replica:` or `total:`. The largest answer wins."""
    hours: dict[Word, Hours] = Field(default_factory=dict)
    """KEDA: when there are more replicas than `min`, whatever the targets say, by a name: the office's hours, a nightly batch."""
    triggers: dict[Name, Trigger] = Field(default_factory=dict)
    """KEDA: what else asks for replicas, by a name: a queue that KEDA asks itself, for example. With them a model may sleep, though nobody
    tells Prometheus how much waits."""
    up: Direction | None = None
    """How fast upwards."""
    down: Down | None = None
    """How fast downwards."""
    polling: Annotated[Period, WHOLE_SECONDS] = "30s"
    """KEDA: how often the metric is read."""
    cooldown: Annotated[DurationText, WHOLE_SECONDS] = "5m"
    """KEDA: how long the last replica stays when nothing happens; read only when `min` is 0."""
    fallback: Fallback | None = None
    """KEDA: replicas while a metric cannot be read; default: none, for then what runs is kept, and what sleeps goes on sleeping."""


class Scaling(ScalingPolicy):
    """Scaling of one model; what it says itself goes before what its policy says."""

    policy: Word | None = None
    """Name of a shared policy."""
    by: Literal["hpa", "keda"] | None = None
    """What scales, when not what the platform uses."""
    name: Name | None = None
    """Name of the generated object; default: `<model>-scaler`."""
