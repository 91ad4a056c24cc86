"""Write compiler/tocsin/emit/grafana/forms.json: what grafanalib makes of every shape that the specs, the cases and W(N) have.

    make forms

A build of these shapes does not import grafanalib. With `--check` nothing is written, and a file that is not fresh is a failure.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bench import tocsin_spec
from case import all_folders
from tocsin import ir
from tocsin.emit.grafana import dashboard, forms, panel_text
from tocsin.emit.grafana.shapes import DashboardShape, PanelShape
from tocsin.pipeline import examine

TARGET = Path(__file__).parent.parent / "compiler" / "tocsin" / forms.FILE
_MODELS = 60  # enough for every shape that W(N) has at any N


def main() -> None:
    """Write the file, or look at it."""
    fresh = TARGET.exists() and TARGET.read_text(encoding="utf-8") == text()
    if not fresh and "--check" in sys.argv:
        sys.exit(f"{TARGET} is stale: run `make forms`")
    if not fresh:
        TARGET.write_text(text(), encoding="utf-8", newline="\n")
    print(f"{TARGET} {'is fresh' if fresh else 'written'}")


def text() -> str:
    """Return the file as it ought to be: one shape with its form a line."""
    made = {kind: sorted(_line(each) for each in shapes() if isinstance(each, kind)) for kind in (DashboardShape, PanelShape)}
    dashboards, panels = (",\n".join(lines) for lines in made.values())
    return f'{{"dashboards":[\n{dashboards}\n],"panels":[\n{panels}\n]}}\n'


def shapes() -> frozenset[DashboardShape | PanelShape]:
    """Return every shape that is in use."""
    folders = {**all_folders(), "w": tocsin_spec.files(_MODELS, proofs=False)}
    return frozenset(shape for each in examine(folders).estate for shape in _of(each.platform))


def _of(platform: ir.Platform) -> Iterator[DashboardShape | PanelShape]:
    for each in platform.dashboards:
        yield dashboard.shape_of(each)
        for row in each.rows:
            yield from map(panel_text.shape_of, (row, *row.panels))


def _line(shape: DashboardShape | PanelShape) -> str:
    return msgspec.json.encode((shape, forms.made(shape))).decode()


if __name__ == "__main__":
    main()
