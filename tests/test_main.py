"""The process that `tocsin` is: what it says is said whole, and it ends with the right code."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tocsin.cli import main

FULL = Path("/dev/full")
_REFUSED = "--bounding-set=-dac_override,-dac_read_search"
UNHINDERED = (
    () if os.geteuid() else ("setpriv", _REFUSED, _REFUSED.replace("bounding-set", "inh-caps")) if shutil.which("setpriv") else None
)
"""What makes the superuser one whom the system refuses something; None: nothing does."""
SOUND = "platform: {name: shop, namespace: prod}\nmodels: {ranking: {scrape: {port: http}}}\n"


def run(*arguments: str, root: Path = Path(), stdout: int | None = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tocsin", "--root", str(root), *arguments]
    return subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False)


def specs(root: Path, text: str) -> Path:
    (root / "specs/shop").mkdir(parents=True)
    (root / "specs/shop/shop.yaml").write_text(text)
    return root


def test_nothing_of_a_long_answer_is_lost() -> None:
    long = CliRunner().invoke(main, ["catalog", "show", "vllm"]).output
    assert len(long) > 1000
    assert run("catalog", "show", "vllm").stdout == long


@pytest.mark.parametrize(("text", "code"), [(SOUND, 0), ("platform: {name: shop}\n", 1), (None, 2)], ids=["sound", "mistaken", "none"])
def test_the_exit_code_is_that_of_the_command(tmp_path: Path, text: str | None, code: int) -> None:
    ran = run("check", root=tmp_path if text is None else specs(tmp_path, text))
    assert ran.returncode == code
    assert "Traceback" not in ran.stderr


@pytest.mark.skipif(not FULL.exists(), reason="only Linux has a file that is always full")
def test_who_cannot_be_told_anything_is_told_why(tmp_path: Path) -> None:
    root = specs(tmp_path, SOUND)
    with FULL.open("w") as full:
        ran = run("check", root=root, stdout=full.fileno())
    assert (ran.returncode, ran.stderr) == (2, "cannot write to the standard output: No space left on device\n")


def test_what_the_system_refuses_is_told(tmp_path: Path) -> None:
    root = specs(tmp_path, SOUND)
    (root / ".tocsin").write_text("a file where a folder belongs")
    ran = run("build", root=root)
    assert (ran.returncode, ran.stderr) == (2, f"cannot use {root / '.tocsin'}: File exists\n")
    assert not (root / "generated").exists()


def test_a_disk_that_is_full_is_told_and_left_as_it_was(tmp_path: Path) -> None:
    root = specs(tmp_path, SOUND)
    limited = "import resource, runpy, signal, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200)); sys.argv[0] = 'tocsin'; "
    program = limited + "runpy.run_module('tocsin', run_name='__main__')"
    ran = subprocess.run([sys.executable, "-c", program, "--root", str(root), "build"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (2, f"cannot use {root / '.tocsin/next'}: File too large\n")
    assert not (root / "generated").exists()
    assert not (root / ".tocsin/next").exists()


def limited(limit: str, *arguments: str, root: Path) -> subprocess.CompletedProcess[str]:
    """Run the command in a process that is refused more than `limit`, a call of `setrlimit`, once it has been imported."""
    program = f"""
import sys
from resource import *
from tocsin import cli, pipeline, __main__ as program
from tocsin.cli import *
setrlimit({limit})
sys.argv = ["tocsin", "--root", {str(root)!r}, *{arguments!r}]
program.main()
"""
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)


def test_no_folder_for_temporary_files_is_told(tmp_path: Path) -> None:
    root = specs(tmp_path, SOUND)
    run("build", root=root)
    ran = limited("RLIMIT_FSIZE, (0, 0)", "prove", root=root)
    assert (ran.returncode, ran.stderr.splitlines()[-1].partition("[")[0]) == (
        2,
        "cannot write what is kept in files, here or in a folder for temporary files: No usable temporary directory found in ",
    )


def test_no_room_for_another_program_is_told(tmp_path: Path) -> None:
    ran = limited("RLIMIT_NOFILE, (6, 6)", "check", "--changed", "main", root=specs(tmp_path, SOUND))
    assert (ran.returncode, ran.stderr) == (2, "cannot go on: Too many open files\n")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps to a limit of memory")
def test_too_little_memory_is_no_mistake_in_the_specs(tmp_path: Path) -> None:
    root = specs(tmp_path, SOUND + "".join(f"# {number}\n" for number in range(100_000)))
    ran = limited("RLIMIT_AS, (1, 1)", "check", root=root)
    assert (ran.returncode, ran.stderr) == (2, "there is not enough memory: free some, or divide the work with `--shard`\n")


def test_a_file_that_there_is_no_memory_to_look_at_is_not_blamed(tmp_path: Path) -> None:
    code = (
        "import errno, sys; from tocsin import __main__, unchanged\n"
        "def refused(root): raise OSError(errno.ENOMEM, 'Cannot allocate memory', 'specs')\n"
        "unchanged.checked = refused; sys.argv = ['tocsin', 'check']; __main__.main()\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=specs(tmp_path, SOUND), capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (2, "there is not enough memory: free some, or divide the work with `--shard`\n")


def test_what_has_not_changed_is_said_wherever_it_is(tmp_path: Path) -> None:
    root = specs(tmp_path, SOUND)
    first, second = (run("build", root=root) for _ in range(2))
    assert "nothing has changed" not in first.stdout
    assert (second.returncode, second.stdout.splitlines()[-1]) == (0, "9 files, nothing has changed")


def test_an_empty_root_is_not_this_folder(tmp_path: Path) -> None:
    root = specs(tmp_path, SOUND)
    run("build", root=root)
    for command in ("build", "check"):
        ran = subprocess.run([sys.executable, "-m", "tocsin", "--root", "", command], cwd=root, capture_output=True, text=True, check=False)
        assert (ran.returncode, ran.stdout) == (2, ""), command


def shown(root: Path, *arguments: str, outputs: str) -> subprocess.CompletedProcess[str]:
    """Run the command with its outputs as a shell leaves them."""
    command = shlex.join([sys.executable, "-m", "tocsin", "--root", str(root), *arguments])
    return subprocess.run(["bash", "-c", f"{command} {outputs}"], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", ["build", "check", "--version"])
@pytest.mark.parametrize("outputs", [">&-", "2>&-", ">&- 2>&-"])
def test_an_output_that_is_closed_changes_nothing(command: str, outputs: str, tmp_path: Path) -> None:
    root = specs(tmp_path, SOUND)
    run("build", root=root)
    ran = shown(root, command, outputs=outputs)
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("command", ["build", "check", "--version"])
def test_nobody_reads_is_no_traceback(command: str, tmp_path: Path) -> None:
    root = specs(tmp_path, SOUND)
    run("build", root=root)
    ran = shown(root, command, outputs="| true; echo ${PIPESTATUS[0]}")
    assert (ran.stdout in {"0\n", "2\n"}, ran.stderr) == (True, "")


def test_a_shell_completes_the_commands() -> None:
    variables = {**os.environ, "_TOCSIN_COMPLETE": "bash_complete", "COMP_WORDS": "tocsin che", "COMP_CWORD": "1"}
    ran = subprocess.run([sys.executable, "-m", "tocsin"], env=variables, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "plain,check\n")


def _heeds_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_who_is_interrupted_has_not_looked(tmp_path: Path) -> None:
    root = specs(tmp_path, SOUND)
    os.mkfifo(tmp_path / "page")  # which is waited for
    command = [sys.executable, "-m", "tocsin", "--root", str(root), "contract", str(tmp_path / "page")]
    with (
        # What runs in the background of a shell ignores interrupts, and so does what it starts.
        subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=_heeds_interrupts) as process,  # noqa: PLW1509  # no threads
        (tmp_path / "page").open("w"),
    ):  # which waits for its reader
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said.strip()) == (2, "stopped")


@pytest.mark.skipif(not FULL.exists(), reason="only Linux has a file that is always full")
def test_what_has_not_changed_cannot_be_told_either(tmp_path: Path) -> None:
    root = specs(tmp_path, SOUND)
    run("build", root=root)
    ran = shown(root, "check", outputs=f"> {FULL}")
    assert (ran.returncode, ran.stderr) == (2, "cannot write to the standard output: No space left on device\n")


def test_a_name_that_is_no_text_and_a_pipe_are_told_after_a_build_too(tmp_path: Path) -> None:
    root = specs(tmp_path, SOUND)
    run("build", root=root)
    nameless = Path(os.fsdecode(bytes(root / "specs/shop") + b"/\xff.txt"))
    nameless.touch()
    assert run("build", root=root).returncode == 0  # nobody reads it
    nameless.unlink()
    os.mkfifo(root / "specs/shop/pipe.yaml")
    ran = subprocess.run([sys.executable, "-m", "tocsin", "check"], cwd=root, capture_output=True, text=True, check=False, timeout=60)
    assert (ran.returncode, ran.stderr) == (2, "cannot read specs/shop/pipe.yaml: it is no file; remove it, or call it otherwise\n")


def test_a_spec_that_nobody_reads_is_told_after_a_build_too(tmp_path: Path) -> None:
    root = specs(tmp_path, SOUND)
    run("build", root=root)
    (root / "specs/loose.yaml").write_text(SOUND)
    ran = run("check", root=root)
    assert (ran.returncode, ran.stderr.partition(":")[0]) == (2, f"cannot read {root / 'specs/loose.yaml'}")


def test_a_folder_that_is_called_like_a_spec_is_told_after_a_build_too(tmp_path: Path) -> None:
    root = specs(tmp_path, SOUND)
    run("build", root=root)
    (root / "specs/shop/more.yaml").mkdir()
    ran = run("check", root=root)
    assert (ran.returncode, ran.stderr) == (
        2,
        f"cannot read {root / 'specs/shop/more.yaml'}: it is a folder; move its files one up, or call it otherwise\n",
    )


@pytest.mark.skipif(UNHINDERED is None, reason="only whoever the system refuses nothing needs a program to be refused")
@pytest.mark.parametrize("folder", ["specs/more", "specs"])
def test_a_folder_that_may_not_be_read_is_not_taken_for_an_empty_one(folder: str, tmp_path: Path) -> None:
    root = specs(tmp_path, SOUND)
    (root / "specs/more").mkdir()
    (root / "specs/more/more.yaml").write_text(SOUND.replace("shop", "more").replace("ranking", "search"))
    run("build", root=root)
    (root / folder).chmod(0)
    try:
        command = [*(UNHINDERED or ()), sys.executable, "-m", "tocsin", "--root", str(root), "build"]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
    finally:
        (root / folder).chmod(0o755)
    assert (ran.returncode, ran.stderr) == (2, f"cannot read {root / folder}: Permission denied\n")
    assert (root / "generated/default/more").is_dir()
