"""The whole chain, live: real Prometheus and Alertmanager, and who is told."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from command import tocsin
from conftest import REPOSITORY, Judge
from rehearse.shop import SPEC, programs, shop
from tocsin.rehearse import Delivery, Progress, RehearsalError, Scale, Stack, Wanted, rehearsed
from tocsin.rehearse.processes import HOST
from tocsin.rehearse.stack import standing

SOON = Scale(longest_ms=3000, notify_ms=500, patience_ms=500)


def test_each_model_tells_its_own_receiver_with_the_right_labels_and_texts_and_then_of_the_end(judge: Judge) -> None:
    heard: list[Progress] = []
    with rehearsed(shop(), programs=programs(judge), wanted=Wanted(), watch=heard.append, scale=Scale()) as (report, stack):
        assert stack is not None
        told = [each.payload for each in stack.sink.received()]
        folder = stack.folder.parent
    assert report.passed, report.played
    assert {each.alert.name: each.delivered for each in report.played} == {
        "QueueHigh": (Delivery("pager", "pagerduty_configs[0]"),),
        "ErrorsHigh": (Delivery("chat", "slack_configs[0]"),),
    }
    for each in report.played:
        assert each.texts >= 6  # all of both notifications
        assert each.fired_after is not None
        assert each.resolved_after is not None
        assert each.fired_after >= each.for_ms / 1000
    errors = _alerts(told, "ErrorsHigh")
    assert [alert["status"] for alert in errors] == ["firing", "resolved"]
    assert errors[0]["labels"] == {
        "alertname": "ErrorsHigh", "severity": "warning", "model": "vision", "namespace": "ml", "platform": "shop",
        "environment": "default", "region": "north", "prometheus": "rehearsal",
    }  # fmt: skip
    assert errors[0]["annotations"]["summary"] == "vision: errors above 5%"
    assert re.fullmatch(r"Errors of vision in ml: [\d.]+%, above 5% for 5m\.", errors[0]["annotations"]["description"])
    assert _alerts(told, "QueueHigh")[0]["annotations"]["description"] == "Queue of forecast in ml (pod pod-2): 40, above 10 for 1m."
    assert heard[-1].done == heard[-1].total == 4
    _assert_gone(stack, folder)


def test_a_wrong_receiver_and_an_inhibition_that_nobody_means_fail_it(judge: Judge) -> None:
    meant = shop()
    configuration = json.loads(json.dumps(meant.configuration))
    next(each for each in configuration["route"]["routes"] if each["receiver"] == "pager")["receiver"] = "chat"
    configuration["inhibit_rules"] = [{"source_matchers": ['alertname="QueueHigh"'], "target_matchers": ['alertname="ErrorsHigh"']}]
    written = replace(meant, configuration=configuration)
    with rehearsed(written, programs=programs(judge), wanted=Wanted(), watch=lambda _: None, scale=SOON) as (report, _):
        assert not report.passed
    problems = {each.alert.name: each.problems for each in report.played}
    assert "pager (pagerduty_configs[0]) was not told" in problems["QueueHigh"]
    assert "chat (slack_configs[0]) was told, and is not meant to be" in problems["QueueHigh"]
    assert problems["ErrorsHigh"] == ("is inhibited by `QueueHigh`, and is not meant to be",)


def test_whatever_is_raised_nothing_is_left(judge: Judge) -> None:
    with pytest.raises(KeyboardInterrupt), standing(shop(), programs=programs(judge), scale=Scale()) as stack:
        raise KeyboardInterrupt
    _assert_gone(stack, stack.folder.parent)


def test_a_server_that_does_not_start_is_told(judge: Judge) -> None:
    broken = replace(programs(judge), prometheus=Path(sys.executable))
    with pytest.raises(RehearsalError, match="ended with exit code"), standing(shop(), programs=broken, scale=Scale()):
        pytest.fail("it stands")


def test_a_kept_stack_can_be_moved_by_hand_until_it_is_ended(judge: Judge, tmp_path: Path) -> None:
    judge("prometheus")
    (tmp_path / "specs" / "shop").mkdir(parents=True)
    (tmp_path / "specs" / "shop" / "shop.yaml").write_text(SPEC)
    (tmp_path / ".tools").symlink_to(REPOSITORY / ".tools")
    built = tocsin(tmp_path, "build")
    assert built.exit_code == 0, built.output
    with _kept(tmp_path) as (process, urls):
        assert set(urls) == {"Prometheus", "Alertmanager", "notifications", "exporter"}
        _request(urls["exporter"], "POST", "/", "model=forecast&to=bad")
        assert "make it calm" in _request(urls["exporter"], "GET", "/")
        _until_told(urls["notifications"], "QueueHigh")
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=20)
    assert process.returncode == 0, said
    (report,) = json.loads(said)
    assert [(each["alert"], each["verdict"]) for each in report["alerts"]] == [("QueueHigh", "arrived")]
    assert not any(_listens(int(url.rpartition(":")[2])) for url in urls.values())


@contextmanager
def _kept(root: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    command = [sys.executable, "-m", "tocsin", "--root", str(root), "rehearse", "--alert", "QueueHigh", "--keep", "--format", "json"]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "compiler")}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        urls: dict[str, str] = {}
        for line in process.stderr:
            if "Ctrl-C" in line:
                break
            name, _, url = line.strip().partition(": ")
            urls[name] = url
        yield process, urls
    finally:
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=20)


def _until_told(url: str, alert: str) -> None:
    before = len(_alerts(json.loads(_request(url, "GET", "/json")), alert))
    until = time.monotonic() + 20
    while time.monotonic() < until:
        told = [each["payload"] for each in json.loads(_request(url, "GET", "/json"))]
        if len(_alerts(told, alert)) > 2 + before:
            assert alert in _request(url, "GET", "/")
            return
        time.sleep(0.2)
    pytest.fail(f"nobody was told of {alert} again")


def _request(url: str, method: str, path: str, body: str = "") -> str:
    connection = HTTPConnection(url.removeprefix("http://"), timeout=5)
    try:
        connection.request(method, path, body)
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def _alerts(told: list[Mapping[str, Any]], name: str) -> list[Mapping[str, Any]]:
    return [alert for each in told for alert in each.get("alerts", ()) if alert["labels"]["alertname"] == name]


def _assert_gone(stack: Stack, folder: Path) -> None:
    assert not folder.exists()
    ports = (stack.prometheus_port, stack.alertmanager_port, stack.sink_port, stack.exporter_port)
    assert not [port for port in ports if _listens(port)]


def _listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex((HOST, port)) == 0
