"""What grafana-operator asks of a GrafanaDashboard beyond its schema: https://grafana.github.io/grafana-operator/docs/dashboards/."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tocsin.verify.complaint import REBUILD, Fault

_CONTENTS: Final = ("json", "gzipJson", "url", "configMapRef")
_FOLDERS: Final = ("folder", "folderUID", "folderRef")


def faults(manifest: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the faults of a GrafanaDashboard."""
    if manifest["kind"] != "GrafanaDashboard":
        return
    spec = manifest["spec"]
    if len([field for field in _CONTENTS if field in spec]) != 1:
        yield Fault(path=("spec",), message="a dashboard has exactly one of " + ", ".join(_CONTENTS), help="give it one")
    if len([field for field in _FOLDERS if field in spec]) > 1:
        yield Fault(path=("spec",), message="a dashboard has at most one of " + ", ".join(_FOLDERS), help="give it one")
    if "json" in spec:
        try:
            json.loads(spec["json"])
        except ValueError as error:
            yield Fault(path=("spec", "json"), message=f"no JSON: {error}", help=REBUILD)
