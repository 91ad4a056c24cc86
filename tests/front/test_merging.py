"""Files merge into one spec, however it is spread over them."""

from collections.abc import Mapping
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from tocsin.load import load
from tocsin.source import KeyPath
from tocsin.spec.tree import Tree

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


def leaves() -> list[tuple[KeyPath, object]]:
    """Return what a file may hold by itself: entries of sections, items of lists, settings."""
    found: list[tuple[KeyPath, object]] = []
    for section, value in SECTIONS.items():
        depth = 3 if section == "routing" else 2
        stack: list[tuple[KeyPath, Any]] = [((section,), value)]
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
    tree = load(spread(owners))
    assert isinstance(tree, Tree), tree
    assert unordered(tree.value) == unordered(SECTIONS)


@given(_OWNERS, st.randoms())
def test_the_order_in_which_files_are_found_does_not_matter(owners: list[int], random: Any) -> None:  # noqa: ANN401  # hypothesis names no type
    files = list(spread(owners).items())
    tree = load(dict(files))
    random.shuffle(files)
    again = load(dict(files))
    assert isinstance(tree, Tree)
    assert isinstance(again, Tree)
    assert again.value == tree.value
    assert yaml.safe_dump(again.value, sort_keys=False) == yaml.safe_dump(tree.value, sort_keys=False)


@given(_OWNERS)
def test_every_part_is_known_to_stand_in_the_file_that_wrote_it(owners: list[int]) -> None:
    files = spread(owners)
    tree = load(files)
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
    first, again = load(files), load(files)
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
    told = load({**files, "specs/shop/z.yaml": yaml.safe_dump(content).encode()})
    if isinstance(value, list) and len(route) < 3:
        assert isinstance(told, Tree)  # items of lists may be said twice
        return
    assert isinstance(told, tuple)
    [fault] = told
    assert (fault.code, fault.span.file) == ("spec/duplicate-key", "specs/shop/z.yaml")
    assert f"`{route[-1]}`" in fault.message
    assert [place.file for _, place in fault.notes] == [f"specs/shop/{owners[index]}.yaml"]
