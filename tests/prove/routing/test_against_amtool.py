"""Random routing trees through our emitter: our walk must end where amtool's does."""

import os
from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from conftest import Judge
from emit.small_routing import ROOT, ROUTING, delivered
from tocsin import ir
from tocsin.emit.alertmanager import emit
from tocsin.prove.routing.judgement import Question, arguments, ask
from tocsin.prove.routing.written import document, mentioned, tree
from tocsin.routing.tree import hops

LABEL_SETS = int(os.environ.get("TOCSIN_LABEL_SETS", "600"))
"""How many label sets are tried in all; each is a call of amtool."""
A_TREE = 20

RECEIVERS = ("a", "b", "c", "d", "e")
LABELS = ("severity", "model", "team")
VALUES = ("", "x", "y", "xy", "z y", 'q"uote', "back\\slash", "line\nbreak", "é", "X", "1")
PATTERNS = (
    "x",
    "x|y",
    ".*",
    ".+",
    "",
    "x.?",
    "(x|y)+",
    "(?i)x+",
    "[[:alpha:]]+",
    r"\d",
    r"\w*",
    "[^x]",
    r"z\sy",
    "é|back.slash",
    "^y$",
    r"\pL",
)

equal = st.builds(ir.Matcher, label=st.sampled_from(LABELS), op=st.sampled_from(["=", "!="]), value=st.sampled_from(VALUES))
alike = st.builds(ir.Matcher, label=st.sampled_from(LABELS), op=st.sampled_from(["=~", "!~"]), value=st.sampled_from(PATTERNS))


def branch(routes: st.SearchStrategy[tuple[ir.Route, ...]]) -> st.SearchStrategy[ir.Route]:
    return st.builds(
        replace,
        st.just(ROOT),
        name=st.just("branch"),
        matchers=st.lists(equal | alike, min_size=0, max_size=2).map(tuple),
        receiver=st.none() | st.sampled_from(RECEIVERS),
        continues=st.booleans(),
        routes=routes,
    )


leaves = branch(st.just(()))
branches = st.lists(branch(st.lists(branch(st.lists(leaves, max_size=2).map(tuple)), max_size=3).map(tuple)), min_size=1, max_size=4).map(
    tuple
)
label_sets = st.lists(st.dictionaries(st.sampled_from(LABELS), st.sampled_from(VALUES)), min_size=A_TREE, max_size=A_TREE)


@settings(max_examples=max(1, LABEL_SETS // A_TREE), deadline=None)
@given(routes=branches, alerts=label_sets)
def test_an_alert_gets_where_amtool_says(routes: tuple[ir.Route, ...], alerts: list[dict[str, str]], judge: Judge) -> None:
    root = replace(ROOT, routes=routes)
    receivers = tuple(ir.Receiver(name=name, configs={}, custom_resource={}, labels={}, at=()) for name in (*RECEIVERS, "operations"))
    platform = delivered(replace(ROUTING, root=root, receivers=receivers), "file")
    text = next(artifact.text for artifact in emit(platform) if artifact.path == "alertmanager/alertmanager.yaml")
    read = tree(document(text))
    assert read is not None
    questions = {}
    for labels in alerts:
        expected = reached(root, labels)
        assert reached(read, labels) == expected
        asked = {label: labels[label] for label in mentioned(document(text), labels)}
        questions[Question(arguments(labels), expected)] = labels
        questions[Question(arguments(asked), expected)] = asked
    answers = ask(judge("amtool"), text, questions)
    assert {question: answer.receivers for question, answer in answers.items()} == {question: question.expected for question in questions}
    assert not [answer for answer in answers.values() if answer.problem or not answer.agrees]


def reached(root: ir.Route, labels: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(hop.receiver for hop in hops(root, lambda label: labels.get(label, "")))
