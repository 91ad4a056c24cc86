"""A reference to a secret is one value: one of another kind takes its place, wherever something stands over something else."""

from __future__ import annotations

import pytest

from tocsin.pipeline import build
from tocsin.resolve.layers import missing, under
from tocsin.resolve.patching import written

_HEAD = "platform: {{name: shop, namespace: ml, cluster: {{prometheus: {{release: monitoring}}}}}}\n"
_CHAT = "models: {{chat: {{workload: {{deployment: chat}}, {own}}}}}\n"
_TLS = "scrape: {port: http, scheme: https, tls: {ca: {secret: authorities, key: ca}}}"
_OTHER = "scrape: {tls: {ca: {config_map: trusted, key: ca.pem}}}"


@pytest.mark.parametrize(
    ("own", "more", "common"),
    [
        (_OTHER, f"defaults: {{models: {{{_TLS}}}}}\n", ""),
        (_OTHER, "", f"defaults: {{models: {{{_TLS}}}}}\n"),
        (_TLS, f"environments: {{default: {{patch: {{models: {{chat: {{{_OTHER}}}}}}}}}}}\n", ""),
        ("profile: open", f"defaults: {{models: {{{_TLS}}}}}\nprofiles: {{open: {{{_OTHER}}}}}\n", ""),
    ],
    ids=["defaults", "common", "patch", "profile"],
)
def test_another_kind_of_reference_takes_its_place(own: str, more: str, common: str) -> None:
    spec = (_HEAD + _CHAT).format(own=own) + more
    built = build(
        {"shop": {"specs/shop/spec.yaml": spec.encode()}, "common.yaml": {"specs/common.yaml": common.encode()} if common else {}}
    )
    assert not built.diagnostics
    monitor = built.artifacts["default/shop/monitors/chat.yaml"]
    assert "configMap:\n          name: trusted\n          key: ca.pem" in monitor
    assert "authorities" not in monitor


def test_one_key_of_a_reference_is_patched_alone() -> None:
    patch = "environments: {default: {patch: {models: {chat: {scrape: {tls: {ca: {key: other}}}}}}}}\n"
    built = build({"shop": {"specs/shop/spec.yaml": ((_HEAD + _CHAT).format(own=_TLS) + patch).encode()}})
    assert not built.diagnostics
    assert "name: authorities\n          key: other" in built.artifacts["default/shop/monitors/chat.yaml"]


def test_its_place_is_where_it_was_written() -> None:
    secret, file = {"secret": "a", "key": "b"}, {"file": "/c"}
    assert list(written({"url": secret}, {"url": file})) == [("url",)]
    assert list(written({"url": secret}, {"url": {"key": "c"}})) == [("url", "key")]
    assert under({"url": secret}, {"url": file}) == {"url": file}
    assert not list(missing({"url": secret}, {"url": file}))
    assert list(missing({"url": file}, {}, {"url": secret})) == [("url",)]
