"""Jsonnet, evaluated by the Rust or the Go implementation; JSON in, JSON out, which is YAML too.

It is not indented, since Python takes long for that.

Usage: jsonnet.py rust|go INPUTS OUT
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

_ENGINES = {"rust": "rjsonnet", "go": "_gojsonnet"}


def main(engine: str, inputs: Path, out: Path) -> None:
    """Evaluate the program over the team files of `inputs`, and divide the result into the files that it names, as `jsonnet -m` does."""
    program = Path(__file__).with_name("main.jsonnet")
    text = importlib.import_module(_ENGINES[engine]).evaluate_file(str(program), jpathdir=[str(inputs / "json")], max_stack=5000)
    for folder in ("rules", "autoscalers", "monitors", "dashboards"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    for name, value in json.loads(text).items():
        (out / name).write_text(json.dumps(value), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
