"""An annotation that no longer says what it should."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from tocsin.prove.mutation.change import Change
from tocsin.prove.mutation.rule import Rule

_ACTION: Final = re.compile(r"\{\{.*?\}\}")


def changes(rule: Rule) -> Iterator[Change]:
    """Yield the rule with each annotation's value or label missing, and without each annotation."""
    for key, text in sorted(rule.annotations.items()):
        for action in dict.fromkeys(_ACTION.findall(text)):
            broken = text.replace(action, "")
            yield Change(replace(rule, annotations={**rule.annotations, key: broken}), f"the annotation `{key}` lost `{action}`")
        rest = {each: value for each, value in rule.annotations.items() if each != key}
        yield Change(replace(rule, annotations=rest), f"the annotation `{key}` was lost")
