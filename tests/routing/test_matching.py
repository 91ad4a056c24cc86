from prove.routing.shop import matcher
from tocsin import ir
from tocsin.routing.labels import AlertLabels
from tocsin.routing.matching import maybe, silences, surely


def inhibition(source: tuple[str, str, str], target: tuple[str, str, str], *equal: str) -> ir.InhibitRule:
    return ir.InhibitRule(name="ladder", source=(matcher(*source),), target=(matcher(*target),), equal=equal, at=("routing", "inhibit"))


def test_what_is_not_known_may_match_and_does_not_surely() -> None:
    labels = AlertLabels(fixed={"severity": "critical"}, maybe=frozenset({"pod"}))
    asked = (matcher("severity", "=", "critical"), matcher("pod", "=", "a"))
    assert maybe(asked, labels)
    assert not surely(asked, labels)
    assert surely(asked[:1], labels)
    assert not maybe((matcher("model", "=", "fraud"),), labels)


def test_alerts_that_match_both_sides_do_not_silence_each_other() -> None:
    rule = inhibition(("severity", "=~", "critical|warning"), ("severity", "=~", "critical|warning|info"))
    critical, warning, info = (AlertLabels(fixed={"severity": severity}) for severity in ("critical", "warning", "info"))
    assert not silences(rule, critical, warning)
    assert not silences(rule, critical, critical)
    assert silences(rule, critical, info)


def test_alerts_whose_equal_labels_are_not_known_do_not_surely_silence_each_other() -> None:
    rule = inhibition(("severity", "=", "critical"), ("severity", "=", "info"), "model")
    grave, mild = {"severity": "critical"}, {"severity": "info"}
    anything = frozenset({"model"})
    assert not silences(rule, AlertLabels(fixed=grave, maybe=anything), AlertLabels(fixed=mild, maybe=anything))
    assert silences(rule, AlertLabels(fixed=grave), AlertLabels(fixed=mild))
    assert not silences(rule, AlertLabels(fixed={**grave, "model": "fraud"}), AlertLabels(fixed=mild))
