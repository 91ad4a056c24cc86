"""Scales hours of a configuration down to seconds, so that a rehearsal takes a minute."""

from __future__ import annotations

from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from tocsin.drives import Drive
from tocsin.duration import format_duration
from tocsin.promql import Expr, Range, Selector, Subquery, transform

_MILLISECONDS = 1000
_Driven = TypeVar("_Driven", bound=Drive)


class Scale(Struct, frozen=True, kw_only=True):
    """How durations become shorter: divided by `factor`, and kept within what can still be measured and what can be waited for."""

    factor: int = 60
    scrape_ms: int = 1000
    """How often Prometheus scrapes, and evaluates every rule."""
    samples: int = 5
    """Scrapes that every window holds at least."""
    longest_ms: int = 10_000
    """What no window, offset or `for` is longer than."""
    notify_ms: int = 2000
    """What no `group_wait` or `group_interval` is longer than."""
    patience_ms: int = 15_000
    """How much later than they should things may happen on a busy machine before they are given up."""

    def window(self, milliseconds: int) -> int:
        """Return a range window: `5m` becomes `5s`, and so do all shorter ones.

        >>> Scale().window(300_000), Scale().window(60_000), Scale().window(86_400_000)
        (5000, 5000, 10000)
        """
        return min(max(milliseconds // self.factor, self.samples * self.scrape_ms), max(self.longest_ms, self.samples * self.scrape_ms))

    def wait(self, milliseconds: int) -> int:
        """Return a `for`, a `keep_firing_for` or how far back an offset looks, in either direction.

        >>> Scale().wait(300_000), Scale().wait(0), Scale().wait(3_600_000), Scale().wait(-60_000)
        (5000, 0, 10000, -1000)
        """
        shorter = min(-(-abs(milliseconds) // self.factor), self.longest_ms)
        return shorter if milliseconds >= 0 else -shorter

    def notify(self, milliseconds: int) -> int:
        """Return a `group_wait` or a `group_interval`.

        >>> Scale().notify(30_000), Scale().notify(86_400_000)
        (500, 2000)
        """
        return min(-(-milliseconds // self.factor), self.notify_ms)

    def repeat(self, milliseconds: int) -> int:
        """Return a `repeat_interval`: at least a minute, so that nothing is told twice within one act.

        >>> Scale().repeat(14_400_000), Scale().repeat(300_000)
        (240000, 60000)
        """
        return max(milliseconds // self.factor, 60_000)

    def expression(self, expr: Expr) -> Expr:
        """Return `expr` with its windows, offsets and steps scaled; numbers stay what they are."""
        return transform(expr, self._node)

    def drive(self, drive: _Driven) -> _Driven:
        """Return what brings the scaled expression's value to the levels to which `drive` brings that of the real one.

        What counts the events of a window has the window in it twice; a second stays a second.
        """
        changes: dict[str, object] = {}
        for field in drive.__struct_fields__:
            value = getattr(drive, field)
            if isinstance(value, Drive):
                changes[field] = self.drive(value)
            elif field.endswith("_ms") and isinstance(value, int) and value and not (field == "per_ms" and value == _MILLISECONDS):
                changes[field] = self.window(value)
        return replace(drive, **changes)

    def stated(self) -> tuple[str, ...]:
        """Return in words what is not as it is in production."""
        least, most = (format_duration(each) for each in (self.samples * self.scrape_ms, self.longest_ms))
        every = format_duration(self.scrape_ms)
        return (
            f"every target is scraped, and every rule evaluated, every {every}",
            f"range windows, offsets, `for` and `keep_firing_for` are divided by {self.factor}: at most {most}, windows at least {least}",
            f"group_wait and group_interval are divided by {self.factor}: at most {format_duration(self.notify_ms)}",
            f"repeat_interval is divided by {self.factor}: at least 1m",
        )

    def _node(self, expr: Expr) -> Expr:
        match expr:
            case Selector(offset_ms=offset) if offset:
                return replace(expr, offset_ms=self.wait(offset))
            case Range(window=int() as window):
                return replace(expr, window=self.window(window))
            case Subquery():
                step = None if expr.step_ms is None else max(expr.step_ms // self.factor, self.scrape_ms)
                return replace(expr, window_ms=self.window(expr.window_ms), step_ms=step, offset_ms=self.wait(expr.offset_ms))
            case _:
                return expr
