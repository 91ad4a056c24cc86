"""`tocsin contract` and what it is given: files, URLs and what is neither."""

import http.server
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from case import write
from contract.shop import PAGE, SPEC, line_of
from in_process import tocsin


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write({"specs/shop/spec.yaml": SPEC, "metrics": PAGE}, tmp_path)
    return tmp_path


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return tocsin(root, "contract", *arguments)


@contextmanager
def served(body: bytes, *, status: int = 200, wait: threading.Event | None = None) -> Iterator[tuple[str, list[str]]]:
    """Serve `body` on loopback; yields the URL, and what each request accepts."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.headers["Accept"])
            if wait is not None:
                wait.wait(20)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name that the base class has
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/metrics", asked
    finally:
        if wait is not None:
            wait.set()
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_file_that_is_right_passes(root: Path) -> None:
    said = "no mistakes in 4 series of forecast\n"
    command = [sys.executable, "-m", "tocsin", "contract", "metrics"]
    for done in (run(root, "metrics"), subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)):
        assert (done.returncode, done.stderr, done.stdout) == (0, "", said)


def test_a_url_is_asked_as_prometheus_asks(root: Path) -> None:
    with served(PAGE.encode()) as (url, asked):
        done = run(root, url)
    assert done.returncode == 0
    assert asked[0].startswith("application/openmetrics-text")


def test_a_mistake_is_shown_at_the_spec_with_the_line_of_the_page(root: Path) -> None:
    with served(PAGE.replace("shop_accuracy", "shop_acuracy").encode()) as (url, _):
        done = run(root, url, "--model", "forecast")
    assert done.returncode == 1
    assert "error[contract/missing-series]: the page serves no `shop_accuracy`" in done.stderr
    assert f"--> specs/shop/spec.yaml:{line_of('accuracy: {below')}:7" in done.stderr
    assert "= help: did you mean `shop_acuracy`?" in done.stderr
    assert f"= note: this is what the page serves at {url}:16:1" in done.stderr


def test_mistakes_come_as_json(root: Path) -> None:
    (root / "metrics").write_text(PAGE.replace('le="0.2"', 'le="0.3"'), encoding="utf-8")
    done = run(root, "metrics", "--format", "json")
    (found,) = json.loads(done.stdout)
    assert done.returncode == 1
    assert (found["code"], found["span"]["line"]) == ("contract/missing-edge", line_of("latency: {quantile"))


def test_a_warning_does_not_fail(root: Path) -> None:
    (root / "metrics").write_text("".join(line for line in PAGE.splitlines(keepends=True) if "failed" not in line), encoding="utf-8")
    done = run(root, "metrics")
    assert done.returncode == 0
    assert "warning[contract/no-such-series]" in done.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "error[contract/empty-page]"),
        (b"<html>", "error[contract/html-page]"),
        (b"a 1\nnot metrics\n", "metrics:2:1"),
    ],
)
def test_what_is_no_page_is_refused(root: Path, content: bytes, said: str) -> None:
    (root / "metrics").write_bytes(content)
    done = run(root, "metrics")
    assert done.returncode == 1
    assert said in done.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\x7fELF\x00\x01", "no text"), (b"\xff\xfe", "no text"), (b"up 1\n", "nobody reads `metrics`")],
)
def test_what_cannot_be_judged_is_told(root: Path, content: bytes, said: str) -> None:
    (root / "metrics").write_bytes(content)
    done = run(root, "metrics")
    assert done.returncode == 2
    assert said in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing"], "`nothing`: No such file or directory"),
        (["specs"], "`specs`: Is a directory"),
        (["ftp://localhost/metrics"], "is neither http nor https"),
        (["file:///etc/passwd"], "is neither http nor https"),
        (["http://["], "`http://[` is no URL: Invalid IPv6 URL"),
        (["http://"], "error: `http://`"),
        (["http://me:of-nobody@127.0.0.1:1/"], "the URL holds a name or a password"),
        (["http://127.0.0.1:port/"], "error: `http://127.0.0.1:port/`"),
        (["metrics", "--platform", "shap"], "did you mean `shop`?"),
        (["metrics", "--environment", "prod"], "there is no environment `prod`"),
        (["metrics", "--model", "forcast"], "did you mean `forecast`?"),
    ],
)
def test_what_cannot_be_had_is_said_plainly(root: Path, arguments: list[str], said: str) -> None:
    done = run(root, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "of-nobody" not in done.stderr


def test_a_port_that_nobody_listens_on_is_said_plainly(root: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        done = run(root, f"http://127.0.0.1:{unused.getsockname()[1]}/metrics")
    assert done.returncode == 2
    assert "does not answer: Connection refused" in done.stderr


def test_a_server_that_refuses_is_said_plainly(root: Path) -> None:
    with served(b"", status=404) as (url, _):
        done = run(root, url)
    assert (done.returncode, "answers 404 Not Found" in done.stderr) == (2, True)


def test_a_server_that_is_slow_is_not_waited_for(root: Path) -> None:
    with served(b"", wait=threading.Event()) as (url, _):
        done = run(root, url, "--timeout", "0.2")
    assert (done.returncode, "did not answer within 0.2 s" in done.stderr) == (2, True)
