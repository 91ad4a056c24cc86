"""The copies of this process that a test makes: others may be left by other tests, such as a server that several of them ask."""

from __future__ import annotations

import os

import pytest


class Forked:
    """Notes every copy that is made from now on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.processes: list[int] = []
        self._fork = os.fork
        monkeypatch.setattr(os, "fork", self._noted)

    def _noted(self) -> int:
        process = self._fork()
        self.processes.append(process)
        return process

    def await_end(self) -> None:
        """Return when the only one has done its work; who made it can still ask how it ended."""
        (process,) = self.processes
        os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)

    def assert_gone(self) -> None:
        """Fail when one of them is still there, also as one that nobody has asked how it ended."""
        assert self.processes
        for process in self.processes:
            with pytest.raises(ChildProcessError):
                os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT)
