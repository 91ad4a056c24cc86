"""Of versions that are compared a test notices another window, also of counters that have ended."""

from conftest import CompileSpec, Judge
from tocsin.prove.mutation.equivalence import reason_of
from tocsin.prove.mutation.equivalence.parts.world import world_of
from tocsin.prove.mutation.judge import batches
from tocsin.prove.mutation.judge import judge as judged
from tocsin.prove.mutation.mutant import mutants
from tocsin.prove.mutation.subject import subjects

_SPEC = """
platform: {name: shop, namespace: ml}
metrics:
  answered: {series: answered_total, type: counter, labels: {model: model, version: version}}
  failed: {series: failed_total, type: counter, labels: {model: model, version: version}}
  errors: {ratio: {of: failed, to: [answered, failed]}}
models:
  rank:
    thresholds:
      errors: {compare: {label: version, champion: v1, challenger: v2, z: {above: 3}, over: 1d}}
"""


def test_no_window_of_a_comparison_can_be_another(compile_spec: CompileSpec, judge: Judge) -> None:
    (compiled,) = compile_spec(_SPEC).compiled
    world = world_of([compiled.platform])
    found = [
        each for subject in subjects(compiled.platform, {file.path: file.text for file in compiled.artifacts}) for each in mutants(subject)
    ]
    faults = [each for each in found if each.operator == "window" and not reason_of(each, world)]
    assert len(faults) > 20
    verdicts = [verdict for batch in batches(faults) for verdict in judged(batch, judge("promtool"))]
    assert [verdict.mutant.what for verdict in verdicts if verdict.fate != "killed"] == []
