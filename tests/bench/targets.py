"""How fast tocsin is meant to be, each time beside what it is compared with in the same run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from bench import everyday
from bench.contenders import TOCSIN
from bench.figures import Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One promise; `measured` is None when what it needs took no part in the run."""

    promise: str
    limit: float
    unit: str
    measured: float | None

    @property
    def verdict(self) -> str:
        """Return whether the promise holds, or by how much it is missed."""
        if self.measured is None:
            return "not measured"
        return "holds" if self.measured <= self.limit else f"missed: {self.measured / self.limit:.1f} times as much"


def targets(figures: Figures) -> Iterator[Target]:
    """Yield every promise with what was measured."""
    for peer, limit, words in _PEERS:
        measured = _over(figures.seconds(TOCSIN, 1000), figures.seconds(peer, 1000))
        yield Target(promise=f"W(1000) {words} {peer}", limit=limit, unit="times", measured=measured)
    yield _memory(figures, 1000, 250)
    pydantic = _of_day(figures, everyday.PYDANTIC, 10)
    cold = figures.seconds(TOCSIN, 10)
    yield Target(promise=f"W(10) in less than 3 times `{everyday.PYDANTIC}`", limit=3, unit="times", measured=_over(cold, pydantic))
    yaml = _of_day(figures, everyday.YAML, 1000)
    for name, limit in ((everyday.NOTHING, 3), (everyday.ONE_MODEL, 6)):
        measured = _over(_of_day(figures, name, 1000), yaml)
        promise = f"W(1000) {name}: at most {limit} times `{everyday.YAML}`"
        yield Target(promise=promise, limit=limit, unit="times", measured=measured)
    for name, limit in ((everyday.CHECK, 2), (everyday.CHECK_CHANGED, 0.3)):
        yield Target(promise=f"W(1000) {name}: at most {limit} s", limit=limit, unit="s", measured=_of_day(figures, name, 1000))
    growth = figures.growth(TOCSIN, 1000, 10_000)
    yield Target(promise="From W(1000) to W(10000) the exponent of growth is at most 1.05", limit=1.05, unit="", measured=growth)
    yield _memory(figures, 10_000, 1024)


# The peer, the most that tocsin may take of its time, and how that is said.
_PEERS: Final = (
    ("Jinja2 and libyaml", 0.75, "in at most 0.75 of the time of"),
    ("Pkl", 0.5, "in at most half the time of"),
    ("jrsonnet", 1 / 6, "6 times as fast as"),
    ("grafanalib", 1 / 6, "6 times as fast as the dashboards alone with"),
    ("go-jsonnet", 1 / 15, "15 times as fast as"),
)


def _memory(figures: Figures, count: int, limit: float) -> Target:
    result = figures.result(TOCSIN, count)
    measured = None if result is None else result.figures.peak_mib
    return Target(promise=f"W({count}) in at most {limit:g} MiB", limit=limit, unit="MiB", measured=measured)


def _of_day(figures: Figures, name: str, count: int) -> float | None:
    found = figures.day(name, count)
    return None if found is None else found.seconds


def _over(ours: float | None, theirs: float | None) -> float | None:
    return None if ours is None or theirs is None else ours / theirs


SHOWN: Final[dict[str, Callable[[float], str]]] = {
    "times": lambda value: f"{value:.2f} of it" if value < 1 else f"{value:.1f} times",
    "MiB": lambda value: f"{value:.0f} MiB",
    "s": lambda value: f"{value:.2f} s",
    "": lambda value: f"{value:.2f}",
}
"""How a figure of each unit is written."""
