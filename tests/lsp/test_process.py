"""The process: it speaks the protocol on its standard output and nothing else, and it ends when its editor does."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import REPOSITORY
from lsp.shop import written

SERVER = (sys.executable, "-m", "tocsin", "lsp")


def _message(method: str, number: int | None = None, params: object = None) -> bytes:
    said: dict[str, Any] = {"jsonrpc": "2.0", "method": method, "params": params}
    content = json.dumps(said if number is None else {**said, "id": number}).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(content), content)


def _session(root: Path) -> list[bytes]:
    hello: dict[str, Any] = {"processId": None, "rootUri": root.as_uri(), "capabilities": {}}
    return [_message("initialize", 1, hello), _message("initialized", params={}), _message("shutdown", 2), _message("exit")]


def _answers(output: bytes) -> dict[int, Any]:
    parts = re.split(rb"Content-Length: \d+\r\n(?:Content-Type: [^\r]*\r\n)?\r\n", output)
    assert parts[0] == b""  # nothing else was printed
    read = [json.loads(part) for part in parts[1:]]
    return {each["id"]: each for each in read if "id" in each}


def test_a_session_ends_with_success_and_without_a_word(tmp_path: Path) -> None:
    done = subprocess.run(SERVER, input=b"".join(_session(written(tmp_path.resolve()))), capture_output=True, check=False, timeout=60)
    answers = _answers(done.stdout)
    assert answers[1]["result"]["serverInfo"]["name"] == "tocsin"
    assert answers[1]["result"]["capabilities"]["positionEncoding"] == "utf-16"
    assert answers[2]["result"] is None
    assert (done.returncode, done.stderr) == (0, b"")


def test_it_ends_when_its_editor_is_gone(tmp_path: Path) -> None:
    begun = b"".join(_session(written(tmp_path.resolve()))[:2])
    done = subprocess.run(SERVER, input=begun, capture_output=True, check=False, timeout=60)
    assert 1 in _answers(done.stdout)
    assert b"Traceback" not in done.stderr


def test_what_is_no_message_is_passed_over(tmp_path: Path) -> None:
    first, *others = _session(written(tmp_path.resolve()))
    unknown = _message("textDocument/inlayHint", 9, {"textDocument": {"uri": "file:///a"}})
    done = subprocess.run(SERVER, input=b"".join([b"Hello\r\n\r\n", first, unknown, *others]), capture_output=True, check=False, timeout=60)
    assert _answers(done.stdout)[2]["result"] is None
    assert done.returncode == 0


def test_other_commands_do_not_wait_for_it() -> None:
    script = "import sys, tocsin.cli; print([name for name in sys.modules if name.startswith(('pygls', 'lsprotocol', 'tocsin.lsp'))])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("language", ["lua", "js", "toml", "elisp"])
def test_every_editor_is_told_the_command_that_there_is(language: str) -> None:
    page = (REPOSITORY / "docs" / "editors.md").read_text(encoding="utf-8")
    blocks = re.findall(rf"```{language}\n(.*?)```", page, flags=re.DOTALL)
    assert blocks
    assert all("tocsin" in block and '"lsp"' in block for block in blocks)


def test_the_extension_is_described_in_valid_json() -> None:
    page = (REPOSITORY / "docs" / "editors.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```json\n(.*?)```", page, flags=re.DOTALL)
    assert json.loads(block)["main"] == "./extension.js"


def test_the_page_tells_what_the_server_can_do(tmp_path: Path) -> None:
    done = subprocess.run(SERVER, input=b"".join(_session(written(tmp_path.resolve()))), capture_output=True, check=False, timeout=60)
    can = {name for name in _answers(done.stdout)[1]["result"]["capabilities"] if name.endswith("Provider")}
    told = {
        "completionProvider": "| completion |",
        "hoverProvider": "| hover |",
        "definitionProvider": "| go to definition, references |",
        "referencesProvider": "| go to definition, references |",
        "codeActionProvider": "| code actions |",
        "executeCommandProvider": "`tocsin.explain`",
    }
    page = (REPOSITORY / "docs" / "editors.md").read_text(encoding="utf-8")
    assert can == set(told)
    assert all(words in page for words in told.values())
