"""Files that no person writes: each gets one diagnostic with a place and a remedy, at once, and nothing is written."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from command import tocsin
from fuzz.verdict import findings
from tocsin.pipeline import build
from tocsin.source.document import MAX_BYTES

_PLATFORM = b"platform: {name: shop, namespace: ml}\nmodels: {forecast: {workload: {deployment: forecast}, scrape: {port: http}}}\n"
_MEGABYTE = 1024 * 1024
_HOSTILE = {
    "nested in lists": (b"x: " + b"[" * 1_000_000, "spec/too-deep"),
    "nested in mappings": (b"{a: " * 500_000, "spec/too-deep"),
    "nested in blocks": (b"\n".join(b" " * depth + b"a:" for depth in range(2000)), "spec/too-deep"),
    "nested in items": (b"- " * 100_000 + b"a", "spec/too-deep"),
    "a value of a megabyte": (_PLATFORM + b"metrics: " + b"x" * _MEGABYTE, "spec/wrong-type"),
    "a name of a megabyte": (_PLATFORM.replace(b"forecast:", b"f" * _MEGABYTE + b":", 1), "spec/yaml-syntax"),
    "a quoted name of a megabyte": (b'platform: {name: shop, namespace: "' + b"f" * _MEGABYTE + b'"}', "spec/bad-name"),
    "an unknown key of a thousand letters": (_PLATFORM + b"m" * 1000 + b": 1", "spec/unknown-key"),
    "a number of a megabyte": (_PLATFORM + b"metrics: " + b"9" * _MEGABYTE, "spec/wrong-type"),
    "an expression of a megabyte": (
        _PLATFORM + b"metrics: {m: {unit: count, expr: '" + b"a+" * (_MEGABYTE // 2) + b"a'}}",
        "metric/bad-promql",
    ),
    "an expression in brackets": (_PLATFORM + b"metrics: {m: {unit: count, expr: '" + b"(" * 100_000 + b"1'}}", "metric/bad-promql"),
    "a pattern that explodes": (
        _PLATFORM + b"policies: {p: {match: {model: {matches: '" + b"(" * 50 + b"a" + b"{100})" * 50 + b"'}}}}",
        "",
    ),
    "aliases of aliases": (
        b"a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        + b"".join(b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 12)),
        "spec/alias-bomb",
    ),
    "a hundred thousand aliases": (b"a: &a [x]\nb: [" + b"*a, " * 100_000 + b"]", "spec/alias-bomb"),
    "an alias of itself": (b"a: &a [*a]", "spec/unknown-alias"),
    "a key given twice": (_PLATFORM + b"models: {}", "spec/duplicate-key"),
    "fifty thousand keys": (_PLATFORM + b"".join(b"k%d: 1\n" % number for number in range(50_000)), "spec/unknown-key"),
    "more keys than a file can hold": (_PLATFORM + b"".join(b"k%d: 1\n" % number for number in range(130_000)), "spec/too-large"),
    "a zero byte": (_PLATFORM + b"\0", "spec/yaml-syntax"),
    "zero bytes": (b"\0" * _MEGABYTE, "spec/yaml-syntax"),
    "UTF-16": (_PLATFORM.decode().encode("utf-16"), "spec/not-utf8"),
    "UTF-16 without a mark": (_PLATFORM.decode().encode("utf-16-le"), "spec/yaml-syntax"),
    "UTF-32": (_PLATFORM.decode().encode("utf-32"), "spec/not-utf8"),
    "Latin-1": ("# café\n".encode("latin-1") + _PLATFORM, "spec/not-utf8"),
    "UTF-8 and then Latin-1": ("# é\n".encode() + "# é\n".encode("latin-1") + _PLATFORM, "spec/not-utf8"),
    "half a surrogate": (b"# \xed\xa0\x80\n" + _PLATFORM, "spec/not-utf8"),
    "half a character": (_PLATFORM + b"# \xf0\x9f", "spec/not-utf8"),
    "half of a pair as an escape": (_PLATFORM + b'metrics: "\\ud800"', "spec/yaml-syntax"),
    "old Mac line ends and a tab": (_PLATFORM.replace(b"\n", b"\r") + b"metrics:\r\tx: 1", "spec/yaml-syntax"),
    "a line end of one alphabet": ("metrics: {}\u2028".encode() + _PLATFORM, "spec/yaml-syntax"),
    "a program": (b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 100, "spec/not-utf8"),
    "nothing": (b"", "spec/not-a-spec"),
    "spaces": (b" " * _MEGABYTE, "spec/not-a-spec"),
    "fifty megabytes": (b"# " + b"x" * 50 * _MEGABYTE, "spec/too-large"),
    "as many items as a file can hold": (b"metrics: [" + b"a," * (MAX_BYTES // 2 - 10) + b"]", "spec/too-large"),
}


@pytest.mark.parametrize("name", _HOSTILE)
def test_a_hostile_file_is_told_at_once(name: str) -> None:
    content, code = _HOSTILE[name]
    folders = {"shop": {"specs/shop/spec.yaml": content}}
    assert findings(folders) == ()
    told = build(folders).diagnostics
    assert told
    assert not code or code in {each.code for each in told}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "specs" / "shop").mkdir(parents=True)
    (tmp_path / "specs" / "shop" / "spec.yaml").write_bytes(_PLATFORM)
    return tmp_path


def _outcome(root: Path, *arguments: str) -> tuple[int, str]:
    result = tocsin(root, *arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_a_file_of_fifty_megabytes_is_refused_at_once(root: Path) -> None:
    (root / "specs" / "shop" / "large.yaml").write_bytes(b"# " + b"x" * 50 * _MEGABYTE)
    started = time.process_time()
    code, said = _outcome(root, "check")
    assert time.process_time() - started < 2
    assert (code, "spec/too-large" in said, len(said) < 2000) == (1, True, True)
    assert not (root / "generated").exists()


def test_what_is_called_like_a_spec_and_is_no_file_is_told_and_not_waited_for(root: Path) -> None:
    more = root / "specs" / "shop" / "more.yaml"
    more.mkdir()
    _is_told(root, more, "it is a folder; move its files one up")
    more.rmdir()
    for leads_to in ("nowhere.yaml", "more.yaml"):
        more.symlink_to(leads_to)
        _is_told(root, more, "it is a link to nothing, or in a circle; remove it")
        more.unlink()
    os.mkfifo(more)
    _is_told(root, more, "it is no file; remove it")


@pytest.mark.parametrize("name", ["more", "packs", "common.yaml", "policy.yaml"])
def test_a_link_that_leads_nowhere_is_not_taken_for_specs_that_are_gone(root: Path, name: str) -> None:
    assert _outcome(root, "build")[0] == 0
    (root / "specs" / name).symlink_to("../../not-mounted")
    for command in ("check", "build"):
        code, said = _outcome(root, command)
        assert (code, said.partition(";")[0]) == (2, f"cannot read {root / 'specs' / name}: it is a link to nothing, or in a circle"), said


def test_a_submodule_that_is_not_there_is_not_taken_for_specs_that_are_gone(root: Path) -> None:
    (root / "specs" / "more").mkdir()
    assert _outcome(root, "check")[0] == 0  # a folder for what will be written
    (root / ".gitmodules").write_text('[submodule "more"]\n\tpath = specs/more\n\turl = https://git.example.org/more.git\n')
    _is_told(root, root / "specs" / "more", "it is a submodule that is not there; run `git submodule update --init`")
    (root / "specs" / "more" / "more.yaml").write_bytes(_PLATFORM.replace(b"shop", b"more").replace(b"ml", b"more"))
    assert _outcome(root, "check")[0] == 0


def _is_told(root: Path, path: Path, what: str) -> None:
    code, said = _outcome(root, "check")
    assert (code, said.startswith(f"cannot read {path}: {what}")) == (2, True), said


@pytest.mark.parametrize("name", ["shop/.#spec.yaml", "shop/._spec.yaml", ".old/spec.yaml"])
def test_what_editors_leave_beside_a_spec_is_none(root: Path, name: str) -> None:
    left = root / "specs" / name
    left.parent.mkdir(exist_ok=True)
    left.symlink_to("somebody@a-machine.1234") if "#" in name else left.write_bytes(_PLATFORM)
    assert _outcome(root, "build")[0] == 0
    assert _outcome(root, "check") == (0, "no mistakes in 1 platform\n")


@pytest.mark.parametrize("name", [b"\xff.yaml", b"a\nkind: x.yaml", b"\x1b[31m.yaml"])
def test_a_name_that_no_line_can_show_is_told(root: Path, name: bytes) -> None:
    (root / "specs" / "shop" / os.fsdecode(name)).write_bytes(b"x: 1\n")
    code, said = _outcome(root, "check")
    assert (code, said.isascii(), "its name holds characters that cannot be shown" in said) == (2, True, True)
    assert "\x1b" not in said
