"""A deferred mapping is one in every way, and makes nothing that nobody asks for."""

from __future__ import annotations

import pytest

from tocsin.artifact.deferred import Deferred


def test_it_equals_the_mapping_of_what_it_makes() -> None:
    found = Deferred(["b", "a"], str.upper)
    assert found == {"b": "B", "a": "A"}
    assert (list(found), len(found), found.get("c")) == (["b", "a"], 2, None)


def test_it_makes_only_what_is_asked_for_each_time() -> None:
    made: list[str] = []

    def make(key: str) -> int:
        made.append(key)
        return len(made)

    found = Deferred(["a", "b"], make)
    assert "b" in found
    assert not made
    assert (found["a"], found["a"]) == (1, 2)


def test_what_is_no_key_has_no_value() -> None:
    with pytest.raises(KeyError):
        Deferred(["a"], str.upper)["b"]
