"""A repository of five platforms in two environments each, and the commands that several machines type in it."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from tocsin.cli import main

SPEC = """\
platform:
  name: {name}
  namespace: ml
  cluster: {{prometheus: {{version: "3.5", stack: kube-prometheus-stack, release: monitoring}}}}
environments: {{production: {{}}, staging: {{patch: {{platform: {{namespace: ml-staging}}}}}}}}
metrics: {{load: {{series: load_ratio, type: gauge, unit: ratio, labels: {{model: model}}}}}}
models: {{forecast: {{thresholds: {{load: {{above: 80%, for: 5m}}}}}}}}
"""
NAMES = ("bank", "books", "cinema", "library", "shop")


def edit(root: Path, folder: str, text: str) -> None:
    (root / "specs" / folder).mkdir(parents=True, exist_ok=True)
    (root / "specs" / folder / "spec.yaml").write_text(text, encoding="utf-8")


def tocsin(root: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), *map(str, arguments)])


def built(root: Path, of: int) -> list[Path]:
    """Return the folders of all shards, each built by a command of its own."""
    folders = [root / f"shard-{number}" for number in range(1, of + 1)]
    for number, folder in enumerate(folders, 1):
        done = tocsin(root, "build", "--shard", f"{number}/{of}", "--into", folder)
        assert done.exit_code == 0, done.output
    return folders


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
