"""What several machines build and merge is what one machine builds, or it is refused."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from conftest import REPOSITORY
from shards.estate import NAMES, SPEC, built, edit, tocsin, tree
from tocsin.cli import identity
from tocsin.output import turn
from tocsin.shards import Manifest, Part, Shard, checksums, merge


def refused(root: Path, folders: list[Path]) -> str:
    """Return what is said of shards that are not merged."""
    done = tocsin(root, "merge", *folders)
    assert done.exit_code == 1, done.output
    assert not (root / "generated").exists()
    assert done.stderr.endswith("nothing was written\n")
    return done.stderr


@pytest.mark.parametrize("of", [1, 2, 3, 30])
def test_merged_shards_are_what_one_build_makes(of: int, root: Path) -> None:
    folders = built(root, of)
    assert tocsin(root, "merge", *reversed(folders)).exit_code == 0
    merged = tree(root / "generated")
    assert tocsin(root, "build", "--no-cache").exit_code == 0
    assert merged == tree(root / "generated")
    assert {f"production/{name}/kustomization.yaml" for name in NAMES} < merged.keys()
    assert "production/kustomization.yaml" in merged
    platforms = [platform for folder in folders for platform in json.loads((folder / "shard.json").read_bytes())["platforms"]]
    assert sorted(platforms) == sorted(f"{environment}/{name}" for environment in ("production", "staging") for name in NAMES)


def test_a_build_after_a_merge_has_nothing_to_write(root: Path) -> None:
    tocsin(root, "build")
    edit(root, "shop", SPEC.format(name="shop").replace("80%", "70%"))
    assert tocsin(root, "merge", *built(root, 2)).exit_code == 0
    merged = tree(root / "generated")
    assert tocsin(root, "build").exit_code == 0
    assert tree(root / "generated") == merged


def test_a_merge_waits_for_a_build_and_looks_at_the_specs_after_it(root: Path) -> None:
    command = [sys.executable, "-m", "tocsin", "--root", str(root), "merge", *map(str, built(root, 2))]
    with turn(root / "generated"):  # which a build has
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        with pytest.raises(subprocess.TimeoutExpired):
            process.communicate(timeout=2)
        edit(root, "books", SPEC.format(name="books").replace("80%", "70%"))
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "was built from other specs" in said


def test_a_missing_shard_is_named(root: Path) -> None:
    first, _, third = built(root, 3)
    assert "error: shard 2/3 is missing\n  = help: build it with `tocsin build --shard 2/3 --into DIR`" in refused(root, [first, third])


def test_a_shard_that_was_built_twice_is_refused(root: Path) -> None:
    first, second = built(root, 2)
    tocsin(root, "build", "--shard", "1/2", "--into", root / "again")
    assert f"shard 1/2 is there more than once: {first}, {root / 'again'}" in refused(root, [first, second, root / "again"])


def test_shards_of_different_divisions_are_refused(root: Path) -> None:
    first, _ = built(root, 2)
    tocsin(root, "build", "--shard", "2/3", "--into", root / "other")
    assert "the parts come from different divisions: 1/2, 2/3" in refused(root, [first, root / "other"])


@pytest.mark.parametrize("again", [1, 2])
def test_shards_of_other_specs_are_refused_whichever_is_old(again: int, root: Path) -> None:
    folders = built(root, 2)
    edit(root, "books", SPEC.format(name="books").replace("80%", "70%"))
    tocsin(root, "build", "--shard", f"{again}/2", "--into", folders[again - 1])
    assert f"{folders[2 - again]} was built from other specs than those here: specs/books/spec.yaml" in refused(root, folders)


def test_a_spec_more_is_another_estate(root: Path) -> None:
    folders = built(root, 2)
    edit(root, "new", SPEC.format(name="new"))
    assert refused(root, folders).count("was built from other specs than those here: specs/new/spec.yaml") == 2


@pytest.mark.parametrize("part", ["tocsin", "grafanalib"])
def test_a_shard_by_another_compiler_is_refused(part: str, root: Path) -> None:
    folders = built(root, 2)
    path = folders[1] / "shard.json"
    manifest = json.loads(path.read_bytes())
    manifest["compiler"][part] = "0.0.1"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert f"{folders[1]} was built by another compiler: {part} 0.0.1, here " in refused(root, folders)


def test_a_library_shapes_what_is_written_or_is_known_not_to() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    libraries = {re.split(r"[<>=]", needed)[0] for needed in project["dependencies"]}
    others = {"click", "jsonschema", "prometheus-client", "pygls", "rich"}  # commands, judges, what a page serves, an editor, a terminal
    assert libraries - others == identity.of_release().keys() - {"tocsin"}


def test_one_file_with_another_content_of_the_same_length_is_another_compiler(tmp_path: Path) -> None:
    (tmp_path / "kind.py").write_text("limit = 1\n", encoding="utf-8")
    before = identity.of_folder(tmp_path)
    (tmp_path / "kind.py").write_text("limit = 2\n", encoding="utf-8")
    assert identity.of_folder(tmp_path) != before


def test_files_that_are_not_as_they_were_built_are_named(root: Path) -> None:
    folders = built(root, 2)
    edited, lost = sorted(path for path in (folders[0] / "generated").rglob("*.yaml") if path.name != "kustomization.yaml")[:2]
    edited.write_text("{}\n", encoding="utf-8")
    lost.unlink()
    (folders[0] / "generated" / "stray.yaml").touch()
    said = refused(root, folders)
    assert f"{folders[0]} has 1 files that are not as they were built: {edited.relative_to(folders[0] / 'generated')}" in said
    assert f"{folders[0]} lacks 1 of its files: {lost.relative_to(folders[0] / 'generated')}" in said
    assert f"{folders[0]} has 1 files that were not built with it: stray.yaml" in said


@pytest.mark.parametrize("content", [None, "", "{}", '{"shard": {"number": 1, "of": 2}}'])
def test_a_folder_that_holds_no_whole_shard_is_refused(content: str | None, root: Path) -> None:
    folders = built(root, 2)
    path = folders[1] / "shard.json"
    path.unlink()
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert f"{folders[1]} is no shard" in refused(root, folders)


def test_merge_can_tell_whether_what_is_committed_is_fresh(root: Path) -> None:
    tocsin(root, "build")
    folders = built(root, 2)
    assert tocsin(root, "merge", "--check", *folders).exit_code == 0
    (root / "generated" / "stray.yaml").touch()
    done = tocsin(root, "merge", "--check", *folders)
    assert done.exit_code == 1
    assert "generated/stray.yaml is not what the specs say" in done.stderr
    assert tocsin(root, "merge", *folders).exit_code == 1
    assert tocsin(root, "merge", "--force", *folders).exit_code == 0
    assert not (root / "generated" / "stray.yaml").exists()


def part(number: int, platforms: list[str], files: dict[str, bytes]) -> Part:
    manifest = Manifest(
        shard=Shard(number, 2), compiler={}, specs={}, estate=("e/a", "e/b"), platforms=dict.fromkeys(platforms, ()), files=checksums(files)
    )
    return Part(name=f"part-{number}", manifest=manifest, files=files)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (part(1, ["e/a"], {"e/a/x": b""}), part(2, [], {}), "no shard has made e/b"),
        (part(1, ["e/a", "e/b"], {}), part(2, ["e/b"], {}), "e/b is in part-1, part-2"),
        (part(1, ["e/a"], {"e/b/x": b""}), part(2, ["e/b"], {}), "part-1 has files of platforms that it has not made: e/b/x"),
    ],
)
def test_a_compiler_that_divides_wrongly_is_found_out(first: Part, second: Part, said: str) -> None:
    complaints = merge([first, second], specs={}, compiler={})
    assert isinstance(complaints, tuple)
    assert [complaint.message for complaint in complaints] == [said]
