"""Places of a text are those of the editor, in whatever it counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from tocsin.lsp.positions import Positions, path_of, uri_of

ENCODINGS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
BYTES = {"utf-8": 1, "utf-16": 2, "utf-32": 4}


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(line=st.text(alphabet="aä€🔥\u2028\x0b", max_size=12), column=st.integers(min_value=1, max_value=14))
def test_a_place_is_found_again(encoding: str, line: str, column: int) -> None:
    positions = Positions(f"first\n{line}\r\nlast", encoding)
    column = min(column, len(line) + 1)
    there = positions.position(2, column)
    assert there == types.Position(1, len(line[: column - 1].encode(ENCODINGS[encoding])) // BYTES[encoding])
    assert positions.place(there) == (2, column)


@pytest.mark.parametrize("position", [types.Position(0, 99), types.Position(99, 0), types.Position(99, 99)])
def test_a_place_outside_of_the_text_is_its_nearest(position: types.Position) -> None:
    line, column = Positions("ab\ncd", "utf-16").place(position)
    assert (line, column) in {(1, 3), (2, 1), (2, 3)}


@pytest.mark.parametrize("uri", ["untitled:Untitled-1", "https://example.com/a.yaml", "", "file:"])
def test_what_is_no_file_has_no_path(uri: str) -> None:
    assert path_of(uri) is None


def test_a_name_with_blanks_and_umlauts_is_found_by_its_uri() -> None:
    path = path_of("file:///shop/specs/caf%C3%A9%20one/a%23b.yaml")
    assert path is not None
    assert path.as_posix() == "/shop/specs/café one/a#b.yaml"
    assert path_of(uri_of(path)) == path
