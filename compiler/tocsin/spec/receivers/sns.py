"""Amazon SNS."""

from typing import Annotated, ClassVar, Self

from pydantic import model_validator

from tocsin.section import Section, Text, mistake
from tocsin.spec.receivers.integration import HttpIntegration
from tocsin.spec.receivers.reference import MaybeReference, Url
from tocsin.spec.receivers.upstream import NOT_IN_RESOURCE, Upstream


class SigV4(Section):
    """How requests to AWS are signed. Left out, the usual chain is asked: environment, service account, instance."""

    STRUCT: ClassVar[str] = "SigV4Config"

    region: Text | None = None
    """AWS region."""
    profile: Text | None = None
    """Named profile of the AWS configuration to take credentials from."""
    role_arn: Annotated[Text | None, Upstream(resource="roleArn")] = None
    """Role to assume."""
    external_id: Annotated[Text | None, Upstream(resource="externalId")] = None
    """External id to assume the role with; needs `role_arn`."""
    access_key: MaybeReference = None
    """Access key; needs `secret_key`. Only an AlertmanagerConfig resource can carry keys by reference."""
    secret_key: MaybeReference = None
    """Secret key; needs `access_key`."""
    use_fips_sts_endpoint: Annotated[bool | None, Upstream(resource="useFIPSSTSEndpoint")] = None
    """Use the FIPS endpoint of STS."""
    service_name: Annotated[Text | None, NOT_IN_RESOURCE] = None
    """Service name to sign for, when it is not the usual one."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.access_key is None) != (self.secret_key is None):
            raise mistake("receiver/half-a-key", "`access_key` and `secret_key` need each other", "name both, or neither")
        if self.external_id is not None and self.role_arn is None:
            raise mistake("receiver/external-id-without-role", "`external_id` means nothing without a role", "add `role_arn`")
        return self


class Sns(HttpIntegration):
    """A message to an SNS topic, a mobile endpoint or a telephone."""

    STRUCT: ClassVar[str] = "SNSConfig"

    topic_arn: Text | None = None
    """Topic to publish to."""
    target_arn: Text | None = None
    """Mobile endpoint to send to."""
    phone_number: Text | None = None
    """Telephone to send an SMS to, as `+15550100`."""
    sigv4: SigV4 | None = None
    """How requests are signed."""
    api_url: Url | None = None
    """Address of the API, when the region does not tell."""
    subject: Text | None = None
    """Subject line for mail endpoints."""
    message: Text | None = None
    """Body."""
    attributes: dict[str, Text] | None = None
    """Message attributes, which subscriptions filter on."""
    use_aws_http_client: Annotated[bool | None, Upstream(resource="useAWSHTTPClient")] = None
    """Use the HTTP client of the AWS SDK, which honours AWS' own settings for certificates."""

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        given = [name for name in ("topic_arn", "target_arn", "phone_number") if getattr(self, name) is not None]
        if len(given) != 1:
            wrong = f"is sent to {' and '.join(f'`{name}`' for name in given)}" if given else "is sent nowhere"
            raise mistake(
                "receiver/sns-target", f"the SNS message {wrong}", "give exactly one of `topic_arn`, `target_arn` and `phone_number`"
            )
        return self
