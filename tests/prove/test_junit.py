from xml.etree import ElementTree as ET

from msgspec.structs import replace

from tocsin.prove.junit import as_junit
from tocsin.prove.report import Outcome, Report
from tocsin.source import Span

SPAN = Span(file="specs/shop/shop.yaml", line=7, column=3, end_line=7, end_column=9)
AT = "2026-01-05T09:00:00"


def outcome(name: str, *, suite: str = "shop-chat", problems: tuple[str, ...] = (), unproved: str = "") -> Outcome:
    return Outcome(
        kind="alert", environment="production", platform="shop", suite=suite, name=name, span=SPAN, problems=problems, unproved=unproved,
        seconds=0.25,
    )  # fmt: skip


def parsed(*outcomes: Outcome, allow_unproved: bool = False) -> ET.Element:
    text = as_junit(Report(outcomes=outcomes, remarks=(), tests=1, ran=1), at=AT, allow_unproved=allow_unproved)
    return ET.fromstring(text)  # noqa: S314  # made here


def test_an_object_is_a_suite_with_a_case_for_each_of_its_alerts() -> None:
    root = parsed(
        outcome("Down (critical)"), outcome("High (warning)", problems=("at 5m: it fires",)), outcome("Low (info)", suite="shop-bot")
    )
    first, second = root
    assert first.attrib == {
        "package": "production.shop", "id": "0", "name": "production.shop.shop-chat", "timestamp": AT, "hostname": "localhost",
        "tests": "2", "failures": "1", "errors": "0", "skipped": "0", "time": "0.500",
    }  # fmt: skip
    assert [case.get("name") for case in first.iter("testcase")] == ["Down (critical)", "High (warning)"]
    assert [case.get("time") for case in first.iter("testcase")] == ["0.250", "0.250"]
    assert second.get("id") == "1"
    # JUnit's schema wants all four, in this order.
    assert [element.tag for element in second] == ["properties", "testcase", "system-out", "system-err"]


def test_a_failure_says_what_is_wrong_and_where() -> None:
    (failure,) = parsed(outcome("High (warning)", problems=("at 5m: it fires", "at 9m: it does not"))).iter("failure")
    assert failure.attrib == {"message": "at 5m: it fires", "type": "prove/alert"}
    assert failure.text == "at 5m: it fires\nat 9m: it does not\nspecs/shop/shop.yaml:7:3"


def test_files_are_named_as_their_repository_does() -> None:
    report = Report(outcomes=(outcome("High (warning)", problems=("at 5m: it fires",)),), remarks=(), tests=1, ran=1)
    assert "\nmonitoring/specs/shop/shop.yaml:7:3<" in as_junit(report, at=AT, allow_unproved=False, below="monitoring/")


def test_what_nothing_proves_is_a_failure_unless_that_is_allowed() -> None:
    unproved = outcome("High (warning)", unproved="no test asks about it")
    (suite,) = parsed(unproved)
    assert (suite.get("failures"), suite.get("skipped")) == ("1", "0")
    (suite,) = parsed(unproved, allow_unproved=True)
    assert (suite.get("failures"), suite.get("skipped")) == ("0", "1")
    assert [each.get("message") for each in suite.iter("skipped")] == ["not proved: no test asks about it"]


def test_what_the_spec_excuses_is_left_out() -> None:
    (suite,) = parsed(replace(outcome("High (warning)", unproved="it reads another cluster"), excused=True))
    assert (suite.get("failures"), suite.get("skipped")) == ("0", "1")


def test_what_xml_cannot_hold_does_not_break_the_file() -> None:
    (failure,) = parsed(outcome("High (warning)", problems=('its label `a` is "\x00\x1b<&"',))).iter("failure")
    assert failure.get("message") == 'its label `a` is "\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}<&"'


def test_no_two_cases_of_a_suite_have_one_name() -> None:
    first, second = parsed(outcome("Down (critical)"), outcome("Down (critical)"), outcome("Down (critical)", suite="routes"))
    assert [case.get("name") for case in first.iter("testcase")] == ["Down (critical)", "Down (critical) #2"]
    assert [case.get("name") for case in second.iter("testcase")] == ["Down (critical)"]


def test_alerts_of_one_name_are_told_apart_by_whose_they_are_and_their_windows() -> None:
    burns = replace(outcome("Burn (critical)", suite="routes"), of="chat")
    (suite,) = parsed(*(replace(burns, windows=windows) for windows in (("5m", "1h"), ("30m", "6h"))), replace(burns, of="code"))
    assert [case.get("name") for case in suite.iter("testcase")] == [
        "Burn (critical) of chat, over 5m and 1h",
        "Burn (critical) of chat, over 30m and 6h",
        "Burn (critical) of code",
    ]
