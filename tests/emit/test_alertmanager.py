from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import yaml
from msgspec.structs import replace

from case import write
from conftest import Judge
from emit.small_platform import CLUSTER, PLATFORM, written
from emit.small_routing import CHILD, FULL, OPERATIONS, PAGER, ROOT, ROUTING, delivered
from tocsin import ir
from tocsin.emit.alertmanager import emit
from tocsin.versions import Version

FILE = "alertmanager/alertmanager.yaml"


def test_templates_of_the_platform_are_defined_after_ours() -> None:
    own = replace(FULL, templates={"shop.title": "{{ .Status }}", "shop.link": "see"})
    text = written(emit(delivered(own, "file")))["alertmanager/templates/tocsin.tmpl"]
    assert text.endswith('\n{{ define "shop.link" }}see{{ end }}\n\n{{ define "shop.title" }}{{ .Status }}{{ end }}\n')


@pytest.mark.parametrize("value", ["critical", "a b", 'say "no"', "back\\slash", "two\nlines", "", "日本", "{x=1,y}"])
@pytest.mark.parametrize("parser", ["classic-mode", "utf8-strict-mode", ""])
def test_a_matcher_matches_exactly_its_value_in_every_parser(tmp_path: Path, judge: Judge, value: str, parser: str) -> None:
    child = replace(CHILD, matchers=(ir.Matcher(label="topic", op="=", value=value),), mute=())
    routing = replace(ROUTING, root=replace(ROOT, routes=(child,)), receivers=(OPERATIONS, PAGER))
    write(written(emit(delivered(routing, "file"))), tmp_path)
    feature = [f"--enable-feature={parser}"] if parser else []
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    for topic, receivers in ((escaped, "pager"), ("other", "operations")):
        arguments = (f"--config.file={tmp_path / FILE}", f"--verify.receivers={receivers}", f'topic="{topic}"')
        command = [str(judge("amtool")), *feature, "config", "routes", "test", *arguments]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (result.returncode, result.stdout.splitlines()[-1:]) == (0, [receivers]), result.stderr


@pytest.mark.parametrize(
    ("delivery", "version", "named"),
    [
        pytest.param("file", Version(0, 30), True, id="known from 0.30 on"),
        pytest.param("file", Version(0, 29), False, id="refused before"),
        pytest.param("secret", Version(0, 33), False, id="refused by the operator's own strict parser"),
    ],
)
def test_an_inhibition_has_a_name_only_where_it_is_known(delivery: str, version: Version, *, named: bool) -> None:
    platform = replace(PLATFORM, cluster=replace(CLUSTER, alertmanager=version))
    assert ("name: critical silences warning" in written(emit(delivered(FULL, delivery, platform=platform)))[FILE]) is named


def test_what_a_receiver_has_is_written_in_one_order() -> None:
    routing = replace(ROUTING, receivers=(replace(OPERATIONS, labels={"team": "ml", "owner": "x"}),))
    (receiver,) = yaml.safe_load(written(emit(delivered(routing, "file")))[FILE])["receivers"]
    assert list(receiver) == ["name", "labels", "email_configs", "slack_configs"]
    assert list(receiver["labels"].items()) == [("owner", "x"), ("team", "ml")]
