"""`tocsin build` and `tocsin check` after an edit: they look at what was edited, and at everything where that is not enough."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from incremental.shop import edit, meant, nothing_changed, run, tree
from tocsin import pipeline


@pytest.fixture
def only_the_edit(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Forbid to compile everything, once that has been built."""

    def whole(*_: object, **__: object) -> None:
        pytest.fail("everything was compiled")

    monkeypatch.setattr(pipeline, "build", whole)
    monkeypatch.setattr(pipeline, "examine", whole)
    return root


def test_a_limit_alone_is_compiled_alone(only_the_edit: Path) -> None:
    edit(only_the_edit)
    assert run("check").output == "no mistakes in 1 platform\n"
    built = run("build")
    assert "files, 6 written" in built.output
    assert "above 11" in (only_the_edit / "generated/default/shop/runbooks/QueueHigh.md").read_text()


def test_the_tree_is_what_a_whole_build_writes(root: Path) -> None:
    for old, new in (("warning: 10", "warning: 11"), ("above: 30", "above: 31"), ("critical: 20", "critical: 21")):
        edit(root, old, new)
        assert run("build").exit_code == 0
    assert tree(root) == meant(root)


_TWO_QUESTIONS = """platform: {name: shop, namespace: shop}
metrics:
  queue: {series: queue_length, type: gauge, unit: requests, labels: {model: model}}
  jobs: {series: jobs_waiting, type: gauge, unit: requests, labels: {model: model}}
models:
  forecast: {thresholds: {queue: {above: {warning: 10, critical: 20}, no_data: false, alert: Waiting}}}
  ranking: {thresholds: {jobs: {above: {warning: 30, critical: 40}, no_data: false, alert: Waiting}}}
  search: {thresholds: {jobs: {above: {warning: 50, critical: 60}, no_data: false, alert: Waiting}}}
"""


def test_a_page_on_which_models_ask_differently_is_what_a_whole_build_writes(root: Path) -> None:
    (root / "specs/shop/shop.yaml").write_text(_TWO_QUESTIONS)
    assert run("build").exit_code == 0
    for old, new in (
        ("warning: 10", "warning: 11"),
        ("warning: 30", "warning: 31"),
        ("warning: 50", "warning: 51"),
        ("critical: 60", "critical: 61"),
    ):
        edit(root, old, new)
        assert run("build").exit_code == 0
    assert tree(root) == meant(root)
    page = (root / "generated/default/shop/runbooks/Waiting.md").read_text()
    assert "\nforecast, queue above 11:\n" in page
    assert "\nranking, search, jobs above 31:\n" in page


_SILENCED = """platform: {name: shop, namespace: shop}
metrics: {queue: {series: queue_length, type: gauge, unit: requests, labels: {model: model}}}
models:
  forecast: {thresholds: {queue: {above: {warning: 10, critical: 20}, no_data: false}}}
  ranking: {thresholds: {queue: {above: 30, no_data: false, alert: Busy}}}
receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
routing:
  receiver: chat
  inhibit: {busy: {source: {alertname: Busy}, target: {alertname: QueueHigh}, equal: [namespace]}}
"""


def test_what_silences_an_alert_of_one_that_is_compiled_alone_is_known(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "specs/shop/shop.yaml").write_text(_SILENCED)
    assert run("build").exit_code == 0
    assert "`Busy` of ranking" in (root / "generated/default/shop/runbooks/QueueHigh.md").read_text()
    edit(root)
    with monkeypatch.context() as forbidden:
        forbidden.setattr(pipeline, "build", lambda *_, **__: pytest.fail("everything was compiled"))
        assert run("build").exit_code == 0
    assert tree(root) == meant(root)


def test_the_build_after_that_finds_nothing_to_do(only_the_edit: Path) -> None:
    edit(only_the_edit)
    assert run("build").exit_code == 0
    assert nothing_changed(only_the_edit)


SEEN_BY_OTHERS: dict[str, tuple[str, str]] = {
    "a step more": ("above: 30", "above: {warning: 30, critical: 40}"),
    "a model more": ("  ranking:", "  another: {thresholds: {queue: {above: 3, no_data: false}}}\n  ranking:"),
    "a metric": ("queue_length", "queue_size"),
    "an owner": ("ranking: {", "ranking: {owner: search, "),
}


@pytest.mark.parametrize("change", SEEN_BY_OTHERS)
def test_what_others_can_see_is_compiled_with_them(only_the_edit: Path, change: str) -> None:
    edit(only_the_edit, *SEEN_BY_OTHERS[change])
    for command in ("build", "check"):
        with pytest.raises(pytest.fail.Exception, match="everything was compiled"):
            run(command)


@pytest.mark.parametrize(
    "asked", ["build --no-cache", "build --force", "build --check", "check --no-cache", "check --fix", "check --format json"]
)
def test_everything_is_compiled_where_that_is_asked_for(only_the_edit: Path, asked: str) -> None:
    edit(only_the_edit)
    with pytest.raises(pytest.fail.Exception, match="everything was compiled"):
        run(*asked.split())


def test_a_mistake_is_told_and_nothing_is_written(root: Path) -> None:
    before = tree(root)
    edit(root, "warning: 10", "warning: 10s")
    for command in ("check", "build"):
        told = run(command)
        assert told.exit_code == 1
        assert "shop.yaml:5" in told.output
    assert tree(root) == before


DISTRUSTED: dict[str, Callable[[Path], object]] = {
    "what was kept": lambda root: (root / ".tocsin/specs").write_bytes(b"\x00"),
    "what was kept of another build": lambda root: (root / ".tocsin/specs").write_bytes(
        (root / ".tocsin/specs").read_bytes()[:-1] + b"\x09"
    ),
    "nothing was kept": lambda root: (root / ".tocsin/specs").unlink(),
    "no stamp": lambda root: (root / ".tocsin/built").unlink(),
}


@pytest.mark.parametrize("spoilt", DISTRUSTED)
def test_what_no_build_has_left_is_not_believed(only_the_edit: Path, spoilt: str) -> None:
    DISTRUSTED[spoilt](only_the_edit)
    edit(only_the_edit)
    with pytest.raises(pytest.fail.Exception, match="everything was compiled"):
        run("build")


def test_a_file_that_was_edited_by_hand_is_still_refused(root: Path) -> None:
    rules = root / "generated/default/shop/prometheus/shop-ranking.rules.yaml"
    rules.write_text(f"{rules.read_text()}# mine\n")
    edit(root)
    told = run("build")
    assert told.exit_code == 1
    assert "shop-ranking.rules.yaml was edited by hand" in told.output
    assert rules.read_text().endswith("# mine\n")
