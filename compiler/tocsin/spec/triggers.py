"""The section `triggers` of a scaling: what KEDA asks others than Prometheus, such as a queue or a topic."""

from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, StringConstraints, Tag, model_validator

from tocsin.section import Name, Section, mistake
from tocsin.spec.schedules import SecretValue, Variable

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


class Authentication(Section):
    """Who asks, where no secret says it: an object that is there already, or what the cloud knows of the pods."""

    cluster: Name | None = None
    """Name of a ClusterTriggerAuthentication, which somebody else has written."""
    identity: Literal["aws", "aws-eks", "azure-workload", "gcp"] | None = None
    """The provider of an identity of pods, in a TriggerAuthentication that tocsin writes."""
    role: Annotated[str, StringConstraints(pattern=r"^arn:[a-z-]+:iam::")] | None = None
    """AWS: the role to take, by its ARN."""
    client: str | None = None
    """Azure: the client ID of the identity, where it is not that of KEDA."""
    owner: Literal["keda", "workload"] | None = None
    """AWS: whose service account says the role: KEDA's own, or that of the workload."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.cluster is None) == (self.identity is None):
            message = "an `authentication` is an object of the cluster, or the identity of pods"
            raise mistake("scaling/two-authentications", message, "write `{cluster: <name>}` or `{identity: aws}`")
        for key, provider in (("role", "aws"), ("owner", "aws"), ("client", "azure-workload")):
            if getattr(self, key) is not None and self.identity != provider:
                remedy = f"write `identity: {provider}`, or remove `{key}`"
                raise mistake("scaling/vain-identity", f"`{key}` is read only with `identity: {provider}`", remedy)
        if self.role is not None and self.owner is not None:
            raise mistake("scaling/vain-identity", "KEDA takes `role` or `owner`, and refuses both", "remove one of them")
        return self


def _form(given: Any) -> str:  # noqa: ANN401  # whatever the file holds
    return "#name" if isinstance(given, str) else "#other"


class Trigger(Section):
    """KEDA: what else than a metric in Prometheus asks for replicas: a queue, a topic, a table. The largest answer wins."""

    type: Annotated[str, AfterValidator(_of_keda)]
    """Its type, as KEDA calls it: `aws-sqs-queue`, `kafka`, `rabbitmq`, `gcp-pubsub`, `azure-servicebus`, `redis-streams`."""
    metadata: Annotated[dict[str, Parameter], Field(min_length=1)]
    """Its parameters, as KEDA calls them: https://keda.sh/docs/latest/scalers/. Of `host: {secret: rabbitmq, key: uri}` the value is read
    from a Secret in the namespace of the model, by a TriggerAuthentication that tocsin writes."""
    authentication: Annotated[Annotated[Name, Tag("#name")] | Annotated[Authentication, Tag("#other")], Discriminator(_form)] | None = None
    """Name of a TriggerAuthentication that is there already, or `{cluster: <name>}`, or `{identity: aws}`."""
    metric_type: Literal["AverageValue", "Value"] = "AverageValue"
    """What its number is compared with: divided by the replicas (`AverageValue`), for queues, or as it is (`Value`)."""

    @model_validator(mode="after")
    def _alone(self) -> Self:
        secret = next((name for name, value in self.metadata.items() if isinstance(value, SecretValue)), None)
        if secret is not None and (isinstance(self.authentication, str) or (self.authentication and self.authentication.cluster)):
            message = f"KEDA reads `{secret}` from one object, and that is named at `authentication` already"
            raise mistake("scaling/two-authentications", message, "let that object hold it too, or remove `authentication`")
        return self
