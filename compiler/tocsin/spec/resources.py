"""The section `resources` of a job: what its pod reserves and may use, as Kubernetes takes it."""

from decimal import Decimal
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, model_validator

from tocsin.diagnostics import did_you_mean
from tocsin.regex import late
from tocsin.section import Section, mistake
from tocsin.section.naming import KubernetesKey

_AMOUNT: Final = late(r"([0-9]{1,15}(?:\.[0-9]{1,9})?)(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?")
_DECIMAL: Final = {"m": -3, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15}
_BINARY: Final = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50}
# What a node has besides has a domain, as `nvidia.com/gpu`.
# https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#extended-resources
_OF_EVERY_NODE: Final = ("cpu", "memory", "ephemeral-storage")
_PAGES: Final = "hugepages-"
_GPU: Final = "nvidia.com/gpu"


def _amount(given: object) -> object:
    if isinstance(given, str) and not _AMOUNT.fullmatch(given):
        remedy = "write a number with `m`, `k`, `M`, `G`, `Ki`, `Mi`, `Gi`: `500m`, `16Gi`"
        raise mistake("schedule/bad-amount", f"`{given}` is no amount of Kubernetes", remedy)
    return given


Number = Annotated[int, Field(ge=0, le=2**31 - 1)]
Amounts = dict[KubernetesKey, Annotated[str | Number, AfterValidator(_amount)]]


class Resources(Section):
    """What its pod reserves, and may use at most."""

    requests: Amounts = Field(default_factory=dict)
    """What it reserves: `{cpu: "2", memory: 16Gi}`."""
    limits: Amounts = Field(default_factory=dict)
    """What it may use: `{nvidia.com/gpu: 1}`."""

    @model_validator(mode="after")
    def _accepted(self) -> Self:
        """Refuse what the API server would: https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go."""
        for name in dict.fromkeys((*self.requests, *self.limits)):
            if "/" not in name and name not in _OF_EVERY_NODE and not name.startswith(_PAGES):
                raise mistake("schedule/no-such-resource", f"no node has `{name}`", did_you_mean(name, (*_OF_EVERY_NODE, _GPU)))
            asked, most = (_number(amounts.get(name)) for amounts in (self.requests, self.limits))
            if "/" in name and any(amount is not None and amount % 1 for amount in (asked, most)):
                raise mistake("schedule/bad-amount", f"a pod has one `{name}` or none, and no part of it", "write a whole number")
            if asked is None:
                continue
            if "/" in name or name.startswith(_PAGES):
                allowed, fault = asked == most, "something else than it may use"
            else:
                allowed, fault = most is None or asked <= most, "more than it may use"
            if not allowed:
                remedy = f"write `limits: {{{name}: {self.requests[name]}}}`"
                raise mistake("schedule/beyond-its-limit", f"of `{name}` the pod reserves {fault}", remedy)
        return self


def _number(amount: str | int | None) -> Decimal | None:
    if amount is None:
        return None
    found = _AMOUNT.fullmatch(str(amount))
    number, suffix = ("0", None) if found is None else found.groups()
    return Decimal(number) * (1 << _BINARY[suffix]) if suffix in _BINARY else Decimal(number).scaleb(_DECIMAL.get(suffix or "", 0))
