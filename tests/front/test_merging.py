"""Files merge into one spec, and environments patch it: laws, and the examples of RFC 7386."""

import copy
from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tocsin.diagnostics import Located
from tocsin.load import load
from tocsin.resolve import merge_patch, resolve
from tocsin.source import Route
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


SECTIONS = {
    "platform": {"name": "shop", "namespace": "ml", "owner": "ml", "labels": {"team": "ml"}},
    "use": ["vllm", "dcgm-exporter", "kube-state-metrics"],
    "models": {"a": {"labels": {"x": "y"}}, "b": {}, "c": {"owner": "c"}},
    "components": {"gpu": {}},
    "receivers": {"team": {"discard": True}, "ops": {"discard": True}},
    "routing": {
        "receiver": "team",
        "group_by": ["alertname", "severity"],
        "routes": {"x": {"when": {"a": "b"}}, "y": {"when": {"c": "d"}}},
        "intervals": {"nights": [{"times": ["22:00-06:00"]}]},
    },
}


def leaves() -> list[tuple[Route, object]]:
    """Return what a file may hold by itself: entries of sections, items of lists, settings."""
    found: list[tuple[Route, object]] = []
    for section, value in SECTIONS.items():
        depth = 3 if section == "routing" else 2
        stack: list[tuple[Route, Any]] = [((section,), value)]
        while stack:
            route, inner = stack.pop()
            if isinstance(inner, Mapping) and len(route) < depth:
                stack += [((*route, key), each) for key, each in inner.items()]
            elif isinstance(inner, list) and len(route) < depth:
                found += [(route, [each]) for each in inner]
            else:
                found.append((route, inner))
    return found


def spread(owners: list[int]) -> dict[str, bytes]:
    """Return the sections spread over files: each leaf in the file that `owners` gives it."""
    files: dict[str, dict[str, Any]] = {}
    for owner, (route, value) in zip(owners, leaves(), strict=True):
        here = files.setdefault(f"specs/shop/{owner}.yaml", {})
        for key in route[:-1]:
            here = here.setdefault(str(key), {})
        key = str(route[-1])
        here[key] = here[key] + value if isinstance(value, list) and key in here else value
    return {name: yaml.safe_dump(content, sort_keys=False).encode() for name, content in files.items()}


def unordered(value: Any) -> Any:  # noqa: ANN401  # any JSON
    """Return data in which the order of a list of names says nothing."""
    if isinstance(value, Mapping):
        return {key: unordered(inner) for key, inner in value.items()}
    return sorted(value, key=str) if isinstance(value, list) else value


_OWNERS = st.lists(st.integers(0, 3), min_size=len(leaves()), max_size=len(leaves()))


@given(_OWNERS)
def test_however_a_spec_is_spread_over_files_it_is_the_same_spec(owners: list[int]) -> None:
    tree = load("shop", spread(owners))
    assert isinstance(tree, Tree), tree
    assert unordered(tree.value) == unordered(SECTIONS)


@given(_OWNERS, st.randoms())
def test_the_order_in_which_files_are_found_does_not_matter(owners: list[int], random: Any) -> None:  # noqa: ANN401  # hypothesis names no type
    files = list(spread(owners).items())
    tree = load("shop", dict(files))
    random.shuffle(files)
    again = load("shop", dict(files))
    assert isinstance(tree, Tree)
    assert isinstance(again, Tree)
    assert (again.value, again.files) == (tree.value, tree.files)
    assert yaml.safe_dump(again.value, sort_keys=False) == yaml.safe_dump(tree.value, sort_keys=False)


@given(_OWNERS)
def test_every_part_is_known_to_stand_in_the_file_that_wrote_it(owners: list[int]) -> None:
    files = spread(owners)
    tree = load("shop", files)
    assert isinstance(tree, Tree)
    for route, value in leaves():
        items: Any = tree.value
        for key in route:
            items = items[key]
        item = isinstance(value, list) and value[0] in items and route[-1] != "nights"
        span = tree.origins.span((*route, items.index(value[0])) if item else route, "key")  # type: ignore[index]  # a list
        line = files[span.file].decode().split("\n")[span.line - 1]
        assert str(value[0] if item else route[-1]) in line  # type: ignore[index]  # a list


def test_merging_changes_no_document() -> None:
    files = {"a.yaml": b"models: {a: {labels: {x: y}}}\nuse: [vllm]\n", "b.yaml": b"models: {b: {}}\nuse: [vllm, keda]\n"}
    first, again = load("shop", files), load("shop", files)
    assert isinstance(first, Tree)
    assert isinstance(again, Tree)
    assert first.value == again.value == {"models": {"a": {"labels": {"x": "y"}}, "b": {}}, "use": ["vllm", "keda"]}


@given(_OWNERS, st.integers(0, len(leaves()) - 1))
def test_what_two_files_define_is_told_with_both_places(owners: list[int], index: int) -> None:
    route, value = leaves()[index]
    files = spread(owners)
    content: Any = value
    for key in reversed(route):
        content = {key: content}
    told = load("shop", {**files, "specs/shop/z.yaml": yaml.safe_dump(content).encode()})
    if isinstance(value, list) and len(route) < 3:
        assert isinstance(told, Tree)  # items of lists may be said twice
        return
    assert isinstance(told, tuple)
    [fault] = told
    assert (fault.code, fault.span.file) == ("spec/duplicate-key", "specs/shop/z.yaml")
    assert f"`{route[-1]}`" in fault.message
    assert [place.file for _, place in fault.notes] == [f"specs/shop/{owners[index]}.yaml"]


def patched(patch: str) -> tuple[Located, ...]:
    base = b"platform: {name: shop, namespace: ml}\nmodels: {a: {labels: {x: y}, owner: o}}\nuse: [vllm]\n"
    environments = f"environments:\n  staging:\n    patch: {patch}\n".encode()
    tree = load("shop", {"a.yaml": base, "b.yaml": environments})
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


def test_a_namespace_of_an_environment_is_told_at_the_environment() -> None:
    files = {"a.yaml": b"platform: {name: shop, namespace: ml}\nenvironments:\n  staging: {namespace: Not_One}\n"}
    tree = load("shop", files)
    assert isinstance(tree, Tree)
    [fault] = resolve(tree)[1]
    assert (fault.code, fault.span.line, fault.span.column) == ("spec/bad-name", 3, 24)
