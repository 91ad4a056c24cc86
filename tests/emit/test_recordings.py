"""A check of what is recorded: the series that it names with all of its labels, and a value but for a hair."""

from tocsin import ir
from tocsin.emit.proving.recordings import recording_check


def check(value: float | None) -> dict[str, object]:
    recorded = ir.Recorded(step=3, name="slo:events:rate5m", labels={"slo": "a", "model": 'b "c"'}, value=value, why="")
    return recording_check(recorded, 150_000)


def test_a_value_may_be_off_by_a_millionth_of_it() -> None:
    assert check(0.0137) == {
        "eval_time": "7m30s",
        "expr": 'abs(slo:events:rate5m{model="b \\"c\\"",slo="a"} - 0.0137) < bool 1.37e-08',
        "exp_samples": [{"labels": '{model="b \\"c\\"", slo="a"}', "value": 1}],
    }


def test_nothing_may_be_off_by_a_hair_too() -> None:
    assert check(0.0)["expr"] == 'abs(slo:events:rate5m{model="b \\"c\\"",slo="a"}) < bool 1e-09'


def test_what_must_not_be_recorded_has_no_samples() -> None:
    assert check(None) == {"eval_time": "7m30s", "expr": 'slo:events:rate5m{model="b \\"c\\"",slo="a"}'}
