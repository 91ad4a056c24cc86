"""The schema that editors use: fresh, valid, content with every spec there is, and not with the usual mistakes."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from case import all_folders
from conftest import REPOSITORY, CompileSpec
from tocsin.schema import COMMON_FILE, FILE, common_schema, file_schema
from tocsin.source import Document, parse


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    """Return a validator of spec files."""
    return Draft202012Validator(json.loads(file_schema()))


def test_the_schema_in_the_repository_is_fresh() -> None:
    written = (REPOSITORY / "schemas" / FILE).read_text(encoding="utf-8")
    assert written == file_schema(), "run `make schemas`"


def test_it_is_a_schema() -> None:
    schema = json.loads(file_schema())
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)


_FILES = {name: content for specs in all_folders().values() for name, content in specs.items() if b"apiVersion: openslo/" not in content}


@pytest.mark.parametrize("name", _FILES)
def test_it_takes_every_spec_file(validator: Draft202012Validator, name: str) -> None:
    document = parse(name, _FILES[name])
    assert isinstance(document, Document)
    mistakes = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document.value)]
    assert not mistakes


def test_every_spec_names_it() -> None:
    for path in (REPOSITORY / "specs").glob("*/*.yaml"):
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        assert first == f"# yaml-language-server: $schema=../../schemas/{FILE}", path


_SOUND = """\
platform: {name: shop, namespace: ml, cluster: {prometheus: {version: "3.5"}}}
metrics:
  latency: {series: latency_seconds, type: histogram, unit: seconds, labels: {model: model}}
models:
  forecast:
    workload: {deployment: forecast}
    scrape: {port: 8080}
    thresholds:
      latency: {quantile: 0.95, above: {warning: 100ms, critical: 1s}, for: 5m}
    scaling: {replicas: {min: 1, max: 3}, targets: {cpu: 70%}}
receivers:
  team: {slack: {channel: "#ml", url: {secret: slack, key: url}}}
routing:
  receiver: team
  routes:
    critical: {when: {severity: critical}, to: team}
"""
_MISTAKES = {
    "a section misspelt": ("models:", "model:"),
    "a key misspelt in a threshold": ("for: 5m}", "fro: 5m}"),
    "a key misspelt in a scaling policy": ("replicas:", "replica:"),
    "a version that YAML reads as a number": ('"3.5"', "3.5"),
    "a duration without a unit": ("for: 5m}", 'for: "300"}'),
    "a quantity of no known unit": ("critical: 1s", "critical: 1sec"),
    "a name that no object can have": ("deployment: forecast", "deployment: Forecast"),
    "a type of metric that there is not": ("type: histogram", "type: histograms"),
    "a secret written down": ("{secret: slack, key: url}", "https://hooks.slack.example.com/T1/B1/abc"),
    "a port out of range": ("port: 8080", "port: 80800"),
    "a quantile in percent": ("quantile: 0.95", "quantile: 95"),
    "a name left out": ("name: shop, ", ""),
    "a list for a mapping": ("targets: {cpu: 70%}", "targets: [cpu]"),
    "a utilisation that is no percentage": ("cpu: 70%", "cpu: 70"),
}


def test_the_sound_spec_is_sound(validator: Draft202012Validator, compile_spec: CompileSpec) -> None:
    assert not _rejected(validator, _SOUND)
    assert not compile_spec(_SOUND).diagnostics


@pytest.mark.parametrize("mistake", _MISTAKES)
def test_it_rejects_what_the_compiler_rejects(validator: Draft202012Validator, compile_spec: CompileSpec, mistake: str) -> None:
    sound, wrong = _MISTAKES[mistake]
    assert _SOUND.count(sound) == 1
    text = _SOUND.replace(sound, wrong)
    assert _rejected(validator, text)
    assert compile_spec(text).diagnostics


_REMOVED = """\
platform: {name: shop, namespace: ml}
metrics:
  queue: {series: queue_depth, type: gauge, labels: {model: model}}
  latency: {series: latency_seconds, type: histogram, unit: seconds, labels: {model: model}}
defaults:
  models:
    scrape: {port: 8080, path: /stats, labels: {stage: live}}
    thresholds:
      queue: {above: {warning: 3, critical: 9}, for: 2m, while: {latency: {above: 100ms}}, labels: {kind: batch}}
    events: {at_maximum: 20m}
profiles:
  llm:
    scrape: {path: null, labels: {stage: null}}
    thresholds: {queue: {above: {critical: null}, for: null, while: null, labels: {kind: null}}}
    events: null
models:
  chat: {profile: llm, workload: {deployment: chat}}
"""


def test_whatever_a_profile_may_remove_it_takes(validator: Draft202012Validator, compile_spec: CompileSpec) -> None:
    assert not compile_spec(_REMOVED).diagnostics
    assert not _rejected(validator, _REMOVED)
    assert not _rejected(validator, _REMOVED.replace("profile: llm, workload", "scrape: {path: null}, workload"))


_OVER = """\
platform: {name: shop, namespace: ml, owner: null}
use: null
metrics: {queue: null, latency: {buckets: [1s]}, errors: {help: How many fail}}
receivers: {page: null, chat: {email: {text: shorter}}}
routing: {repeat_interval: null, routes: {critical: {to: chat}, warning: null}}
environments: {staging: null}
"""


def test_over_what_is_in_common_it_takes_a_part_of_it_and_what_removes_some(validator: Draft202012Validator) -> None:
    assert not _rejected(validator, _OVER)
    assert _rejected(validator, _OVER.replace("name: shop", "name: null"))


def test_a_metric_of_which_the_rest_is_in_common_has_no_key_of_another(validator: Draft202012Validator) -> None:
    assert _rejected(validator, _OVER.replace("buckets: [1s]", "bucket: [1s]"))
    assert _rejected(validator, _OVER.replace("buckets: [1s]", "buckets: [1s], ratio: {of: a, where: {b: c}}"))


_COMMON = """\
metrics: {queue: {type: gauge}}
platform: {owner: house, cluster: {prometheus: {version: "3.5"}}}
profiles: {usual: {scrape: {port: http}, thresholds: {queue: {for: 5m}, latency: {quantile: 0.9, above: 1s}}}}
routing: {group_by: [model]}
receivers: {chat: {slack: {channel: "#ops"}}}
environments: {staging: {patch: {models: {}}}}
"""


def test_what_is_in_common_has_a_schema_of_its_own() -> None:
    assert (REPOSITORY / "schemas" / COMMON_FILE).read_text(encoding="utf-8") == common_schema(), "run `make schemas`"
    schema = json.loads(common_schema())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert not _rejected(validator, _COMMON)
    mistakes = {"owner: house": "name: house", "routing:": "models:", "{patch:": "{namespace: x, patch:", "port: http": "prot: http"}
    for sound, wrong in mistakes.items():
        assert _COMMON.count(sound) == 1
        assert _rejected(validator, _COMMON.replace(sound, wrong)), wrong


def _rejected(validator: Draft202012Validator, text: str) -> bool:
    document = parse("spec.yaml", text.encode())
    assert isinstance(document, Document)
    return not validator.is_valid(document.value)
