"""KCL, evaluated by its own library; YAML in, JSON out, which is YAML too.

It is not indented, since Python takes long for that.

Usage: kcl.py INPUTS OUT
"""

from __future__ import annotations

import importlib
import json
import shutil
import sys
from pathlib import Path


def main(inputs: Path, out: Path) -> None:
    """Evaluate the program over the team files of `inputs`, and divide the result into the files that it names."""
    api = importlib.import_module("kcl_lib.api")
    # KCL reads files below the folder of its program only.
    program = shutil.copy(Path(__file__).with_name("main.k"), inputs.parent)
    result = api.API().exec_program(api.ExecProgramArgs(work_dir=str(inputs.parent), k_filename_list=[str(program)]))
    if result.err_message:
        sys.exit(result.err_message)
    for folder in ("rules", "autoscalers", "monitors", "dashboards"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    for files in json.loads(result.json_result).values():
        for name, value in files.items():
            (out / name).write_text(json.dumps(value), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
