"""A mistake that many make alike is told once, with the other places; for tools each is one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result

from command import tocsin
from tocsin.cli.alike import grouped
from tocsin.diagnostics import Located
from tocsin.source import Span

_HOUSE = """\
platform: {name: shop, namespace: ml}
metrics: {queue: {series: queue_length, type: gauge, labels: {model: model}}}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a repository of forty models with the same slip, each in a file of its own."""
    folder = tmp_path / "specs" / "shop"
    folder.mkdir(parents=True)
    (folder / "a.yaml").write_text(_HOUSE)
    for number in range(40):
        threshold = "thresholds: {queeu: {above: 5}}"
        (folder / f"m{number:02}.yaml").write_text(f"models: {{m{number:02}: {{workload: {{deployment: m{number:02}}}, {threshold}}}}}\n")
    return tmp_path


def _check(root: Path, style: str) -> Result:
    done = tocsin(root, "check", "--format", style)
    assert done.exit_code == 1, done.output
    return done


def test_it_is_told_once_with_the_other_places(root: Path) -> None:
    lines = _check(root, "text").stderr.splitlines()
    assert [line for line in lines if line.startswith("error")] == ["error[metric/unknown]: there is no metric `queeu`"]
    assert lines[5:9] == [
        "  = help: did you mean `queue`?",
        "  = and 39 alike:",
        "      specs/shop/m01.yaml:1:58",
        "      specs/shop/m02.yaml:1:58",
    ]
    assert lines[-3:] == ["      and 29 more: `tocsin check --format json` tells all", "", "40 mistakes"]


def test_a_build_tells_it_so_too(root: Path) -> None:
    done = tocsin(root, "build")
    assert (done.exit_code, done.stderr.count("error["), "40 mistakes; nothing was written" in done.stderr) == (1, 1, True)


def test_tools_get_each(root: Path) -> None:
    assert len(json.loads(_check(root, "json").stdout)) == 40
    assert len(_check(root, "github").stdout.splitlines()) == 40
    assert len(json.loads(_check(root, "sarif").stdout)["runs"][0]["results"]) == 40


def test_what_has_another_name_or_remedy_is_told_by_itself(root: Path) -> None:
    path = root / "specs" / "shop" / "m20.yaml"
    path.write_text(path.read_text().replace("queeu", "queues"))
    shown = _check(root, "text").stderr
    assert "error[metric/unknown]: there is no metric `queues`\n --> specs/shop/m20.yaml" in shown
    assert "and 38 alike" in shown


def test_the_names_of_models_are_told_with_the_places(root: Path) -> None:
    for path in (root / "specs" / "shop").glob("m*.yaml"):
        path.write_text(path.read_text().replace("queeu", "queue"))
    house = root / "specs" / "shop" / "a.yaml"
    house.write_text(_HOUSE.replace("labels: {model: model}", "unit: requests"))
    shown = _check(root, "text").stderr
    assert "error[metric/not-told-apart]: `m01` and `m00` ask for the very same series here\n" in shown
    assert "  = and 38 alike:\n      specs/shop/m02.yaml:1:58: `m02`\n      specs/shop/m03.yaml:1:58: `m03`\n" in shown


def _located(message: str, *, line: int, column: int = 7, remedy: str = "mend it", notes: tuple[tuple[str, Span], ...] = ()) -> Located:
    span = Span(file="a.yaml", line=line, column=column, end_line=line, end_column=column + 1)
    return Located(code="a/b", message=message, help=remedy, span=span, severity="error", notes=notes)


_TEXT = "models:\n  a: {x: 1}\n  b: {x: 1}\n"


def _alike(*found: Located) -> bool:
    return len(list(grouped(found, {"a.yaml": _TEXT}, everything=None))) == 1


def test_only_the_name_of_what_it_stands_in_may_differ() -> None:
    one = _located("`a` reads the same as `c`", line=2, remedy="remove `models: {a: null}`")
    assert _alike(one, _located("`b` reads the same as `c`", line=3, remedy="remove `models: {b: null}`"))
    assert not _alike(one, _located("`b` reads the same as `c`", line=3, remedy=one.help))
    assert not _alike(one, _located("`b` reads the same as `d`", line=3, remedy="remove `models: {b: null}`"))
    assert not _alike(one, _located("`b` reads more than `c`", line=3, remedy="remove `models: {b: null}`"))
    assert not _alike(_located("`x` is wrong", line=2), _located("`y` is wrong", line=3))
    assert not _alike(_located("`a-b` is wrong", line=2), _located("`b-b` is wrong", line=3))
    assert not _alike(_located("5 is above 2", line=2), _located("6 is above 2", line=3))


def test_what_a_model_itself_lacks_is_told_once() -> None:
    one, two = (_located(f"nothing watches `latency` of `{name}`", line=line, column=3) for line, name in ((2, "a"), (3, "b")))
    (shown,) = grouped([one, two], {"a.yaml": _TEXT}, everything=None)
    assert shown.splitlines()[-2:] == ["  = and 1 alike:", "      a.yaml:3:3: `b`"]


_PROFILE = "profiles:\n  p: {x: 1}\n"


def test_those_who_have_a_profile_in_common_are_told_once() -> None:
    one, two = (_located(f"nothing scrapes `{name}` of `shop`", line=2) for name in ("chat", "code"))
    (shown,) = grouped([one, two], {"a.yaml": _PROFILE}, everything=None)
    assert shown.splitlines()[-2:] == ["  = and 1 alike:", "      a.yaml:2:7: `code`"]


def test_what_differs_in_more_than_a_name_in_a_profile_is_told_by_itself() -> None:
    one, two = (_located(f"`{name}` reads `{series}`", line=2) for name, series in (("chat", "a"), ("code", "b")))
    assert len(list(grouped([one, two], {"a.yaml": _PROFILE}, everything=None))) == 2
    assert len(list(grouped([_located("no name", line=2, remedy=each) for each in ("a", "b")], {"a.yaml": _PROFILE}, everything=None))) == 2


def test_a_second_place_is_never_hidden() -> None:
    first, second = (Span(file="a.yaml", line=line, column=1, end_line=line, end_column=2) for line in (1, 2))
    one = _located("it is wrong", line=3, notes=(("see", first),))
    assert _alike(one, _located("it is wrong", line=2, notes=(("see", first),)))
    assert not _alike(one, _located("it is wrong", line=2, notes=(("see", second),)))


def test_of_a_file_that_may_not_be_shown_nobody_knows_the_names() -> None:
    found = (_located("`a` is wrong", line=2), _located("`b` is wrong", line=3))
    assert len(list(grouped(found, {"a.yaml": ""}, everything=None))) == 2


def test_all_places_are_told_where_no_command_tells_them() -> None:
    (shown,) = grouped([_located("it is wrong", line=1)] * 40, {"a.yaml": _TEXT}, everything=None)
    assert shown.count("a.yaml:1:7") == 40
