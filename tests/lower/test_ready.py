"""What is written while a platform is lowered is what would be written at its end."""

from __future__ import annotations

from case import all_folders
from tocsin.ir import Platform
from tocsin.lower import lower
from tocsin.pipeline import examine


def test_what_is_ready_does_not_change_any_more() -> None:
    compared = 0
    for name, files in all_folders().items():
        for checked in examine({name: files}).estate:
            ready: list[Platform] = []
            whole, _ = lower(checked.resolved, ready.append)
            for field in Platform.__struct_fields__:
                if field not in {"dashboards", "metrics", "subjects"}:
                    assert getattr(ready[0], field) == getattr(whole, field), (name, field)
            compared += 1
    assert compared > 100
