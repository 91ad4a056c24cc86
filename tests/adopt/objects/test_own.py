"""What tocsin generates itself is taken over whole, but for what only the configuration of prometheus-adapter says; or is there already."""

from pathlib import Path

import pytest

from adopt.taken import INTO
from conftest import REPOSITORY
from tocsin.adopt import adopted, read
from tocsin.adopt.objects import Found
from tocsin.pipeline import examine, meant

_ADAPTED = "which series it is says the configuration of prometheus-adapter"
_FOLDERS = sorted((REPOSITORY / "generated").glob("*/*/monitors"))


def objects_of(folder: Path) -> list[Found]:
    files = [*folder.glob("autoscalers/*.yaml"), *folder.glob("monitors/*.yaml")]
    return [each for file in sorted(files) for each in read(file.name, file.read_bytes()).objects if isinstance(each, Found)]


@pytest.mark.parametrize("folder", [folder.parent for folder in _FOLDERS], ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_what_is_generated_is_taken_over(folder: Path) -> None:
    objects = objects_of(folder)
    assert objects
    found = adopted((), {}, INTO, (), objects=objects)
    lost = [note.message for note in found.drafted.notes if note.lost]
    assert [message for message in lost if _ADAPTED not in message] == []
    left = {message.partition(":")[0] for message in lost}
    assert {each.title for each, _ in found.objects.objects} == {each.title for each in objects} - left
    assert not meant({"shop": {INTO: found.drafted.text.encode()}}).diagnostics


def test_what_the_specs_generate_is_there_already() -> None:
    """Also of HorizontalPodAutoscalers by metrics of prometheus-adapter, and in each environment."""
    name = "ecommerce-ai"
    specs = {str(file.relative_to(REPOSITORY)): file.read_bytes() for file in (REPOSITORY / "specs" / "ecommerce").glob("*.yaml")}
    objects = [each for environment in ("production", "staging") for each in objects_of(REPOSITORY / "generated" / environment / name)]
    assert {each.kind for each in objects} >= {"HorizontalPodAutoscaler", "ServiceMonitor", "PodMonitor"}
    folders = {"ecommerce": specs}
    found = adopted((), folders, "specs/ecommerce/adopted.yaml", examine(folders).estate, objects=objects)
    assert (found.drafted.text, found.drafted.notes) == ("", ())
    assert sorted(each.title for each, _ in found.objects.same) == sorted(each.title for each in objects)
