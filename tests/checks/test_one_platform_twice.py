"""A platform that two folders have is one mistake, whatever both of them generate."""

from __future__ import annotations

from tocsin.pipeline import examine

_SPEC = """
platform: {name: shop, namespace: ml, cluster: {prometheus: {release: monitoring}, alertmanager: {delivery: alertmanagerconfig}}}
components: {%s: {workload: {deployment: %s}, scrape: {port: http}}}
receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
routing: {receiver: chat}
"""


def test_it_is_told_once() -> None:
    folders = {name: {f"specs/{name}/spec.yaml": (_SPEC % (name, name)).encode()} for name in ("one", "other")}
    assert [each.code for each in examine(folders).diagnostics] == ["platform/duplicate"]
