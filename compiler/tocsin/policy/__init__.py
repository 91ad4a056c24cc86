"""Rules of a repository's own: read from `specs/policy.yaml`, held against every platform in every environment."""

from tocsin.policy.explained import explained
from tocsin.policy.misspelt import misspelt
from tocsin.policy.read import Policies, policies
from tocsin.policy.violations import violations

__all__ = ["Policies", "explained", "misspelt", "policies", "violations"]
