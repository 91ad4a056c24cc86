import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tocsin.output import Plan, Refusal, plan, sync

TREE = {
    "prod/shop/rules/a.yaml": "a: 1\n",
    "prod/shop/rules/b.yaml": "b: é\n",
    "prod/shop/hpa.yaml": "c: 3\n",
    "prod/bank/rules/a.yaml": "d: 4\n",
    "staging/shop/rules/a.yaml": "e: 5\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "generated"
    assert isinstance(sync(root, TREE), Plan)
    return root


def contents(root: Path) -> dict[str, str]:
    """Return every file but the checksums, which have tests of their own."""
    files = (path for path in root.rglob("*") if path.is_file() and path.name != "SHA256SUMS")
    return {path.relative_to(root).as_posix(): path.read_bytes().decode() for path in files}


def folders(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_dir()}


def identities(root: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns) for path in (root, *root.rglob("*"))}


def carried_out(result: Plan | Refusal) -> Plan:
    assert isinstance(result, Plan), result
    return result


def refused(result: Plan | Refusal) -> list[tuple[str, str]]:
    assert isinstance(result, Refusal), result
    return [(problem.path, problem.reason) for problem in result.problems]


def test_a_first_sync_creates_everything_beside_a_folder_that_git_ignores(root: Path) -> None:
    assert contents(root) == TREE
    assert (root.parent / ".tocsin/.gitignore").read_text() == "*\n"
    assert sorted(path.name for path in (root.parent / ".tocsin").iterdir()) == [".gitignore", "lock"]


def test_a_folder_that_is_up_to_date_is_not_written_at_all(root: Path) -> None:
    before = identities(root)
    done = carried_out(sync(root, TREE))
    assert not done.stale
    assert len(done.unchanged) == len(TREE) + 3
    assert identities(root) == before


def test_a_plan_says_what_a_sync_would_do_and_writes_nothing(root: Path) -> None:
    before = identities(root)
    wanted = TREE | {"prod/shop/new.yaml": "n\n", "prod/shop/hpa.yaml": "c: 4\n"}
    del wanted["prod/bank/rules/a.yaml"]
    planned = carried_out(plan(root, wanted))
    assert planned.stale
    assert planned.created == ("prod/shop/new.yaml",)
    assert planned.changed == ("prod/shop/SHA256SUMS", "prod/shop/hpa.yaml")
    assert planned.removed == ("prod/bank/SHA256SUMS", "prod/bank/rules/a.yaml")
    assert identities(root) == before
    assert carried_out(sync(root, wanted)) == planned
    assert contents(root) == wanted
    assert "prod/bank" not in folders(root)


def test_files_that_did_not_change_keep_inode_and_time_while_others_are_replaced(root: Path) -> None:
    before = identities(root)
    carried_out(sync(root, TREE | {"prod/shop/rules/a.yaml": "a: 2\n", "prod/bank/rules/a.yaml": "d: 5\n"}))
    after = identities(root)
    assert after[f"{root}/prod/shop/hpa.yaml"] == before[f"{root}/prod/shop/hpa.yaml"]
    assert after[f"{root}/prod/shop/rules/a.yaml"] != before[f"{root}/prod/shop/rules/a.yaml"]


def test_folders_without_a_difference_are_left_alone(root: Path) -> None:
    before = identities(root)
    carried_out(sync(root, TREE | {"prod/shop/rules/a.yaml": "a: 2\n"}))
    after = identities(root)
    assert {path.removeprefix(str(root)) for path in after if after[path][0] != before[path][0]} == {
        "/prod/shop",
        "/prod/shop/SHA256SUMS",
        "/prod/shop/rules",
        "/prod/shop/rules/a.yaml",
    }


@pytest.mark.parametrize("gone", ["prod", "prod/bank", "staging", ""])
def test_what_nobody_generates_any_more_is_pruned_with_its_folders(root: Path, gone: str) -> None:
    wanted = {path: text for path, text in TREE.items() if not path.startswith(gone)}
    carried_out(sync(root, wanted))
    assert contents(root) == wanted
    assert folders(root) == {str(parent) for path in wanted for parent in Path(path).parents} - {"."}
    carried_out(sync(root, TREE))
    assert contents(root) == TREE


def test_a_file_can_become_a_folder_and_a_folder_a_file(root: Path) -> None:
    swapped = {"prod/shop/rules": "now a file\n", "prod/shop/hpa.yaml/deep/x.yaml": "now a folder\n", "prod/bank": "a file\n"}
    carried_out(sync(root, swapped))
    assert contents(root) == swapped
    carried_out(sync(root, TREE))
    assert contents(root) == TREE


def test_a_file_edited_by_hand_is_refused_and_then_replaced_by_force(root: Path) -> None:
    (root / "prod/shop/hpa.yaml").write_text("c: 99\n")
    (root / "prod/bank/rules/a.yaml").write_text("edited, and generated no more\n")
    wanted = {path: text for path, text in TREE.items() if "bank" not in path} | {"prod/shop/new.yaml": "n\n"}
    before = identities(root)
    reason = "was edited by hand since tocsin wrote it"
    assert refused(sync(root, wanted)) == [("prod/bank/rules/a.yaml", reason), ("prod/shop/hpa.yaml", reason)]
    assert identities(root) == before
    assert carried_out(sync(root, wanted, force=True)).edited == ("prod/bank/rules/a.yaml", "prod/shop/hpa.yaml")
    assert contents(root) == wanted


def test_an_edit_that_the_spec_has_caught_up_with_is_no_edit(root: Path) -> None:
    (root / "prod/shop/hpa.yaml").write_text("c: 99\n")
    done = carried_out(sync(root, TREE | {"prod/shop/hpa.yaml": "c: 99\n"}))
    assert done.changed == ("prod/shop/SHA256SUMS",)


def test_a_deleted_file_comes_back(root: Path) -> None:
    (root / "prod/shop/hpa.yaml").unlink()
    assert carried_out(sync(root, TREE)).created == ("prod/shop/hpa.yaml",)
    assert contents(root) == TREE


@pytest.mark.parametrize("path", ["notes.txt", "prod/notes.txt", "prod/shop/rules/.hidden", "elsewhere/deep/x.yaml", "SHA256SUMS"])
def test_a_file_of_a_person_is_refused_and_then_removed_by_force(root: Path, path: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text("mine\n")
    assert refused(sync(root, TREE)) == [(path, "was not written by tocsin")]
    assert (root / path).read_text() == "mine\n"
    assert carried_out(sync(root, TREE, force=True)).unknown == (path,)
    assert contents(root) == TREE
    assert not (root / path).exists()


def test_a_tree_without_checksums_is_unknown_where_it_differs(root: Path) -> None:
    for path in root.rglob("SHA256SUMS"):
        path.unlink()
    assert refused(sync(root, TREE | {"prod/shop/hpa.yaml": "c: 4\n"})) == [("prod/shop/hpa.yaml", "was not written by tocsin")]
    assert set(carried_out(sync(root, TREE)).created) == {f"{folder}/SHA256SUMS" for folder in ("prod/shop", "prod/bank", "staging/shop")}


def test_the_list_of_checksums_is_one_that_sha256sum_checks(root: Path) -> None:
    command = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    clean = subprocess.run(command, cwd=root / "prod/shop", capture_output=True, text=True, check=False)
    assert (clean.returncode, clean.stdout.count(": OK")) == (0, 3), clean
    (root / "prod/shop/hpa.yaml").write_text("c: 99\n")
    edited = subprocess.run(command, cwd=root / "prod/shop", capture_output=True, text=True, check=False)
    assert "hpa.yaml: FAILED" in edited.stdout


def test_both_sides_of_a_merge_conflict_in_the_checksums_count_as_written_by_tocsin(root: Path) -> None:
    sums = root / "prod/shop/SHA256SUMS"
    theirs = sums.read_text()
    carried_out(sync(root, TREE | {"prod/shop/hpa.yaml": "c: 4\n"}))
    header, ours = sums.read_text().split("\n", 1)
    sums.write_text(f"{header}\n<<<<<<< HEAD\n{ours}=======\n{theirs.split(chr(10), 1)[1]}>>>>>>> theirs\n")
    (root / "prod/shop/hpa.yaml").write_text("c: 3\n")
    carried_out(sync(root, TREE | {"prod/shop/hpa.yaml": "c: 5\n"}))
    assert not carried_out(plan(root, TREE | {"prod/shop/hpa.yaml": "c: 5\n"})).stale


def test_links_are_not_followed(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.yaml").write_text("kept\n")
    (root / "prod/link").symlink_to(outside)
    (root / "prod/shop/hpa.yaml").unlink()
    (root / "prod/shop/hpa.yaml").symlink_to(outside / "kept.yaml")
    assert [path for path, _ in refused(sync(root, TREE))] == ["prod/link", "prod/shop/hpa.yaml"]
    carried_out(sync(root, TREE, force=True))
    assert contents(root) == TREE
    assert not (root / "prod/shop/hpa.yaml").is_symlink()
    assert (outside / "kept.yaml").read_text() == "kept\n"


def test_a_root_that_is_a_link_or_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "file").write_text("")
    for name in ("link", "file"):
        assert [path for path, _ in refused(sync(tmp_path / name, TREE, force=True))] == ["."]
        assert isinstance(plan(tmp_path / name, TREE), Refusal)
    assert list((tmp_path / "real").iterdir()) == []


def test_a_sync_that_fails_leaves_the_folder_as_it_was(root: Path) -> None:
    before = identities(root)
    with pytest.raises(OSError, match="too long"):
        sync(root, TREE | {"prod/shop/hpa.yaml": "c: 4\n", "prod/shop/" + "x" * 300: "no file system takes this name\n"})
    assert identities(root) == before
    carried_out(sync(root, TREE | {"prod/shop/hpa.yaml": "c: 4\n"}))
    assert sorted(path.name for path in (root.parent / ".tocsin").iterdir()) == [".gitignore", "lock"]


def test_new_files_follow_the_umask_and_have_the_bytes_that_were_given(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        carried_out(sync(tmp_path / "generated", {"a/b/c.yaml": "one\r\ntwo é\n"}))
    finally:
        os.umask(before)
    assert (tmp_path / "generated/a/b/c.yaml").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "generated/a/b/c.yaml").read_bytes() == b"one\r\ntwo \xc3\xa9\n"


def test_a_relative_root_is_taken_from_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    carried_out(sync(Path("generated"), TREE))
    assert contents(tmp_path / "generated") == TREE


def test_a_system_that_cannot_swap_folders_gets_the_same_tree(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "freebsd14")
    wanted = {"prod/shop/rules": "now a file\n", "prod/shop/hpa.yaml/x.yaml": "now a folder\n", "prod/bank/rules/a.yaml": "d: 4\n"}
    before = identities(root)
    carried_out(sync(root, wanted))
    assert contents(root) == wanted
    assert folders(root) == {"prod", "prod/shop", "prod/shop/hpa.yaml", "prod/bank", "prod/bank/rules"}
    assert identities(root)[str(root)][0] == before[str(root)][0]
    assert not carried_out(plan(root, wanted)).stale
    assert sorted(path.name for path in (root.parent / ".tocsin").iterdir()) == [".gitignore", "lock"]


def test_syncs_at_the_same_time_wait_for_each_other(root: Path) -> None:
    others = [TREE, TREE | {"prod/shop/hpa.yaml": "c: 4\n", "prod/bank/new.yaml": "n\n"}] * 20
    with ThreadPoolExecutor(max_workers=4) as threads:
        for result in threads.map(lambda tree: sync(root, tree), others):
            carried_out(result)
    assert contents(root) in others
