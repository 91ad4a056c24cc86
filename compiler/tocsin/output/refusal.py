"""Why a folder was left as it is: a value, since the person who reads it decides what happens next."""

from __future__ import annotations

from msgspec import Struct


class Problem(Struct, frozen=True, kw_only=True):
    """One path that stands in the way; `path` is relative to the folder of generated files, and `.` is that folder."""

    path: str
    reason: str


class Refusal(Struct, frozen=True, kw_only=True):
    """Nothing was written, because of these problems, in the order of their paths; `help` says what to do."""

    problems: tuple[Problem, ...]
    help: str
