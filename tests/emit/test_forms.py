"""Forms that come with the compiler: fresh, and enough for what is usual."""

from __future__ import annotations

import json
import subprocess
import sys

from msgspec.structs import replace

import generate_grafana_forms
from emit.small_dashboard import EVERYTHING, LATENCY, dashboard, panel
from tocsin.emit.grafana import forms
from tocsin.emit.grafana.dashboard import dashboard_text
from tocsin.emit.grafana.panel_text import shape_of


def test_the_forms_are_of_all_shapes_in_use_and_what_grafanalib_makes_of_them() -> None:
    fresh = generate_grafana_forms.TARGET.read_text(encoding="utf-8") == generate_grafana_forms.text()
    assert fresh, "another grafanalib, another form or another shape: run `make forms` and look at the difference"


def test_whose_shapes_are_all_usual_does_not_pay_for_the_library() -> None:
    program = (
        "import sys\n"
        "from case import all_folders\n"
        "from tocsin.discovery import modules\n"
        "from tocsin.emit.dashboards import emit\n"
        "from tocsin.pipeline import examine\n"
        "assert list(modules('tocsin.emit'))\n"
        "estate = examine({'toxicity': all_folders()['toxicity']}).estate\n"
        "assert [artifact for each in estate for artifact in emit(each.platform)]\n"
        "assert 'grafanalib' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": ":".join(sys.path)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_shape_that_nobody_has_had_is_made_when_it_is_needed() -> None:
    unusual = panel(queries=(LATENCY,) * 12)
    assert shape_of(unusual) not in forms.shipped()
    shown = json.loads(dashboard_text(dashboard(unusual), platform="shop", environment="default", min_step="30s"))
    assert [target["refId"] for target in shown["panels"][1]["targets"]] == list("ABCDEFGHIJKL")


def test_whatever_is_put_into_a_form_stands_in_its_column() -> None:
    text = dashboard_text(replace(EVERYTHING, tags=("one", "two")), platform="shop", environment="default", min_step="30s")
    assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"
