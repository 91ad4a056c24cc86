"""The objects of Google's managed service: what it refuses is told, and where in the spec it comes from."""

import pytest
import yaml

from conftest import CompileSpec
from tocsin.discovery import modules
from tocsin.verify import strict
from tocsin.verify.complaint import Fault
from tocsin.verify.origin import in_object

SPEC = """
platform:
  name: shop
  namespace: ml
  cluster: {prometheus: {stack: google, version: "2.53"}, alertmanager: {delivery: file}, grafana: {delivery: files}}
metrics: {accuracy: {series: model_accuracy, type: gauge, unit: ratio, labels: {model: model}}}
models:
  chat:
    workload: {deployment: chat}
    scrape: {port: http, labels: {team: search}}
    thresholds: {accuracy: {below: 80%, for: 5m}}
"""
RULES, MONITOR = "default/shop/rules/shop-chat.yaml", "default/shop/monitors/chat.yaml"


def found(text: str) -> list[Fault]:
    manifest = yaml.safe_load(text)
    faults = list(strict.faults(manifest))
    return faults or [fault for rules in modules("tocsin.verify.kubernetes_rules") for fault in rules.faults(manifest)]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (RULES, "for: 5m", "keep_firing_for: 5m", "no such field: `keep_firing_for`"),
        (RULES, "platform: shop", "cluster: shop", "'cluster' should not be valid"),
        (RULES, "name: ml-shop-chat", "name: ml-shop-chat\n  namespace: ml", "no such field: `namespace`"),
        (RULES, "- alert: TargetDown", "- alert: TargetDown\n      record: down", "a rule has either"),
        (MONITOR, "targetLabel: team", "targetLabel: job", "'job' should not be valid"),
        (MONITOR, "interval: 30s", "every: 30s", "no such field: `every`"),
        (MONITOR, "  namespace: ml\n", "", "without a namespace"),
    ],
)
def test_what_the_service_refuses_is_told(compile_spec: CompileSpec, file: str, old: str, new: str, said: str) -> None:
    text = compile_spec(SPEC).artifacts[file]
    assert not found(text)
    assert old in text
    assert any(said in fault.message for fault in found(text.replace(old, new)))


def test_what_is_wrong_in_its_objects_is_shown_in_the_spec(compile_spec: CompileSpec) -> None:
    built = compile_spec(SPEC)
    (compiled,) = built.compiled
    rules, monitor = (yaml.safe_load(built.artifacts[file]) for file in (RULES, MONITOR))
    threshold = in_object(compiled.platform, "rules/shop-chat.yaml", rules, ("spec", "groups", 1, "rules", 0))
    assert threshold == ("models", "chat", "thresholds", "accuracy")
    assert in_object(compiled.platform, "monitors/chat.yaml", monitor, ("spec", "endpoints", 0)) == ("models", "chat", "scrape")
