"""What KEDA's triggers take, as the releases around 2.20 read it: by the tags of the structs in their sources.

https://github.com/kedacore/keda/tree/v2.20.2/pkg/scalers
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from msgspec import Struct, convert

from tocsin.folders import DATA

_FROM_ENVIRONMENT: Final = "FromEnv"


class Parameters(Struct, frozen=True, kw_only=True):
    """The parameters of one type of trigger."""

    needs: tuple[str, ...] = ()
    """Those without which it does not start; of `address|host` one is enough."""
    takes: frozenset[str] = frozenset()
    """Those that it reads from its metadata."""
    authenticates: frozenset[str] = frozenset()
    """Those that it reads from a TriggerAuthentication."""
    choices: Mapping[str, tuple[str, ...]] = {}
    """The values that some of them may have."""

    def reads(self, parameter: str) -> bool:
        """Tell whether its metadata may have `parameter`: `<name>FromEnv` is a variable of the workload that holds `<name>`."""
        return parameter in self.takes or parameter.removesuffix(_FROM_ENVIRONMENT) in self.takes

    def lacks(self, metadata: frozenset[str], secrets: frozenset[str] | None) -> tuple[str, ...]:
        """Return what it needs and has not, where its metadata and its authentication have these parameters.

        `secrets` is None where nobody knows what the authentication has: then it has what it may have.
        """
        given = {name.removesuffix(_FROM_ENVIRONMENT) for name in metadata}
        given |= (self.authenticates if secrets is None else secrets) & self.authenticates
        return tuple(needed for needed in self.needs if given.isdisjoint(needed.split("|")))


@lru_cache(maxsize=1)
def keda_triggers() -> Mapping[str, Parameters | None]:
    """Return the types of triggers; None of one whose parameters are not known here, or are whatever its server wants."""
    text = (DATA / "catalog/keda_triggers.json").read_text(encoding="utf-8")
    return convert(json.loads(text), dict[str, Parameters | None])
