"""`tocsin backtest` and servers that answer otherwise than hoped."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from click.testing import CliRunner, Result

from repository import git
from tocsin.cli import main
from tocsin.rehearse.processes import HOST, free_port

SPEC = """\
platform: {name: shop, namespace: ml, cluster: {alertmanager: {delivery: file}}}
metrics:
  queue: {series: waiting_requests, type: gauge, unit: requests, labels: {model: model}}
models:
  forecast: {thresholds: {queue: {above: {warning: 10, critical: 50}, no_data: false}}}
  vision: {thresholds: {queue: {above: 20, no_data: false}}}
"""
UNTIL = ("--since", "1h", "--until", "2025-11-15T04:00:00Z")
NOTHING = json.dumps({"status": "success", "data": {"resultType": "matrix", "result": []}})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "specs" / "shop").mkdir(parents=True)
    (tmp_path / "specs" / "shop" / "shop.yaml").write_text(SPEC, encoding="utf-8")
    return tmp_path


class _Heard(list[tuple[str, dict[str, str], dict[str, str]]]):
    """Path, headers and parameters of the requests."""

    url = ""


@contextmanager
def _server(body: str = NOTHING, status: int = 200) -> Iterator[_Heard]:
    heard = _Heard()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            heard.append(
                (
                    self.path,
                    {name.lower(): value for name, value in self.headers.items()},
                    {name: values[0] for name, values in asked.items()},
                )
            )
            self.send_response(status)
            self.send_header("Location", f"http://{HOST}:1/")  # which only redirections have to do with
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with answering(Handler) as heard.url:
        yield heard


@contextmanager
def answering(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Give the URL of a server of this machine alone."""
    with HTTPServer((HOST, 0), handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"http://{HOST}:{server.server_port}"
        server.shutdown()


def _run(root: Path, url: str, *options: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), "backtest", url, *options])


def test_what_no_server_has_is_no_silence(root: Path) -> None:
    with _server() as heard:
        done = _run(root, f"{heard.url}/prometheus/", *UNTIL)
    assert done.exit_code == 0, done.output
    assert "had no value: 3" in done.output
    assert done.output.endswith("3 alerts: 3 had no value; fired 0 times in all\n")
    assert {path for path, _, _ in heard} == {"/prometheus/api/v1/query_range"}
    end = 1763179200.0
    begins = {str(end - 3600), str(end - 3600 - 300)}  # of a condition before, so long as it waits
    assert {(asked["start"], asked["end"], asked["step"]) for _, _, asked in heard} == {(start, str(end), "30.0") for start in begins}


def test_a_long_time_is_asked_for_in_pieces(root: Path) -> None:
    with _server() as heard:
        _run(root, heard.url, "--since", "7d", "--until", "2025-11-15T04:00:00Z", "--alert", "QueueHigh")
    pieces = sorted({(float(asked["start"]), float(asked["end"])) for _, _, asked in heard if ">" not in asked["query"]})
    assert [end - start for start, end in pieces[:-1]] == [9999 * 30] * 2  # 10,000 samples with both ends
    assert all(later[0] - earlier[1] == 30 for earlier, later in pairwise(pieces))
    assert (pieces[0][0], pieces[-1][1]) == (1763179200 - 7 * 86400, 1763179200)


def test_headers_come_from_the_command_and_from_files(root: Path) -> None:
    (root / "headers").write_text("Authorization: Bearer of-nobody\n\n", encoding="utf-8")
    with _server() as heard:
        done = _run(root, heard.url, *UNTIL, "--header", "X-Scope-OrgID: ml", "--header", f"@{root / 'headers'}")
    assert done.exit_code == 0, done.output
    assert {(sent["x-scope-orgid"], sent["authorization"]) for _, sent, _ in heard} == {("ml", "Bearer of-nobody")}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--header", "of-nobody"), "a header has no name"),
        (("--header", "@nowhere"), "cannot read the headers in `nowhere`"),
        (("--alert", "QueueHihg"), "there is no alert `QueueHihg`\n  = help: did you mean `QueueHigh`?"),
        (("--platform", "shopp"), "there is no platform `shopp`"),
    ],
)
def test_what_was_typed_wrongly_is_told_before_anybody_is_asked(root: Path, options: tuple[str, ...], said: str) -> None:
    with _server() as heard:
        done = _run(root, heard.url, *UNTIL, *options)
    assert (done.exit_code, [*heard]) == (1, [])
    assert said in done.output
    assert "of-nobody" not in done.output


def test_a_password_is_not_shown(root: Path) -> None:
    done = _run(root, f"http://me:of-nobody@{HOST}:1", *UNTIL)
    assert done.exit_code == 1
    assert "--header @FILE" in done.output
    assert "of-nobody" not in done.output


def test_what_is_no_url_is_told(root: Path) -> None:
    done = _run(root, "http://[", *UNTIL)
    assert (done.exit_code, done.output.partition(":")[0]) == (1, "error")
    assert "`http://[` is no URL" in done.output


def test_a_component_is_called_by_its_name_and_not_by_its_category(root: Path) -> None:
    more = "components:\n  gateway: {thresholds: {queue: {above: 5, component: infrastructure, no_data: false}}}\n"
    (root / "specs" / "shop" / "more.yaml").write_text(more, encoding="utf-8")
    with _server() as heard:
        done = _run(root, heard.url, *UNTIL)
    assert "    QueueHigh (warning) of gateway, queue above 5\n" in done.output


def test_durations_and_times_are_those_of_a_clock(root: Path) -> None:
    for options in (("--since", "week"), ("--since", "0s"), ("--until", "yesterday")):
        done = _run(root, f"http://{HOST}:1", *options)
        assert done.exit_code == 2
        assert "write" in done.output


@pytest.mark.parametrize("status", [400, 503])
def test_a_query_that_is_refused_is_one_of_many(root: Path, status: int) -> None:
    with _server(json.dumps({"status": "error", "error": "query timed out"}), status) as heard:
        done = _run(root, heard.url, *UNTIL)
    assert (done.exit_code, done.output.count(": query timed out")) == (2, 3)


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ("no such page", 404, "answers 404 Not Found"),
        ("", 401, "answers 401 Unauthorized"),
        ("", 302, "answers 302 Found"),
        ("<html>", 200, "does not answer as Prometheus does"),
        ("{}", 200, "does not answer as Prometheus does"),
    ],
)
def test_what_is_no_prometheus_is_told_once(root: Path, body: str, status: int, said: str) -> None:
    with _server(body, status) as heard:
        done = _run(root, heard.url, *UNTIL)
    assert done.exit_code == 2
    assert done.output.count(said) == 1
    assert "= help: name the URL" in done.output


def test_nobody_listens(root: Path) -> None:
    done = _run(root, f"http://{HOST}:{free_port()}", *UNTIL)
    assert done.exit_code == 2
    assert "does not answer: Connection refused" in done.output
    assert _run(root, "ftp://example.org", *UNTIL).output.startswith("error: `ftp://example.org` is neither http nor https")


def test_what_the_server_cannot_compute_is_told_and_not_taken_for_silence(root: Path) -> None:
    refusal = json.dumps({"status": "error", "errorType": "execution", "error": "query processing would load too many samples"})
    with _server(refusal, 422) as heard:
        done = _run(root, heard.url, *UNTIL)
        assert json.loads(_run(root, heard.url, *UNTIL, "--format", "json").output)["alerts"][0]["after"]["refused"]
    assert done.exit_code == 2
    assert "could not be computed: 3" in done.output
    assert "QueueHigh (critical) of forecast, queue above 50: query processing would load too many samples" in done.output


def test_only_what_a_branch_changes_is_asked_before_and_after(root: Path) -> None:
    git(root, "init")
    git(root, "add", ".")
    git(root, "commit", "-m", "a")
    git(root, "checkout", "-b", "work")
    spec = root / "specs" / "shop" / "shop.yaml"
    spec.write_text(SPEC.replace("critical: 50", "critical: 60").replace("vision", "speech"), encoding="utf-8")
    with _server() as heard:
        done = _run(root, heard.url, *UNTIL, "--changed", "HEAD")
        assert {asked["query"].rpartition("> ")[2] for _, _, asked in heard if ">" in asked["query"]} == {"50", "60", "20"}
        same = _run(root, heard.url, *UNTIL, "--changed", "HEAD", "--environment", "default", "--alert", "QueueHigh")
        assert _run(root, heard.url, *UNTIL, "--changed", "HEAD", "--environment", "nowhere").exit_code == 1
    assert done.exit_code == 0, done.output
    assert same.output == done.output
    assert "    ~ QueueHigh (critical) of forecast, queue above 60: never; before: never\n" in done.output
    assert "    + QueueHigh (warning) of speech, queue above 20: never\n" in done.output
    assert "    - QueueHigh (warning) of vision, queue above 20: gone; before: never\n" in done.output
    git(root, "checkout", ".")
    with _server() as heard:
        for options in ((), ("--alert", "QueueHigh")):
            assert _run(root, heard.url, *UNTIL, "--changed", "HEAD", *options).output.endswith("no alert changes\n")
    assert not heard
