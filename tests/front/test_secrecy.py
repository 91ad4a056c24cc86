"""No diagnostic shows a secret, also where it is about something else on the same line."""

from __future__ import annotations

from pathlib import Path

import pytest

from command import tocsin
from tocsin.diagnostics import Located
from tocsin.diagnostics.secrecy import without_secrets
from tocsin.source import Span

_SPEC = """\
platform: {name: shop, namespace: ml, cluster: {grafana: {url: "http://admin:hunter2@grafana:3000"}}, runbook: x}
models: {a: {}}
receivers:
  chat: {slack: {channel: "#ml", url: "https://hooks.slack.example/hunter2", titel: x}}
routing: {receiver: chat}
"""


def test_neither_a_slip_beside_it_nor_its_own_shows_a_secret(tmp_path: Path) -> None:
    (tmp_path / "specs" / "shop").mkdir(parents=True)
    (tmp_path / "specs" / "shop" / "spec.yaml").write_text(_SPEC)
    done = tocsin(tmp_path, "check")
    assert done.exit_code == 1
    assert done.output.count('4 |   chat: {slack: {channel: "#ml", url: *') == 2  # of the secret, and of `titel`
    assert "slack.example" not in done.output


def test_a_url_with_a_password_is_shown_without_it(tmp_path: Path) -> None:
    (tmp_path / "specs" / "shop").mkdir(parents=True)
    (tmp_path / "specs" / "shop" / "spec.yaml").write_text(
        _SPEC.replace(", runbook: x", "").replace(", titel: x", "").split("receivers")[0]
    )
    done = tocsin(tmp_path, "check")
    assert done.exit_code == 1
    assert "security/credentials-in-url" in done.output
    assert "http://*************@grafana:3000" in done.output


@pytest.mark.parametrize(
    ("text", "place", "shown"),
    [
        ("key: {'hunter2', b: 1}", (1, 7, 1, 16), "key: {*********, b: 1}"),
        ("key: |\n  hunter2\n  again\nb: 1", (1, 6, 4, 1), "key: *\n*********\n*******\nb: 1"),
        ("key: hunter2", (1, 6, 3, 9), "key: *******"),
    ],
    ids=["text", "block", "beyond"],
)
def test_places_stay_what_they_are(text: str, place: tuple[int, int, int, int], shown: str) -> None:
    line, column, end_line, end_column = place
    span = Span(file="a.yaml", line=line, column=column, end_line=end_line, end_column=end_column)
    found = Located(code="security/literal-secret", message="", help="", span=span, severity="error")
    assert without_secrets({"a.yaml": text, "b.yaml": text}, [found]) == {"a.yaml": shown, "b.yaml": text}
