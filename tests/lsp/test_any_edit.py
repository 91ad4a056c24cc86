"""Whatever is typed, the server answers, says what is wrong with it, and stays."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types

from lsp.conftest import Run
from lsp.editor import Editor
from lsp.shop import METRICS, MODELS, PLATFORM

TEXTS = {"specs/shop/models.yaml": MODELS, "specs/shop/metrics.yaml": METRICS, "specs/shop/platform.yaml": PLATFORM}
PIECES = st.sampled_from(
    [
        "",
        " ",
        "\n",
        "\t",
        ":",
        ": ",
        "{",
        "}",
        "[",
        "]",
        ",",
        "- ",
        '"',
        "'",
        "|\n",
        "&a ",
        "*a",
        "<<",
        "#",
        "ä🔥",
        "\u2028",
        "\ud800",
        "{{",
        "0",
        "\x00",
    ]
)


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(sorted(TEXTS)),
    start=st.floats(min_value=0, max_value=1),
    length=st.integers(min_value=0, max_value=40),
    piece=PIECES,
    seed=st.integers(min_value=0, max_value=1000),
)
def test_any_edit_is_survived(editor: Editor, run: Run, name: str, start: float, length: int, piece: str, seed: int) -> None:
    if name not in editor.versions:
        editor.open(name)
    text = TEXTS[name]
    at = int(start * len(text))
    changed = text[:at] + piece + text[at + length :]
    editor.type(name, changed)
    lines = changed.split("\n")
    row = changed[:at].count("\n")
    places = [(row, len(changed[:at].rpartition("\n")[2]))]
    chosen = random.Random(seed)  # noqa: S311  # places to look at, not secrets
    places += [(line, chosen.randint(0, len(lines[line]))) for line in (chosen.randrange(len(lines)) for _ in range(3))]

    async def ask() -> None:
        for line, character in places:
            await editor.completion(name, line, character)
            await editor.hover(name, line, character)
            await editor.definition(name, line, character)
            await editor.references(name, line, character)
        everything = types.Range(types.Position(0, 0), types.Position(len(lines), 0))
        await editor.actions(name, types.Diagnostic(range=everything, message=""))

    run(ask())  # an error in the server is one here
    assert not editor.errors


def test_after_all_that_a_clean_text_is_clean(editor: Editor, run: Run) -> None:
    for name, text in TEXTS.items():
        if name not in editor.versions:
            editor.open(name, text)
        editor.type(name, text)
    for name in TEXTS:
        run(editor.diagnostics(name, codes=()))
