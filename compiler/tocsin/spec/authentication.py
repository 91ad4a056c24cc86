"""How KEDA shows who asks: by an object of its own that is there already, or by an identity of pods."""

from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, StringConstraints, Tag, model_validator

from tocsin.section import Name, Section, Text, mistake


class Authentication(Section):
    """Who asks, where no secret says it: an object that is there already, or what the cloud knows of the pods."""

    cluster: Name | None = None
    """Name of a ClusterTriggerAuthentication, which somebody else has written."""
    identity: Literal["aws", "aws-eks", "azure-workload", "gcp"] | None = None
    """The provider of an identity of pods, in a TriggerAuthentication that tocsin writes."""
    role: Annotated[str, StringConstraints(pattern=r"^arn:[a-z-]+:iam::")] | None = None
    """AWS: the role to take, by its ARN."""
    client: Text | None = None
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


NameOrAuthentication = Annotated[Annotated[Name, Tag("#name")] | Annotated[Authentication, Tag("#other")], Discriminator(_form)]
"""Name of a TriggerAuthentication in the namespace of what is scaled, or what else shows who asks."""
