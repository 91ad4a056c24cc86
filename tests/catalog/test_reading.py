"""A pack file that is wrong is refused with its name, its place and the key."""

from __future__ import annotations

import pytest

from tocsin.catalog.reading import read_pack

PACK = """\
pack: example
about: An exporter.
source_kind: prometheus
version: "1.0"
endpoint: {port: 80}
honor_labels: false
dimensions: {model: model, namespace: namespace}
facts: []
metrics:
  example_seconds:
    type: histogram
    unit: seconds
    labels: [model]
    buckets: [0.1, 1]
    help: time
    evidence: code
    source: main.py
"""


def test_a_right_pack_is_read() -> None:
    pack = read_pack("example", PACK)
    assert pack.endpoint is not None
    assert (pack.endpoint.port, pack.endpoint.path, pack.endpoint.scheme) == (80, None, "http")
    metric = pack.metrics["example_seconds"]
    assert metric.buckets == (0.1, 1.0)
    assert metric.dimensions == {"model": "model", "namespace": "namespace"}
    assert (metric.since, metric.default, metric.dropped_by, metric.formerly) == (None, None, (), {})


def test_a_metric_adds_replaces_and_removes_dimensions_of_its_pack() -> None:
    own = PACK.replace("help: time", "help: time\n    dimensions: {model: null, namespace: exported_namespace, gpu: gpu}")
    assert read_pack("example", own).metrics["example_seconds"].dimensions == {"namespace": "exported_namespace", "gpu": "gpu"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("about: An", "abuot: An", r"pack example: about is missing"),
        ("facts: []", "facts: []\nindex_labels: {gpu: node}", r"pack example\.index_labels: gpu is no list of texts"),
        ("facts: []", "facts: []\nowner: me", r"pack example: owner is no key of a pack"),
        ("{port: 80}", "{port: 80, prt: 1}", r"pack example\.endpoint: prt is no key of a pack"),
        ("help: time", "help: time\n    sinc: '1'", r"pack example\.metrics\.example_seconds: sinc is no key of a pack"),
        ("type: histogram", "type: histogramm", r"type is 'histogramm', none of counter, gauge"),
        ("unit: seconds", "unit: secs", r"unit is 'secs'"),
        ("help: time", "help: ''", r"help is not text"),
        ("help: time", "help: true", r"help is not text"),
        ("evidence: code", "", r"evidence is missing"),
        ("labels: [model]", "labels: [true]", r"labels is no list of texts"),
        ("labels: [model]", "", r"labels is no list of texts"),
        ("[0.1, 1]", "[0.1, '1']", r"buckets is no list of numbers"),
        ("[0.1, 1]", "[0.1, true]", r"buckets is no list of numbers"),
        ("honor_labels: false", "honor_labels: maybe", r"honor_labels is neither true nor false"),
        ("{port: 80}", "{port: '80'}", r"port is no whole number"),
        ("namespace: namespace}", "namespce: namespace}", r"dimensions has no dimension namespce"),
        ("help: time", "help: time\n    since: 1.0", r"since is not text"),
        ("help: time", "help: time\n    formerly: {old: 2.0}", r"formerly is no mapping of texts"),
        ("pack: example", "pack: other", r"pack is not the name of the file, example"),
        (PACK, "- a list", r"is no mapping of text keys"),
        ("facts: []", "facts: []\nfacts: []", r"`facts` is defined twice"),
    ],
)
def test_a_wrong_pack_is_refused_by_name_and_key(old: str, new: str, message: str) -> None:
    assert old in PACK
    with pytest.raises(ValueError, match=message) as error:
        read_pack("example", PACK.replace(old, new))
    assert str(error.value).startswith("pack example")
