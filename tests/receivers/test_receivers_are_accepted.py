from itertools import product
from pathlib import Path
from typing import Any

import pytest

from receivers.amtool import check_config
from receivers.cases import VERSION, cases, leaves, receiver, secret_path, settings
from tocsin.lower.receivers import to_alertmanager, to_alertmanager_global
from tocsin.section import SecretRef, Section
from tocsin.spec.receivers import AlertmanagerGlobal, Receiver
from tocsin.spec.receivers.missing import missing_settings

KINDS = sorted(Receiver.model_fields.keys() - {"labels", "discard"})


def lowered(kind: str, name: str, shared: str = "full") -> tuple[dict[str, Any], dict[str, Any]]:
    one = to_alertmanager(receiver(kind, name), version=VERSION, settings=settings(shared), secret_path=secret_path)
    globally = to_alertmanager_global(settings(shared), version=VERSION, secret_path=secret_path)
    assert one.problems == ()
    assert globally.problems == ()
    configs = {key: [dict(entry) for entry in entries] for key, entries in one.configs.items()}
    return {"name": f"{kind}-{name}", **configs}, globally.settings


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_minimal_and_a_full_example(kind: str) -> None:
    assert {"minimal", "full"} <= {name for of, name in cases() if of == kind}


@pytest.mark.parametrize(("kind", "name"), cases())
def test_alertmanager_accepts_the_example(kind: str, name: str, tmp_path: Path) -> None:
    one, globally = lowered(kind, name)
    assert check_config(tmp_path, [one], globally) == ""


def test_alertmanager_accepts_an_app_token_for_all(tmp_path: Path) -> None:
    one, globally = lowered("slack", "minimal", "app")
    assert check_config(tmp_path, [one], globally) == ""


_KEY: dict[str, str] = {"secret": "slack", "key": "key"}
_WAYS: tuple[dict[str, Any], ...] = ({}, {"url": _KEY}, {"app_token": _KEY})
_CLIENTS: tuple[dict[str, Any], ...] = (
    {}, {"http_config": {}}, {"http_config": {"authorization": {"credentials": _KEY}}}, {"http_config": {"follow_redirects": False}}
)  # fmt: skip


def test_of_slack_what_is_refused_is_told_and_nothing_else(tmp_path: Path) -> None:
    for way, client, shared, every in product(_WAYS, _CLIENTS, _WAYS, _CLIENTS[::2]):
        if "app_token" in way and "authorization" in client.get("http_config", ()):
            continue  # its own section refuses that
        given = Receiver.model_validate({"slack": {"channel": "#ops", **way, **client}})
        globally = AlertmanagerGlobal.model_validate({"slack": shared, **every} if shared else every)
        configs = to_alertmanager(given, version=VERSION, settings=globally, secret_path=secret_path).configs
        entries = {key: [dict(entry) for entry in entries] for key, entries in configs.items()}
        written = to_alertmanager_global(globally, version=VERSION, secret_path=secret_path).settings
        refused = check_config(tmp_path, [{"name": "ops", **entries}], written)
        told = missing_settings({"ops": given}, globally)
        assert bool(refused) == bool(told), (way, client, shared, every, refused, told)
        assert len(told) < 2


def test_alertmanager_accepts_a_receiver_that_discards(tmp_path: Path) -> None:
    discards = Receiver.model_validate({"discard": True})
    configs = to_alertmanager(discards, version=VERSION, settings=AlertmanagerGlobal(), secret_path=secret_path).configs
    assert configs == {}
    assert check_config(tmp_path, [{"name": "null", "labels": {"team": "ml"}, **configs}], {}) == ""


def test_the_judge_refuses_what_is_wrong(tmp_path: Path) -> None:
    one, globally = lowered("slack", "minimal")
    one["slack_configs"][0]["chanel"] = "#ops"
    assert "chanel" in check_config(tmp_path, [one], globally)


@pytest.mark.parametrize("kind", KINDS)
def test_the_examples_of_a_kind_use_every_field_of_it(kind: str) -> None:
    used: set[tuple[str, str]] = set()
    known: set[tuple[str, str]] = set()
    for of, name in cases():
        if of == kind:
            for placed in receiver(of, name).integrations():
                collect(placed.integration, used, known)
    elsewhere = (
        {pair for pair in known if pair[0] in ("HttpClient", "OAuth2", "Tls", "BasicAuth", "Authorization")} if kind != "webhook" else set()
    )
    only_in_the_resource = {
        ("SigV4", "access_key"),
        ("SigV4", "secret_key"),
        ("HttpClient", "proxy_connect_header"),
        ("OAuth2", "proxy_connect_header"),
    }
    tls = {pair for pair in known if pair[0] == "Tls"} if kind != "email" else set()
    assert known - used - elsewhere - only_in_the_resource - tls == set()


def collect(section: Section, used: set[tuple[str, str]], known: set[tuple[str, str]]) -> None:
    known |= {(type(section).__name__, field) for field in type(section).model_fields}
    for field in section.model_fields_set:
        used.add((type(section).__name__, field))
        value = getattr(section, field)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Section):
                collect(item, used, known)


@pytest.mark.parametrize(("kind", "name"), cases())
def test_secrets_are_written_as_the_paths_of_files(kind: str, name: str) -> None:
    one, _ = lowered(kind, name)
    written = {str(leaf) for leaf in leaves(one)}
    for reference in references(cases()[kind, name]):
        assert secret_path(SecretRef(**reference)) in written


def references(value: object) -> list[dict[str, str]]:
    if isinstance(value, dict):
        if value.keys() == {"secret", "key"}:
            return [value]
        return [found for item in value.values() for found in references(item)]
    if isinstance(value, list | tuple):
        return [found for item in value for found in references(item)]
    return []
