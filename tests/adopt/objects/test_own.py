"""What tocsin generates itself is taken over whole, but for what only the configuration of prometheus-adapter says."""

from pathlib import Path

import pytest

from adopt.taken import INTO
from conftest import REPOSITORY
from tocsin.adopt import adopted, read
from tocsin.adopt.objects import Found
from tocsin.pipeline import meant

_ADAPTED = "which series it is says the configuration of prometheus-adapter"
_FOLDERS = sorted((REPOSITORY / "generated").glob("*/*/monitors"))


@pytest.mark.parametrize("folder", [folder.parent for folder in _FOLDERS], ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_what_is_generated_is_taken_over(folder: Path) -> None:
    files = [*folder.glob("autoscalers/*.yaml"), *folder.glob("monitors/*.yaml")]
    objects = [each for file in sorted(files) for each in read(file.name, file.read_bytes()).objects if isinstance(each, Found)]
    assert objects
    found = adopted((), {}, INTO, (), objects=objects)
    lost = [note.message for note in found.drafted.notes if note.lost]
    assert [message for message in lost if _ADAPTED not in message] == []
    left = {message.partition(":")[0] for message in lost}
    assert {each.title for each, _ in found.objects.objects} == {each.title for each in objects} - left
    assert not meant({"shop": {INTO: found.drafted.text.encode()}}).diagnostics
