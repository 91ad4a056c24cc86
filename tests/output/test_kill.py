import json
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).with_name("kill_writers.py")


def kill(root: Path, writer: str, *, times: int = 200) -> tuple[int, dict[str, int]]:
    result = subprocess.run([sys.executable, PROGRAM, root, writer, str(times)], capture_output=True, text=True, check=False)
    assert result.stderr == ""
    return result.returncode, json.loads(result.stdout)


def test_a_sync_that_dies_leaves_the_old_tree_or_the_new(tmp_path: Path) -> None:
    code, seen = kill(tmp_path / "generated", "sync")
    assert code == 0, seen
    assert min(seen["old"], seen["new"], seen["interrupted"]) > 10
    assert seen["journals"] == 0  # it is the swap that was tested


def test_a_replacement_file_by_file_that_dies_is_finished_by_the_next_run(tmp_path: Path) -> None:
    code, seen = kill(tmp_path / "generated", "journal", times=80)
    assert code == 0, seen
    assert min(seen["old"], seen["new"], seen["journals"]) > 5


def test_a_writer_that_is_not_atomic_is_caught(tmp_path: Path) -> None:
    code, seen = kill(tmp_path / "generated", "in-place")
    assert code == 1, seen
