"""Where something was said: lines and messages of the judges back to places in what was written."""

import itertools
from collections.abc import Iterator

import yaml
from hypothesis import given
from hypothesis import strategies as st

from tocsin.verify.promtool_output import blocks, messages, paths, rules_found
from tocsin.verify.walk import path_at_line, scalars

KEYS = st.text("abc", min_size=1, max_size=3)
TREES = st.recursive(
    st.text("xyz", min_size=1, max_size=3),
    lambda inner: st.dictionaries(KEYS, inner, min_size=1, max_size=3) | st.lists(inner, min_size=1, max_size=3),
    max_leaves=10,
)


@given(TREES)
def test_every_scalar_is_found_at_its_own_line(tree: object) -> None:
    places = list(scalars(tree))
    marked = dict(scalars(yaml.safe_load(yaml.safe_dump(tree))))
    text = yaml.safe_dump(_numbered(tree, itertools.count()), default_flow_style=False, sort_keys=False)
    lines = {line.split()[-1]: number for number, line in enumerate(text.splitlines(), start=1)}
    assert len(marked) == len(places)
    for number, (path, _) in enumerate(places):
        assert path_at_line(text, lines[f"v{number}"]) == path


def _numbered(tree: object, numbers: Iterator[int]) -> object:
    match tree:
        case dict():
            return {key: _numbered(value, numbers) for key, value in tree.items()}
        case list():
            return [_numbered(value, numbers) for value in tree]
    return f"v{next(numbers)}"


def test_a_line_of_no_yaml_has_no_path() -> None:
    assert path_at_line("a: [", 1) == ()


def test_what_promtool_says_is_divided_by_file() -> None:
    output = "Checking a.yaml\n  SUCCESS: 3 rules found\n\nChecking b.yaml\n  FAILED:\nb.yaml: one\nb.yaml: two\n  more\nChecking c.yaml\n"
    said = blocks(output, ["a.yaml", "b.yaml", "c.yaml", "d.yaml"])
    assert rules_found(said["a.yaml"]) == 3
    assert rules_found(said["b.yaml"]) is None
    assert messages(said["b.yaml"], "b.yaml") == ("one", "two more")
    assert messages(said["c.yaml"], "c.yaml") == ()
    assert "d.yaml" not in said


def test_a_quoted_group_and_rule_is_found() -> None:
    document = {"groups": [{"name": "a", "rules": []}, {"name": 'q"uote', "rules": [{}, {"alert": "X"}]}]}
    assert list(paths('group "q\\"uote", rule 2, "X": bad', "", document)) == [("groups", 1, "rules", 1)]
