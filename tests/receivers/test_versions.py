import pytest

from receivers.cases import cases, receiver, secret_path, settings
from tocsin.lower.receivers import to_alertmanager, to_alertmanager_global
from tocsin.spec.receivers import Receiver
from tocsin.versions import FEATURES, Version, alertmanager_since, parse_version, supported


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("0.33", Version(0, 33)),
        ("v0.33.1", Version(0, 33, 1)),
        ("2.53.3-rc.1", Version(2, 53, 3)),
        ("3", None),
        ("latest", None),
        ("3.5x", None),
    ],
)
def test_versions_are_read(text: str, version: Version | None) -> None:
    assert parse_version(text) == version


def test_versions_are_ordered_by_number_and_printed_short() -> None:
    assert Version(0, 9) < Version(0, 33) < Version(0, 33, 1)
    assert [str(version) for version in (Version(0, 33), Version(0, 33, 1))] == ["0.33", "0.33.1"]


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_is_supported_from_its_version_on(feature: str) -> None:
    first = FEATURES[feature]
    assert supported(feature, first)
    assert not supported(feature, Version(first.major, first.minor - 1, 9) if first.minor else Version(first.major - 1, 99))


def test_an_unknown_feature_is_a_bug() -> None:
    with pytest.raises(KeyError):
        supported("prometheus/keep-firing-for", Version(3, 5))


@pytest.mark.parametrize(
    ("struct", "field", "since"),
    [
        ("SlackConfig", "message_text", Version(0, 31)),
        ("TelegramConfig", "bot_token_file", Version(0, 26)),
        ("HTTPClientConfig", "http_headers", Version(0, 28)),
        ("SigV4Config", "use_fips_sts_endpoint", Version(0, 28)),
        ("Route", "labels", Version(0, 34)),
        ("SlackConfig", "channel", Version(0, 25)),
        ("SlackConfig", "chanel", None),
        ("Slack", "channel", None),
    ],
)
def test_alertmanager_fields_have_a_first_version(struct: str, field: str, since: Version | None) -> None:
    assert alertmanager_since(struct, field) == since


@pytest.mark.parametrize(
    ("kind", "name", "version", "places"),
    [
        ("slack", "full", Version(0, 30), [("slack", "message_text")]),
        ("slack", "app", Version(0, 29), [("slack", "app_token"), ("slack", "app_url")]),
        ("jira", "minimal", Version(0, 27), [("jira",)]),
        ("jira", "full", Version(0, 29), [("jira", "summary", "template"), ("jira", "summary", "enable_update")]),
        ("telegram", "full", Version(0, 30), [("telegram", "chat_id")]),
        ("webhook", "minimal", Version(0, 25), [("webhook", "url")]),
        ("email", "full", Version(0, 30), [("email", "auth_secret"), ("email", "force_implicit_tls")]),
    ],
)
def test_what_an_older_alertmanager_does_not_know_is_a_problem(
    kind: str, name: str, version: Version, places: list[tuple[str, ...]]
) -> None:
    lowered = to_alertmanager(receiver(kind, name), version=version, settings=settings(), secret_path=secret_path)
    assert sorted(problem.path for problem in lowered.problems) == sorted(places)
    assert {problem.code for problem in lowered.problems} == {"receiver/field-too-new"}
    assert all(str(version) in problem.message for problem in lowered.problems)


def test_shared_settings_are_gated_too() -> None:
    lowered = to_alertmanager_global(settings("app"), version=Version(0, 29), secret_path=secret_path)
    assert [problem.path for problem in lowered.problems] == [("slack", "app_token"), ("slack", "app_url")]
    assert lowered.settings == {}


def test_labels_of_a_receiver_are_gated() -> None:
    labelled = Receiver.model_validate({"discard": True, "labels": {"team": "ml"}})
    problems = to_alertmanager(labelled, version=Version(0, 32), settings=settings(), secret_path=secret_path).problems
    assert [problem.path for problem in problems] == [("labels",)]


@pytest.mark.parametrize("kind", sorted({kind for kind, _ in cases()}))
def test_our_own_texts_never_ask_for_a_newer_alertmanager(kind: str) -> None:
    first = alertmanager_since("Receiver", f"{kind}_configs")
    assert first is not None
    problems = to_alertmanager(receiver(kind, "minimal"), version=first, settings=settings(), secret_path=secret_path).problems
    by_reference = [problem for problem in problems if "can be read from a file since" in problem.message]
    assert list(problems) == by_reference


def test_structures_in_pagerduty_details_are_gated() -> None:
    paged = Receiver.model_validate({"pagerduty": {"routing_key": {"secret": "a", "key": "b"}, "details": {"count": 1, "name": "x"}}})
    old = to_alertmanager(paged, version=Version(0, 29), settings=settings(), secret_path=secret_path)
    assert [problem.path for problem in old.problems] == [("pagerduty", "details", "count")]
    assert to_alertmanager(paged, version=Version(0, 30), settings=settings(), secret_path=secret_path).problems == ()
