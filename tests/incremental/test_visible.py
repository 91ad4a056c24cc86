"""What all models share is made of what others can see of a model, and of nothing else of it."""

from __future__ import annotations

from collections import Counter

import pytest
from msgspec.structs import replace

from case import all_folders
from tocsin import checks
from tocsin.finding import Checked, Finding
from tocsin.incremental.visible import visible
from tocsin.lower.context import Context
from tocsin.lower.inhibition import inhibition
from tocsin.pipeline import examine

_OF_ALL = {code: check for code, check in checks.checks().items() if hasattr(check, "check_all")}


def estate(folder: str) -> tuple[tuple[Checked, ...], tuple[Checked, ...]]:
    """Return the platforms of a folder, and what others can see of them."""
    whole = examine({folder: all_folders()[folder]}).estate
    return whole, tuple(replace(each, platform=visible(each)) for each in whole)


@pytest.mark.parametrize("folder", sorted(all_folders()))
def test_checks_of_all_platforms_and_inhibitions_see_nothing_more(folder: str) -> None:
    whole, seen = estate(folder)
    for code, check in _OF_ALL.items():
        assert Counter(map(_told, check.check_all(whole))) == Counter(map(_told, check.check_all(seen))), code
    for each, bare in zip(whole, seen, strict=True):
        assert [*inhibition(Context(each.resolved), each.platform.rules)] == [*inhibition(Context(each.resolved), bare.platform.rules)]


def _told(finding: Finding) -> tuple[str, object]:
    return finding.message, finding.at
