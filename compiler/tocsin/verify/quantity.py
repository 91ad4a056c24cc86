"""Kubernetes quantities: `500m`, `1Gi`, `2e3`."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

_QUANTITY: Final = re.compile(r"([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d{1,3}))?")
_DECIMAL: Final = {"n": -9, "u": -6, "m": -3, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY: Final = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}


def quantity(value: object) -> Decimal | None:
    """Return the number that a quantity means; None when `value` is no quantity.

    https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/

    >>> quantity("500m"), quantity("1Ki"), quantity("12x"), quantity(3)
    (Decimal('0.500'), Decimal('1024'), None, Decimal('3'))
    """
    match = _QUANTITY.fullmatch(str(value))
    if match is None:
        return None
    number, suffix, exponent = match.groups()
    if suffix in _BINARY:
        return Decimal(number) * (1 << _BINARY[suffix])
    return Decimal(number).scaleb(int(exponent or _DECIMAL.get(suffix, 0)))
