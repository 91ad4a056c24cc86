"""Each of several machines does its part, and knows what is wrong with the whole."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shards.estate import NAMES, SPEC, built, edit, tocsin, tree
from tocsin.shards import Shard


@given(environment=st.text(), platform=st.text(), of=st.integers(1, 50))
def test_every_platform_is_in_one_shard(environment: str, platform: str, of: int) -> None:
    assert sum(Shard(number, of).has(environment, platform) for number in range(1, of + 1)) == 1


def test_shards_are_of_similar_size_and_stay_what_they_are() -> None:
    found = Counter(number for platform in range(1000) for number in range(1, 9) if Shard(number, 8).has("production", f"p-{platform}"))
    assert len(found) == 8
    assert min(found.values()) > 90
    assert max(found.values()) < 160
    # With others every platform would move to a machine that remembers nothing of it.
    assert [number for name in NAMES for number in range(1, 5) if Shard(number, 4).has("production", name)] == [4, 1, 4, 3, 1]


def test_a_shard_that_fails_leaves_no_word_that_it_is_done(root: Path) -> None:
    folders = built(root, 2)
    edit(root, "shop", "platform: 1\n")
    assert tocsin(root, "build", "--shard", "1/2", "--into", folders[0]).exit_code == 1
    assert not (folders[0] / "shard.json").exists()


@pytest.mark.parametrize("number", [1, 2, 3])
def test_what_is_wrong_between_platforms_is_found_in_every_shard(number: int, root: Path) -> None:
    edit(root, "twin", SPEC.format(name="shop"))
    done = tocsin(root, "build", "--shard", f"{number}/3", "--into", root / "shard")
    assert done.exit_code == 1
    assert "error[platform/duplicate]" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["build", "--shard", "1/2"], "write `--shard I/N --into DIR`"),
        (["build", "--into", "somewhere"], "write `--shard I/N --into DIR`"),
        (["build", "--check", "--shard", "1/2", "--into", "somewhere"], "`tocsin merge --check DIR...`"),
        (["build", "--shard", "3/2", "--into", "somewhere"], "`3/2` is no shard"),
        (["build", "--shard", "0/2", "--into", "somewhere"], "`0/2` is no shard"),
        (["prove", "--shard", "1/2", "--platform", "shop"], "`--shard` and `--platform` exclude each other"),
        (["merge"], "Missing argument 'DIR...'"),
    ],
)
def test_what_cannot_be_meant_is_refused(arguments: list[str], said: str, root: Path) -> None:
    done = tocsin(root, *arguments)
    assert done.exit_code == 2
    assert said in done.stderr


def test_a_shard_does_not_replace_the_whole(root: Path) -> None:
    tocsin(root, "build")
    whole = tree(root)
    done = tocsin(root, "build", "--shard", "1/2", "--into", root)
    assert done.exit_code == 2
    assert "a shard cannot be written over generated/" in done.stderr
    assert tree(root) == whole


@pytest.mark.parametrize("folder", ["generated", "generated/part", "specs"])
def test_a_shard_is_no_part_of_what_it_is_made_of_or_becomes(folder: str, root: Path) -> None:
    before = tree(root)
    done = tocsin(root, "build", "--shard", "1/2", "--into", root / folder)
    assert (done.exit_code, f"a shard cannot be written into {folder.partition('/')[0]}/" in done.stderr) == (2, True)
    assert tree(root) == before


def test_shards_verify_all_there_is_between_them(judged: Path) -> None:
    def objects(*arguments: str) -> int:
        done = tocsin(judged, "verify", *arguments)
        assert done.exit_code == 0, done.output
        (line,) = (line for line in done.stdout.splitlines() if line.startswith("kubernetes: ") and "nothing" not in line)
        return int(line.split()[1])

    parts = [objects("--shard", f"{number}/2") for number in (1, 2)]
    assert all(parts)
    assert sum(parts) == objects()


def test_shards_prove_all_there_is_between_them(judged: Path) -> None:
    def alerts(*arguments: str) -> int:
        done = tocsin(judged, "prove", "--format", "json", *arguments)
        assert done.exit_code == 0, done.output
        told: dict[str, dict[str, int]] = json.loads(done.stdout)
        assert told["alerts"]["proved"] == told["alerts"]["total"]
        return told["alerts"]["total"]

    parts = [alerts("--shard", f"{number}/2") for number in (1, 2)]
    assert all(parts)
    assert sum(parts) == alerts()


@pytest.mark.parametrize("command", ["verify", "prove"])
def test_a_shard_looks_at_its_own_files_only(command: str, judged: Path) -> None:
    number = next(number for number in (1, 2) if Shard(number, 2).has("production", "shop"))
    path = judged / "generated" / "production" / "shop" / "rules" / "shop-forecast.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
    own = tocsin(judged, command, "--shard", f"{number}/2")
    assert own.exit_code == 1
    assert "generated/production/shop/rules/shop-forecast.yaml is not what the specs say" in own.stderr
    assert tocsin(judged, command, "--shard", f"{3 - number}/2").exit_code == 0


@pytest.mark.parametrize("command", [["verify"], ["prove"], ["prove", "--mutate", "--sample", "1"]])
def test_a_shard_without_platforms_is_content(command: list[str], judged: Path) -> None:
    empty = next(
        shard
        for shard in (Shard(number, 60) for number in range(1, 61))
        if not any(shard.has(environment, name) for environment in ("production", "staging") for name in NAMES)
    )
    done = tocsin(judged, *command, "--shard", str(empty))
    assert done.exit_code == 0, done.output
