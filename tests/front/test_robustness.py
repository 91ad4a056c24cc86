"""Whatever is done to a spec, the compiler answers with diagnostics: it never raises, and never hangs."""

import copy
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from front.plain_data import at, dumped
from tocsin.diagnostics import Located, as_json, render
from tocsin.pipeline import build
from tocsin.resolve import merge_patch

FOLDER = Path(__file__).parents[2] / "specs" / "toxicity"
FILES = {f"specs/toxicity/{path.name}": path.read_bytes() for path in sorted(FOLDER.glob("*.yaml"))}
DATA: Any = {}
for _content in FILES.values():
    DATA = merge_patch(DATA, yaml.safe_load(_content))

# Values that are right somewhere and wrong elsewhere, and some that are wrong everywhere.
_VALUES: list[Any] = [
    *(None, True, 0, -1, 1.5, 10**17, 1e300, "", "x", "5m", "0s", "95%", "20GiB", "1/s", "counter", "histogram", "critical", "slack"),
    *(
        "<< model >>",
        "<< x",
        "<% if 1 %>",
        "{{ $value }}",
        "{{",
        "5",
        "null",
        "\0",
        "\n",
        "é",
        "😀",
        "a" * 300,
        "$",
        "^(",
        "*",
        "/",
        "http://x",
        "::",
    ),
    *([], {}, [None], [[]], ["x", "x"], {"": ""}, {"x": {}}, {"metric": "memory"}, {"warning": "1"}, {"secret": "a", "key": "b"}),
]


def compile_and_show(files: dict[str, bytes]) -> tuple[Located, ...]:
    built = build({"toxicity": files})
    for diagnostic in built.diagnostics:
        assert render(diagnostic, files[diagnostic.span.file].decode("utf-8-sig", errors="replace"))
    assert as_json(built.diagnostics)
    assert bool(built.artifacts) != bool(built.diagnostics)
    return built.diagnostics


def written(data: Any) -> dict[str, bytes]:  # noqa: ANN401  # any data
    return {"specs/toxicity/toxicity.yaml": dumped(data)}


def test_what_is_broken_below_is_sound() -> None:
    assert compile_and_show(FILES) == ()
    assert compile_and_show(written(DATA)) == ()


_FUZZ = settings(max_examples=70, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@_FUZZ
@given(st.sampled_from(sorted(FILES)), st.lists(st.tuples(st.integers(0, 9999), st.integers(0, 255)), min_size=1, max_size=6))
def test_flipped_bytes(file: str, flips: list[tuple[int, int]]) -> None:
    content = bytearray(FILES[file])
    for index, byte in flips:
        content[index % len(content)] = byte
    compile_and_show({**FILES, file: bytes(content)})


_EDITED = st.tuples(st.integers(0, 999), st.sampled_from(["delete", "double", "swap", "indent", "cut"]))


@_FUZZ
@given(st.sampled_from(sorted(FILES)), st.lists(_EDITED, min_size=1, max_size=4))
def test_deleted_doubled_moved_and_cut_lines(file: str, edits: list[tuple[int, str]]) -> None:
    lines = FILES[file].split(b"\n")
    for index, edit in edits:
        here = index % len(lines)
        match edit:
            case "delete":
                lines[here] = b""
            case "double":
                lines.insert(here, lines[here])
            case "swap":
                lines[here], lines[-here] = lines[-here], lines[here]
            case "indent":
                lines[here] = b"  " + lines[here]
            case _:
                lines[here] = lines[here][: len(lines[here]) // 2]
    compile_and_show({**FILES, file: b"\n".join(lines)})


def places(value: Any, route: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401  # any data
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [route, *(place for key, each in inner for place in places(each, (*route, key)))]


_PLACES = places(DATA)[1:]
_BY_KIND = {kind: [place for place in _PLACES if type(at(DATA, place)) is kind] for kind in {type(at(DATA, place)) for place in _PLACES}}
# What stands at another place of the same type is often allowed by the types, so that later passes see it.
_MOVED = st.sampled_from(_PLACES).flatmap(
    lambda place: st.tuples(st.just(place), st.sampled_from(_BY_KIND[type(at(DATA, place))]).map(lambda other: at(DATA, other)))
)
_REPLACED = st.tuples(st.sampled_from(_PLACES), st.sampled_from(_VALUES))
_EDITS = st.tuples(_MOVED | _REPLACED, st.sampled_from(["value", "value", "key", "add", "remove"]))


@_FUZZ
@given(st.lists(_EDITS, min_size=1, max_size=3))
def test_values_and_keys_in_the_wrong_place(edits: list[tuple[tuple[tuple[Any, ...], Any], str]]) -> None:
    data = copy.deepcopy(DATA)
    for ((*around, last), value), edit in edits:
        here = at(data, tuple(around))
        if at(data, (*around, last)) is None:
            continue
        if edit == "value" or isinstance(here, list):
            here[last] = copy.deepcopy(value)
        elif edit == "add":
            here[str(value)[:20]] = copy.deepcopy(here[last])
        else:
            moved = here.pop(last)
            if edit == "key":
                here[str(value)[:20]] = moved
    compile_and_show(written(data))
