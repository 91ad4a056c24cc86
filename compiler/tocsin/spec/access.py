"""The section `access` of a Prometheus: how those who ask it for numbers are let in."""

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, WithJsonSchema, model_validator

from tocsin.section import Distinct, Section, mistake
from tocsin.spec.authentication import NameOrAuthentication

_TENANT = r"[A-Za-z0-9!_.*'()-]+(\|[A-Za-z0-9!_.*'()-]+)*"
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


class Access(Section):
    """How KEDA and Argo Rollouts are let in where the address asks who they are. What proves it stands in an object of KEDA's."""

    tenant: Annotated[str, AfterValidator(_tenant), WithJsonSchema({"type": "string", "pattern": f"^{_TENANT}$"})] | None = None
    """Tenant of Mimir or Cortex that is asked: the header `X-Scope-OrgID`."""
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
        if self.modes and self.authentication is None:
            remedy = "name the object with `authentication:`, or remove `modes`"
            raise mistake("spec/bad-form", "`modes` is about an object of KEDA's that is not named", remedy)
        return self
