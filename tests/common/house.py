"""A repository of two platforms over what they have in common."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

SHARED: Final = "specs/common.yaml"
SHOP: Final = "specs/shop/shop.yaml"
SEARCH: Final = "specs/search/search.yaml"
FILES: Final[Mapping[str, str]] = {
    SHARED: """\
platform:
  runbooks: https://runbooks.example.com/<< alert >>
  cluster:
    prometheus: {release: monitoring}
    alertmanager: {delivery: alertmanagerconfig}
metrics:
  queue: {series: queue_length, type: gauge, unit: requests, labels: {model: model}}
profiles:
  usual:
    scrape: {port: http}
    thresholds: {queue: {above: {warning: 50, critical: 100}, for: 5m}}
receivers:
  chat: {slack: {channel: "#ops", url: {secret: slack, key: webhook}}}
  page: {pagerduty: {routing_key: {secret: pagerduty, key: routing_key}}}
routing:
  receiver: chat
  routes: {critical: {when: {severity: critical}, to: page}}
environments:
  production: {patch: {platform: {cluster: {name: production}}}}
  staging: {patch: {platform: {cluster: {name: staging}}}}
""",
    SHOP: """\
platform: {name: shop, namespace: shop}
models: {chat: {profile: usual, workload: {deployment: chat}}}
receivers: {chat: {slack: {channel: "#shop"}}}
""",
    SEARCH: """\
platform: {name: search, namespace: search}
models: {rank: {profile: usual, workload: {deployment: rank}, thresholds: {queue: {for: 9m}}}}
environments: {staging: null}
""",
}


def written(root: Path, files: Mapping[str, str] = FILES) -> Path:
    """Write the files below `root`, and return it."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def folders(files: Mapping[str, str] = FILES) -> dict[str, dict[str, bytes]]:
    """Return the files as the compiler takes them."""
    found: dict[str, dict[str, bytes]] = {}
    for name, text in files.items():
        found.setdefault(name.split("/")[1], {})[name] = text.encode()
    return found
