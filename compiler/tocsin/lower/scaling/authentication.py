"""What KEDA authenticates by: https://keda.sh/docs/2.20/concepts/authentication/."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.ir import SecretKey, TriggerAuthentication
from tocsin.spec.authentication import Authentication

_IDENTITY: Final = {"identity": "provider", "role": "roleArn", "client": "identityId", "owner": "identityOwner"}
"""Our words, and KEDA's for the same fields of a `podIdentity`."""
_NO_SECRETS: Final[Mapping[str, SecretKey]] = {}


def authenticated(
    own: str, said: str | Authentication | None, secrets: Mapping[str, SecretKey] = _NO_SECRETS
) -> TriggerAuthentication | None:
    """Return what somebody authenticates by; None where nothing is said and nothing is secret.

    `own` names the object that tocsin writes for an identity, or for `secrets`, by parameter.
    """
    match said:
        case str(name):
            return TriggerAuthentication(name=name)
        case Authentication(cluster=str(name)):
            return TriggerAuthentication(name=name, of_cluster=True)
        case Authentication():
            return TriggerAuthentication(name=own, secrets=secrets, identity=_identity(said))
    return TriggerAuthentication(name=own, secrets=secrets) if secrets else None


def _identity(said: Authentication) -> Mapping[str, str]:
    fields = {theirs: getattr(said, ours) for ours, theirs in _IDENTITY.items()}
    return {name: value for name, value in fields.items() if value is not None}
