"""Why a folder was left as it is: a value, since the person who reads it decides what happens next."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One path that stands in the way; `path` is relative to the folder of generated files, and `.` is that folder."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Nothing was written, because of these problems, in the order of their paths; `help` says what to do."""

    problems: tuple[Problem, ...]
    help: str
