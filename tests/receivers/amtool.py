"""The real amtool, as the tests of receivers run it."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import yaml

AMTOOL = Path(__file__).parents[2] / ".tools" / "bin" / "amtool"
TEMPLATES = Path(__file__).parents[2] / "compiler" / "tocsin" / "emit" / "templates" / "tocsin.tmpl"


def check_config(folder: Path, receivers: list[dict[str, Any]], settings: dict[str, Any]) -> str:
    """Return what amtool has against a whole configuration, or nothing if it accepts it."""
    configuration = {
        "global": settings,
        "route": {"receiver": receivers[0]["name"], "routes": [{"receiver": receiver["name"]} for receiver in receivers]},
        "receivers": receivers,
        "templates": [str(TEMPLATES)],
    }
    file = folder / "alertmanager.yml"
    file.write_text(yaml.safe_dump(configuration), encoding="utf-8")
    return _run("check-config", str(file))[1]


def render(text: str, data: Path, *, kind: str = "text") -> str:
    """Return a Go template text rendered over a group of alerts; fails with amtool's own words."""
    output, complaint = _run(
        "template",
        "render",
        f"--template.glob={TEMPLATES}",
        f"--template.data={data}",
        f"--template.type={kind}",
        f"--template.text={text}",
    )
    assert not complaint, complaint
    return output


def _run(*arguments: str) -> tuple[str, str]:
    assert AMTOOL.exists(), "amtool is missing: run `make tools`"
    done = subprocess.run([AMTOOL, *arguments], capture_output=True, text=True, timeout=60, check=False)
    return done.stdout, "" if done.returncode == 0 else done.stdout + done.stderr
