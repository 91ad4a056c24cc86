"""Environments patch a spec: the examples and laws of RFC 7386, and where a mistake in a patch is told."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.diagnostics import Located
from tocsin.load import load
from tocsin.resolve import merge_patch, resolve
from tocsin.spec.tree import Tree

_KEYS = st.sampled_from("abcd")
_JSON = st.recursive(
    st.none() | st.integers(0, 9) | st.sampled_from(["x", "y"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=8,
)
_OBJECTS = st.dictionaries(_KEYS, _JSON, max_size=4)


def without_nulls(value: Any) -> Any:  # noqa: ANN401  # any JSON
    """Return what a patch can make: objects without nulls."""
    return {key: without_nulls(inner) for key, inner in value.items() if inner is not None} if isinstance(value, dict) else value


# https://www.rfc-editor.org/rfc/rfc7386#appendix-A: target, patch, result.
@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, "bar", "bar"),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_a_patch_does_what_the_rfc_says(target: object, patch: object, result: object) -> None:
    assert merge_patch({"here": target}, {"here": patch}) == {"here": result}
    if isinstance(patch, dict):
        assert merge_patch(target, patch) == result


@given(_OBJECTS, _OBJECTS)
def test_a_patch_changes_neither_side_and_twice_is_once(target: dict[str, Any], patch: dict[str, Any]) -> None:
    before = copy.deepcopy((target, patch))
    once = merge_patch(target, patch)
    assert (target, patch) == before
    assert merge_patch(once, patch) == once


@given(_OBJECTS)
def test_an_empty_patch_changes_nothing_and_a_patch_of_nothing_is_itself_without_nulls(value: dict[str, Any]) -> None:
    assert merge_patch(value, {}) == value
    assert merge_patch({}, value) == without_nulls(value)


@given(_OBJECTS, _OBJECTS)
def test_a_patch_sets_what_it_names_removes_its_nulls_and_leaves_the_rest(target: dict[str, Any], patch: dict[str, Any]) -> None:
    result = merge_patch(target, patch)
    for key in {*target, *patch}:
        if key not in patch:
            assert result[key] == target[key]
        elif patch[key] is None:
            assert key not in result
        elif not isinstance(patch[key], dict):
            assert result[key] == patch[key]


# Where nothing is removed and no object takes the place of a value or the other way round, patches can be patched.
_SHAPED = st.fixed_dictionaries(
    {}, optional={"a": st.dictionaries(_KEYS, st.integers(0, 9)), "b": st.integers(0, 9), "c": st.lists(st.integers(0, 9))}
)


@given(_SHAPED, _SHAPED, _SHAPED)
def test_a_patch_of_a_patch_is_both_in_turn(target: dict[str, Any], first: dict[str, Any], second: dict[str, Any]) -> None:
    assert merge_patch(merge_patch(target, first), second) == merge_patch(target, merge_patch(first, second))


def patched(patch: str) -> tuple[Located, ...]:
    base = b"platform: {name: shop, namespace: ml}\nmodels: {a: {labels: {x: y}, owner: o}}\nuse: [vllm]\n"
    environments = f"environments:\n  staging:\n    patch: {patch}\n".encode()
    tree = load({"a.yaml": base, "b.yaml": environments})
    assert isinstance(tree, Tree), tree
    return resolve(tree)[1]


@pytest.mark.parametrize(
    ("patch", "code", "underlined"),
    [
        ("{models: {a: {ownr: x}}}", "spec/unknown-key", "ownr"),
        ("{models: {a: {owner: 5}}}", "spec/wrong-type", "5"),
        ("{models: {a: 5}}", "spec/wrong-type", "5"),
        ("{modles: {}}", "spec/unknown-key", "modles"),
        ("{models: {b: {scrape: {port: -1}}}}", "spec/out-of-range", "-1"),
        ("{models: {a: {labels: {x: {y: z}}}}}", "spec/wrong-type", "{y: z}"),
        ("{models: {a: {labels: {x: null, q: null}}}}", "environment/removes-nothing", "q"),
        ("{platform: {name: null}}", "spec/missing-key", "name"),
        ("{use: [vllm, vlm]}", "use/unknown-pack", "vlm"),
        ("{environments: {}}", "environment/nested", "environments"),
    ],
)
def test_a_mistake_in_a_patch_is_told_in_the_patch(patch: str, code: str, underlined: str) -> None:
    [fault] = patched(patch)
    assert (fault.code, fault.span.file, fault.span.line) == (code, "b.yaml", 3)
    column = fault.span.column - len("    patch: ") - 1
    assert patch[column:].startswith(underlined)


def test_a_patch_that_replaces_a_list_of_two_files_is_where_its_items_stand() -> None:
    files = {
        "a.yaml": b"platform: {name: shop, namespace: ml}\nuse: [vllm]\n",
        "b.yaml": b"use: [keda, dcgm-exporter]\n",
        "c.yaml": b"environments:\n  staging:\n    patch: {use: [vllm, kda]}\n",
    }
    tree = load(files)
    assert isinstance(tree, Tree)
    [fault] = resolve(tree)[1]
    assert (fault.code, fault.span.file, fault.span.column) == ("use/unknown-pack", "c.yaml", 25)


def test_a_namespace_of_an_environment_is_told_at_the_environment() -> None:
    files = {"a.yaml": b"platform: {name: shop, namespace: ml}\nenvironments:\n  staging: {namespace: Not_One}\n"}
    tree = load(files)
    assert isinstance(tree, Tree)
    [fault] = resolve(tree)[1]
    assert (fault.code, fault.span.line, fault.span.column) == ("spec/bad-name", 3, 24)
