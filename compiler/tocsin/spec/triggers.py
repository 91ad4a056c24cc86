"""The section `triggers` of a scaling: what KEDA asks others than Prometheus, such as a queue or a topic."""

from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from tocsin.section import SecretRef, Section, mistake
from tocsin.spec.authentication import NameOrAuthentication
from tocsin.spec.schedules import Variable

_OTHERWISE: Final = {
    "prometheus": "name a metric in `targets:`: `targets: {queue: {per_replica: 20}}`",
    "cron": "write `hours:`: `{office: {from: 30 7 * * 1-5, until: 0 19 * * 1-5, replicas: 2}}`",
    "cpu": "write `targets: {cpu: 70%}`",
    "memory": "write `targets: {memory: 80%}`",
}


def _of_keda(given: str) -> str:
    if given in _OTHERWISE:
        raise mistake("scaling/no-such-trigger", f"`{given}` has words of its own", _OTHERWISE[given])
    return given


def _plain(given: Any) -> Any:  # noqa: ANN401  # whatever the file holds
    """Return a number or a truth as the text that KEDA reads: all of its metadata are texts."""
    if isinstance(given, bool):
        return str(given).lower()
    return f"{given:.15g}" if isinstance(given, int | float) else given


Parameter = Annotated[Variable, BeforeValidator(_plain, json_schema_input_type=Variable | float | bool)]
"""A value of a trigger: a text, a number or a truth, or a secret by reference."""


class Trigger(Section):
    """KEDA: what else than a metric in Prometheus asks for replicas: a queue, a topic, a table. The largest answer wins."""

    type: Annotated[str, AfterValidator(_of_keda)]
    """Its type, as KEDA calls it: `aws-sqs-queue`, `kafka`, `rabbitmq`, `gcp-pubsub`, `azure-servicebus`, `redis-streams`."""
    metadata: Annotated[dict[str, Parameter], Field(min_length=1)]
    """Its parameters, as KEDA calls them: https://keda.sh/docs/latest/scalers/. Of `host: {secret: rabbitmq, key: uri}` the value is read
    from a Secret in the namespace of the model, by a TriggerAuthentication that tocsin writes."""
    authentication: NameOrAuthentication | None = None
    """Name of a TriggerAuthentication that is there already, or `{cluster: <name>}`, or `{identity: aws}`."""
    metric_type: Literal["AverageValue", "Value"] = "AverageValue"
    """What its number is compared with: divided by the replicas (`AverageValue`), for queues, or as it is (`Value`)."""

    @model_validator(mode="after")
    def _alone(self) -> Self:
        secret = next((name for name, value in self.metadata.items() if isinstance(value, SecretRef)), None)
        if secret is not None and (isinstance(self.authentication, str) or (self.authentication and self.authentication.cluster)):
            message = f"KEDA reads `{secret}` from one object, and that is named at `authentication` already"
            raise mistake("scaling/two-authentications", message, "let that object hold it too, or remove `authentication`")
        return self
