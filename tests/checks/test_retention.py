"""What reads further back than samples are kept is told, once for each threshold."""

from __future__ import annotations

import pytest

from conftest import CompileSpec

_SPEC = """
platform: {{name: shop, namespace: ml{stack}}}
metrics:
  load: {{series: load, type: gauge, unit: ratio}}
models:
  m: {{thresholds: {{load: {{change: {{above: 10x, average: {average}}}, for: 5m}}}}}}
"""


@pytest.mark.parametrize(
    ("stack", "average", "codes"),
    [
        (", stack: {prometheus: {retention: 7d}}", "7d", ["alert/beyond-retention"]),  # and the ten minutes that are judged
        (", stack: {prometheus: {retention: 8d}}", "7d", []),
        (", stack: {}", "1y", []),
        ("", "1y", []),
    ],
)
def test_a_history_is_kept_as_long_as_it_is_read(compile_spec: CompileSpec, stack: str, average: str, codes: list[str]) -> None:
    diagnostics = compile_spec(_SPEC.format(stack=stack, average=average)).diagnostics
    assert [each.code for each in diagnostics] == codes
    assert all("`7d`" not in each.help and "kept for 7d" in each.message for each in diagnostics)
