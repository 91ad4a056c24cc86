"""What a history of events means, held against counting every step of it."""

from hypothesis import given
from hypothesis import strategies as st

from tocsin.drives import Span
from tocsin.lower.slos.history import History

MINUTE = 60_000
spans = st.lists(
    st.builds(Span, st.integers(1, 30), st.sampled_from([0.0, 0.25, 1.0]), st.sampled_from([0.5, 1.0, 4.0])), min_size=1, max_size=8
)


def history(told: list[Span], *, states: bool = False) -> History:
    return History(
        spans=tuple(told), step_ms=MINUTE, every_ms=5 * MINUTE, base_ms=2 * MINUTE, recorded_from_ms=24 * 60 * MINUTE, states=states
    )


@given(spans, st.integers(2, 60), st.booleans())
def test_a_window_sees_what_was_counted_in_its_steps(told: list[Span], minutes: int, states: bool) -> None:  # noqa: FBT001  # drawn
    steps = [(span.pace * (span.level or 0.0), span.pace) for span in told for _ in range(span.steps)]
    last = len(steps) - 1
    # A window holds as many samples as it has minutes; a counter tells what is between two of them.
    first = max(last - minutes + 1, 0) + (0 if states else 1)
    bad, every = (sum(each) for each in zip(*steps[first : last + 1], strict=True)) if first <= last else (0.0, 0.0)
    share = history(told, states=states).share(minutes * MINUTE, last)
    assert share is None if not every else share is not None and abs(share - bad / every) < 1e-9


def test_a_long_window_sees_the_rates_at_its_evaluations_alone() -> None:
    day = 24 * 60
    told = history([Span(day + 1, 0.0), Span(58, 1.0), Span(2, 0.5)])
    last = told.steps - 1
    assert told.share(day * MINUTE, last) == (11 + 0.5) / (day / 5)
    assert told.rates(last) == (0.5, 1.0)
