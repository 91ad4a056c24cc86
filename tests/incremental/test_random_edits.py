"""Whatever sequence of edits: what is compiled of an edit alone is what a whole build makes, and a mistake is never passed over."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping

import pytest

from case import all_folders
from conftest import REPOSITORY
from fuzz.platforms import platform
from fuzz.proving import compiled, written
from incremental.edits import divided, edited, edited_anywhere, other_number, several
from tocsin.folders import COMMON, POLICY
from tocsin.incremental import LastBuild, amended
from tocsin.pipeline import build

_SEQUENCES = 500
_BUILDS = 3
_PARTS = 20
_NUMBERS = 6
_POLICIES = {"specs/policy.yaml": (REPOSITORY / "specs/policy.yaml").read_bytes()}

_Folders = Mapping[str, Mapping[str, bytes]]


@pytest.mark.parametrize("part", range(_PARTS))
def test_an_edit_alone_makes_what_a_whole_build_makes(part: int) -> None:
    seen: Counter[str] = Counter()
    for seed in range(part, _SEQUENCES, _PARTS):
        _follow(random.Random(seed), seen)  # noqa: S311  # no secret
    # Else nothing was compared. How many there are changes with every case that is added, for the edits are drawn from all of them.
    assert seen["amended"]
    assert seen["whole"]


@pytest.mark.parametrize("seed", [402, 403, 409])
def test_another_number_of_a_platform_that_says_everything(seed: int) -> None:
    spec = platform(seed, models=4)
    compiled(spec)  # what is refused is left out of it
    folders = {"shop": {"specs/shop/shop.yaml": written(spec).encode()}}
    whole = build(folders)
    assert build(folders).artifacts == whole.artifacts
    last, seen = LastBuild.of(folders, whole), 0
    for number in range(_NUMBERS):
        now = {"shop": other_number(folders["shop"], random.Random(number))}  # noqa: S311  # no secret
        found = amended(last, now)
        # Where the disk has another text, as of a dashboard that asks as seldom as anything is scraped, the command builds all.
        if found is not None and all(whole.artifacts[path] == old for path, (old, _) in found.changes.items()):
            assert {**whole.artifacts, **{path: new for path, (_, new) in found.changes.items()}} == build(now).artifacts
            seen += 1
    assert seen


def _follow(rng: random.Random, seen: Counter[str]) -> None:
    name, last, texts = _start(rng)
    for _ in range(_BUILDS):
        folders = last.folders
        for _ in range(rng.choice((1, 1, 1, 1, 2))):
            if COMMON in folders and rng.random() < 1 / 6:
                folders = {**folders, COMMON: edited_anywhere(folders[COMMON], rng)}
            else:
                folders = {**folders, name: edited(folders[name], rng)}
        whole = build(folders)
        found = amended(last, folders)
        if found is None:
            seen["whole"] += 1
            if not whole.diagnostics:
                last, texts = LastBuild.of(folders, whole), dict(whole.artifacts)
            continue
        seen["amended"] += bool(found.changes)
        assert not whole.diagnostics, [each.message for each in whole.diagnostics]
        for path, (old, new) in found.changes.items():
            assert texts[path] == old
            texts[path] = new
        assert texts == whole.artifacts
        last = found.now
        assert last == LastBuild.of(folders, whole)


def _start(rng: random.Random) -> tuple[str, LastBuild, dict[str, str]]:
    """Return a platform and what a build has left: sometimes with policies, another platform, or a part of it that is common to all."""
    while True:
        name = rng.choice(sorted(all_folders()))
        files = several(all_folders()[name], rng)
        folders: _Folders = {name: files}
        if rng.random() < 1 / 3:
            own, shared = divided(files, rng)
            folders = {name: own, COMMON: shared} if shared else folders
        if rng.random() < 1 / 4:
            folders = {**folders, POLICY: _POLICIES}
        if rng.random() < 1 / 8:
            other = rng.choice(sorted(all_folders()))
            folders = {other: all_folders()[other], **folders}
        whole = build(folders)
        if not whole.diagnostics:
            return name, LastBuild.of(folders, whole), dict(whole.artifacts)
