"""docs/language.md says each key of every section: in the section's own table, or in that of the section which it names."""

import json
import re

from conftest import REPOSITORY
from tocsin.docs.language import reference
from tocsin.schema import FILE

# To make it takes a second, and that it is fresh is a test of its own.
_SCHEMA = json.loads((REPOSITORY / "schemas" / FILE).read_text(encoding="utf-8"))
_KEY = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)
_WHOLE = re.compile(r"it has every key of an? \[[^]]+\]\(#([a-z-]+)\)(?: but ([^.]+))?\.", re.IGNORECASE)


def _keys_by_section() -> dict[str, set[str]]:
    texts = {part.partition("\n")[0].lower().replace(" ", "-"): part for part in reference(_SCHEMA).split("\n## ")[1:]}
    own = {title: set(_KEY.findall(text)) for title, text in texts.items()}
    for title, text in texts.items():
        for whole, but in _WHOLE.findall(text):
            own[title] |= own[whole] - set(re.findall("`([^`]+)`", but))
    return own


def test_no_key_is_left_out_and_none_is_made_up() -> None:
    found = _keys_by_section()
    for name, definition in _SCHEMA["$defs"].items():
        *path, last = name.split("__")
        title = f"threshold-{path[-1]}" if last == "Kind" else last.lower()
        if "properties" in definition and title in found:
            assert found[title] == set(definition["properties"]), title


def test_what_every_threshold_may_say_stands_once() -> None:
    assert reference(_SCHEMA).count("| `keep_firing_for` |") == 1
    assert len(_keys_by_section()["threshold-stale"]) > 20
