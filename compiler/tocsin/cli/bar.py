"""A bar on the last line of a terminal: what is done, how much of it, and for how long."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


class _Terminal(Console):
    """A terminal whose cursor stays: nobody could bring it back after a process that was killed."""

    def show_cursor(self, show: bool = True) -> bool:  # noqa: ARG002, FBT001, FBT002  # rich's own signature
        """Do nothing."""
        return False


class Bar:
    """Tells of work that began at `began`, in seconds of the monotonic clock; nothing of it stays."""

    def __init__(self, began: float) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=_Terminal(stderr=True),
            auto_refresh=False,  # who draws is the ticker
            transient=True,
            redirect_stdout=False,  # it would go to stderr, where nobody who reads our output looks for it
            redirect_stderr=False,
        )
        self._task = self._progress.add_task("", total=None)
        self._progress.tasks[0].start_time = began

    def draw(self, done: int, total: int, what: str) -> None:
        """Show this."""
        self._progress.update(self._task, completed=done, total=total or None, description=what)
        self._progress.start()  # nothing, from the second time on
        self._progress.refresh()

    def erase(self) -> None:
        """Take it away."""
        self._progress.stop()
