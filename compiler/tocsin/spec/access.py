"""The section `access` of a Prometheus: how those who ask it for numbers are let in."""

import re
from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema, model_validator

from tocsin.section import Distinct, SecretRef, Section, mistake
from tocsin.spec.authentication import NameOrAuthentication

_TENANT = r"[A-Za-z0-9!_.*'()-]+(\|[A-Za-z0-9!_.*'()-]+)*"
_NAMED: Final = "put the token into a Kubernetes Secret and write `{secret: <name of the Secret>, key: <key in it>}`"
_REGION = r"[a-z]{2}(-[a-z]+)+-[0-9]"


def _tenant(text: str) -> str:
    if not re.fullmatch(_TENANT, text):
        remedy = "write letters, digits and `!_.*'()-`, and `|` between several tenants"
        raise mistake("spec/bad-form", f"`{text}` is no tenant of Mimir", remedy)
    return text


def _region(text: str) -> str:
    if not re.fullmatch(_REGION, text):
        raise mistake("spec/bad-form", f"`{text}` is no region of AWS", "write it as AWS does: `eu-central-1`")
    return text


def _of_a_secret(value: object) -> object:
    if isinstance(value, Mapping) and "file" in value and "secret" not in value:
        raise mistake("security/no-reference-here", "KEDA and Argo Rollouts read no files, but Secrets", _NAMED)
    if isinstance(value, str | int | float):
        raise mistake("security/literal-secret", "`token` is a secret and must not be written into a spec", _NAMED)
    return value


TokenRef = Annotated[SecretRef, BeforeValidator(_of_a_secret, json_schema_input_type=SecretRef)]


class Access(Section):
    """How KEDA and Argo Rollouts are let in where the address asks who they are: by a token, or what an object of KEDA's says."""

    tenant: Annotated[str, AfterValidator(_tenant), WithJsonSchema({"type": "string", "pattern": f"^{_TENANT}$"})] | None = None
    """Tenant of Mimir or Cortex that is asked: the header `X-Scope-OrgID`."""
    token: TokenRef | None = None
    """Bearer token, which both show, in the namespace of what is scaled or rolled out: tocsin writes the TriggerAuthentication."""
    ca: SecretRef | None = None
    """Beside `token`: certificates of the authorities that KEDA is to trust. Argo Rollouts trusts those of its own image."""
    authentication: NameOrAuthentication | None = None
    """KEDA's TriggerAuthentication, in the namespace of what is scaled, that holds the credentials; or `{cluster: <name>}`, which serves
    all namespaces; or an identity, `{identity: aws}`, in one that tocsin writes."""
    modes: Distinct[Literal["bearer", "basic", "tls", "custom"]] | None = None
    """How KEDA shows what it holds, `authModes`: `[bearer]` for a token, `[basic]` for a user and password. An identity of a cloud needs
    none."""
    aws_region: Annotated[str, AfterValidator(_region), WithJsonSchema({"type": "string", "pattern": f"^{_REGION}$"})] | None = None
    """Region of Amazon's managed service, whose requests are signed."""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.token is not None and (self.authentication is not None or self.modes):
            remedy = "keep `token`, or `authentication` and `modes`"
            raise mistake("security/two-authentications", "`token` says already who asks, and how", remedy)
        if self.ca is not None and self.token is None:
            remedy = "put it into the object of `authentication`, as `ca`, or name the token"
            raise mistake("spec/bad-form", "`ca` stands beside no `token`", remedy)
        if self.modes and self.authentication is None:
            remedy = "name the object with `authentication:`, or remove `modes`"
            raise mistake("spec/bad-form", "`modes` is about an object of KEDA's that is not named", remedy)
        return self
