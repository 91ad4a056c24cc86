"""References of a spec to keys of Secrets, as objects of Kubernetes refer to them."""

from __future__ import annotations

from tocsin.ir import SecretKey
from tocsin.section import SecretRef


def key_of(reference: SecretRef) -> SecretKey:
    """Return the key of a Secret that a spec refers to."""
    return SecretKey(secret=reference.secret, key=reference.key)
