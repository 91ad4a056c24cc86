"""Two platforms of one namespace, each with its AlertmanagerConfig, in one Alertmanager: each hears of its own, and of nobody's."""

from __future__ import annotations

from conftest import Judge
from tocsin.pipeline import build
from tocsin.prove.routing.judgement import Question, arguments, ask
from tocsin.prove.routing.operator import MatcherStrategy, merged
from tocsin.prove.routing.written import document
from tocsin.yaml_writer import dumps

_SPEC = """
platform:
  name: {name}
  namespace: ml
  cluster: {{name: one, alertmanager: {{delivery: alertmanagerconfig, matcher_strategy: {strategy}}}}}
metrics: {{queue: {{series: queue_length, type: gauge, unit: requests, labels: {{model: model}}}}}}
models: {{{name}-bot: {{thresholds: {{queue: {{above: 5, for: 5m, severity: warning}}}}}}}}
receivers: {{team: {{webhook: {{url: {{secret: hook, key: url}}}}}}}}
routing: {{receiver: team}}
"""


def _told(judge: Judge, strategy: MatcherStrategy, **labels: str) -> tuple[str, ...]:
    specs = {name: {f"specs/{name}/spec.yaml": _SPEC.format(name=name, strategy=strategy).encode()} for name in ("fraud", "risk")}
    built = build(specs)
    assert built.diagnostics == ()
    written = [text for path, text in built.artifacts.items() if path.endswith("/alertmanagerconfig.yaml")]
    assert len(written) == len(specs)
    configuration = dumps(merged([document(text) for text in written], strategy=strategy, alertmanager_namespace="monitoring"))
    question = Question(arguments(labels), ("null",))
    return ask(judge("amtool"), configuration, [question])[question].receivers


def test_an_alert_of_one_is_not_told_to_the_other(judge: Judge) -> None:
    labels = {"namespace": "ml", "environment": "default", "severity": "warning"}
    assert _told(judge, "OnNamespace", platform="risk", **labels) == ("ml/risk/team",)
    assert _told(judge, "None", platform="risk", **labels) == ("ml/risk/team",)


def test_what_nobody_s_spec_made_is_told_to_those_who_run_in_its_namespace_alone(judge: Judge) -> None:
    alert = {"alertname": "KubePodCrashLooping", "severity": "warning"}
    assert _told(judge, "OnNamespace", namespace="ml", **alert) == ("ml/fraud/team", "ml/risk/team")
    assert _told(judge, "OnNamespace", namespace="other", **alert) == ("null",)
    assert _told(judge, "None", namespace="ml", **alert) == ("null",)
