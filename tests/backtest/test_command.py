"""`tocsin backtest` and servers that answer otherwise than hoped."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import Result

from backtest.answering import answers
from case import write
from command import tocsin
from repository import git
from tocsin.rehearse.processes import HOST, free_port

SPEC = """\
platform: {name: shop, namespace: ml, cluster: {alertmanager: {delivery: file}}}
metrics:
  queue: {series: waiting_requests, type: gauge, unit: requests, labels: {model: model}}
models:
  forecast: {thresholds: {queue: {above: {warning: 10, critical: 50}, no_data: false}}}
  vision: {thresholds: {queue: {above: 20, no_data: false}}}
"""
END = 1763179200
UNTIL = ("--since", "1h", "--until", "2025-11-15T04:00:00Z")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write({"specs/shop/shop.yaml": SPEC}, tmp_path)
    return tmp_path


def _run(root: Path, url: str, *options: str) -> Result:
    return tocsin(root, "backtest", url, *options)


def test_what_no_server_has_is_no_silence(root: Path) -> None:
    with answers() as heard:
        done = _run(root, f"{heard.url}/prometheus/", *UNTIL)
    assert done.exit_code == 0, done.output
    assert "had no value: 3" in done.output
    assert done.output.endswith("3 alerts: 3 had no value; fired 0 times in all\n")
    assert {path for path, _, _ in heard} == {"/prometheus/api/v1/query_range"}
    end = 1763179200.0
    begins = {str(end - 3600), str(end - 3600 - 300)}  # of a condition before, so long as it waits
    assert {(asked["start"], asked["end"], asked["step"]) for _, _, asked in heard} == {(start, str(end), "30.0") for start in begins}


@pytest.mark.parametrize("begins", [END - 7 * 86400 + 1, END - 100_000, END - 30, END])
def test_what_is_older_than_the_history_is_not_missing(root: Path, begins: float) -> None:
    """From the first evaluation on at which there is anything, however long the time is that was asked for."""
    spec = root / "specs" / "shop" / "shop.yaml"
    spec.write_text(SPEC.replace(", no_data: false", ""), encoding="utf-8")
    with answers(begins=begins) as heard:
        done = _run(root, heard.url, "--since", "7d", "--until", "2025-11-15T04:00:00Z", "--format", "json")
        told = _run(root, heard.url, "--since", "7d", "--until", "2025-11-15T04:00:00Z")
    first = -(-begins // 30) * 30
    assert {float(asked["start"]) for _, _, asked in heard} >= {first}
    assert all(float(asked["start"]) >= first for _, _, asked in heard)
    assert len(heard.of_history) <= 2 * 4
    assert {asked["query"] for _, _, asked in heard.of_history} == {'count({__name__=~"up|waiting_requests"})'}
    lacking = first - (END - 7 * 86400)
    assert json.loads(done.output)["lacking_seconds"] == lacking
    assert " before that the server has nothing\n" in told.output


def test_a_history_that_is_longer_is_not_spoken_of(root: Path) -> None:
    with answers(begins=END - 3600 - 300) as heard:  # what waits when it begins is asked for, too
        done = _run(root, heard.url, *UNTIL)
    assert done.output.splitlines()[0] == "1h until 2025-11-15 04:00 UTC"
    assert len(heard.of_history) == 1


def test_a_server_that_has_nothing_at_all_is_the_wrong_one(root: Path) -> None:
    with answers(begins=None) as heard:
        done = _run(root, heard.url, *UNTIL)
    assert (done.exit_code, [*heard]) == (2, [])
    assert done.output.startswith(f"error: `{heard.url}` has nothing of that time, neither `up` nor what the alerts read\n  = help: name ")


def test_a_long_time_is_asked_for_in_pieces(root: Path) -> None:
    with answers() as heard:
        _run(root, heard.url, "--since", "7d", "--until", "2025-11-15T04:00:00Z", "--alert", "QueueHigh")
    pieces = sorted({(float(asked["start"]), float(asked["end"])) for _, _, asked in heard if ">" not in asked["query"]})
    assert [end - start for start, end in pieces[:-1]] == [9999 * 30] * 2  # 10,000 samples with both ends
    assert all(later[0] - earlier[1] == 30 for earlier, later in pairwise(pieces))
    assert (pieces[0][0], pieces[-1][1]) == (1763179200 - 7 * 86400, 1763179200)


def test_headers_come_from_the_command_and_from_files(root: Path) -> None:
    (root / "headers").write_text("Authorization: Bearer of-nobody\n\n", encoding="utf-8")
    with answers() as heard:
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
    with answers() as heard:
        done = _run(root, heard.url, *UNTIL, *options)
    assert (done.exit_code, [*heard]) == (2, [])
    assert said in done.output
    assert "of-nobody" not in done.output


def test_a_password_is_not_shown(root: Path) -> None:
    done = _run(root, f"http://me:of-nobody@{HOST}:1", *UNTIL)
    assert done.exit_code == 2
    assert "--header @FILE" in done.output
    assert "of-nobody" not in done.output


def test_what_is_no_url_is_told(root: Path) -> None:
    done = _run(root, "http://[", *UNTIL)
    assert (done.exit_code, done.output.partition(":")[0]) == (2, "error")
    assert "`http://[` is no URL" in done.output


def test_a_component_is_called_by_its_name_and_not_by_its_category(root: Path) -> None:
    more = "components:\n  gateway: {thresholds: {queue: {above: 5, component: infrastructure, no_data: false}}}\n"
    (root / "specs" / "shop" / "more.yaml").write_text(more, encoding="utf-8")
    with answers() as heard:
        done = _run(root, heard.url, *UNTIL)
    assert "    QueueHigh (warning) of gateway, queue above 5\n" in done.output


def test_durations_and_times_are_those_of_a_clock(root: Path) -> None:
    for options in (("--since", "week"), ("--since", "0s"), ("--until", "yesterday")):
        done = _run(root, f"http://{HOST}:1", *options)
        assert done.exit_code == 2
        assert "write" in done.output


@pytest.mark.parametrize("status", [400, 503])
def test_a_query_that_is_refused_is_one_of_many(root: Path, status: int) -> None:
    with answers(json.dumps({"status": "error", "error": "query timed out"}), status) as heard:
        done = _run(root, heard.url, *UNTIL)
    assert (done.exit_code, done.output.count("above 20: query timed out")) == (2, 1)
    assert "could not be computed: 3" in done.output
    assert "from when the server has anything could not be computed, and before that all is missing: query timed out\n" in done.output


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
    with answers(body, status) as heard:
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
    with answers(refusal, 422) as heard:
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
    with answers() as heard:
        done = _run(root, heard.url, *UNTIL, "--changed", "HEAD")
        assert {asked["query"].rpartition("> ")[2] for _, _, asked in heard if ">" in asked["query"]} == {"50", "60", "20"}
        same = _run(root, heard.url, *UNTIL, "--changed", "HEAD", "--environment", "default", "--alert", "QueueHigh")
        assert _run(root, heard.url, *UNTIL, "--changed", "HEAD", "--environment", "nowhere").exit_code == 2
    assert done.exit_code == 0, done.output
    assert same.output == done.output
    assert "    ~ QueueHigh (critical) of forecast, queue above 60: never; before: never\n" in done.output
    assert "    + QueueHigh (warning) of speech, queue above 20: never\n" in done.output
    assert "    - QueueHigh (warning) of vision, queue above 20: gone; before: never\n" in done.output
    git(root, "checkout", ".")
    with answers() as heard:
        for options in ((), ("--alert", "QueueHigh")):
            assert _run(root, heard.url, *UNTIL, "--changed", "HEAD", *options).output.endswith("no alert changes\n")
    assert not heard
    assert not heard.of_history
