"""The page about pint names what there is."""

from __future__ import annotations

import re

from conftest import REPOSITORY
from tocsin import checks, faults


def test_every_code_that_the_page_names_exists() -> None:
    page = (REPOSITORY / "docs" / "pint.md").read_text(encoding="utf-8")
    ours = [column for line in page.splitlines() if line.startswith("| ") for column in line.split("|")[3:4]]
    named = {code for text in ours for code in re.findall(r"`([a-z]+/[-a-z]+)`", text)}
    assert len(named) > 25
    assert not sorted(named - {*checks.checks(), *faults.explained()})
