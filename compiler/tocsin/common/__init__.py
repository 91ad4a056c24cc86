"""`specs/common.yaml`: what the platforms of a tree have in common is said once, in the lowest layer below each of them."""

from tocsin.common.findings import in_vain, told_once
from tocsin.common.reading import OF_ONE, common
from tocsin.common.spec import CommonSpec

__all__ = ["OF_ONE", "CommonSpec", "common", "in_vain", "told_once"]
