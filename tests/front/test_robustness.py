"""Whatever is done to a spec, the compiler answers with diagnostics: it never raises, and never hangs."""

from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.diagnostics import as_json, render
from tocsin.pipeline import build

SPEC = Path(__file__).parents[2] / "specs" / "toxicity" / "toxicity.yaml"
CONTENT = SPEC.read_bytes()
LINES = CONTENT.split(b"\n")

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


def compile_and_show(content: bytes) -> None:
    built = build({"toxicity": {"specs/toxicity/toxicity.yaml": content}})
    text = content.decode("utf-8-sig", errors="replace")
    for diagnostic in built.diagnostics:
        assert render(diagnostic, text)
        assert diagnostic.message
    assert as_json(built.diagnostics)
    assert built.diagnostics == () or built.artifacts == {}


_FUZZ = settings(max_examples=70, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@_FUZZ
@given(st.lists(st.tuples(st.integers(0, len(CONTENT) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_flipped_bytes(flips: list[tuple[int, int]]) -> None:
    content = bytearray(CONTENT)
    for index, byte in flips:
        content[index] = byte
    compile_and_show(bytes(content))


@_FUZZ
@given(
    st.lists(
        st.tuples(st.integers(0, len(LINES) - 1), st.sampled_from(["delete", "double", "swap", "indent", "cut"])), min_size=1, max_size=4
    )
)
def test_deleted_doubled_moved_and_cut_lines(edits: list[tuple[int, str]]) -> None:
    lines = list(LINES)
    for index, edit in edits:
        at = index % len(lines)
        match edit:
            case "delete":
                lines[at : at + 1] = [b""]
            case "double":
                lines.insert(at, lines[at])
            case "swap":
                lines[at], lines[-at] = lines[-at], lines[at]
            case "indent":
                lines[at] = b"  " + lines[at]
            case _:
                lines[at] = lines[at][: len(lines[at]) // 2]
    compile_and_show(b"\n".join(lines))


def places(value: Any, route: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401  # any data
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [route, *(place for key, each in inner for place in places(each, (*route, key)))]


_DATA = yaml.safe_load(CONTENT)
_PLACES = places(_DATA)[1:]


@_FUZZ
@given(
    st.lists(
        st.tuples(st.sampled_from(_PLACES), st.sampled_from(_VALUES), st.sampled_from(["value", "key", "add"])), min_size=1, max_size=4
    )
)
def test_replaced_values_and_keys(edits: list[tuple[tuple[Any, ...], Any, str]]) -> None:
    data = yaml.safe_load(CONTENT)
    for route, value, edit in edits:
        here = data
        for key in route[:-1]:
            here = (
                here[key]
                if isinstance(here, dict) and key in here
                else here[key]
                if isinstance(here, list) and isinstance(key, int) and key < len(here)
                else None
            )
        if isinstance(here, dict) and route[-1] in here:
            if edit == "key":
                here[str(value)] = here.pop(route[-1])
            else:
                here[route[-1] if edit == "value" else str(value)] = value
        elif isinstance(here, list) and isinstance(route[-1], int) and route[-1] < len(here):
            here[route[-1]] = value
    compile_and_show(yaml.safe_dump(data, allow_unicode=True, sort_keys=False).encode())
