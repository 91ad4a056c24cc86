"""What an object says in the words of the language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

from tocsin.source import KeyPath


class Said(Struct, frozen=True, kw_only=True):
    """A section of a model or component, and what it needs beside it.

    It holds what there are words for. What is missing in it shows when what it becomes is compared with the object.
    """

    section: Literal["scaling", "scrape", "probes"]
    value: Mapping[str, Any]
    workload: Mapping[str, Any]
    """What runs it, as far as the object says that."""
    metrics: Mapping[str, Any] = {}
    """The metrics that the section names."""
    name: str | None = None
    """What its model or component has to be called for what is generated to have the same name; None: that is said in the section."""
    namespace: str | None = None
    """Where the workload runs; None: where the object is."""
    key: str | None = None
    """Under which name it stands in the section, where there may be several."""
    named: str = ""
    """What a component for it alone is called; empty: like its workload."""
    called: tuple[str, ...] = ()
    """Names that the workload may have, where the object says none, the likeliest first."""
    guessed: tuple[tuple[KeyPath, str], ...] = ()
    """What is taken for granted, and is to be looked at."""
    unsaid: tuple[tuple[KeyPath, str], ...] = ()
    """The parts that it is known to have no words for, each with the reason."""


class Reason(Struct, frozen=True, kw_only=True):
    """Why a part of an object is otherwise in what is generated."""

    text: str
    told: bool = False
    """Whether it is only told, since it does the same or what it does is meant to be otherwise; else the object is left alone."""
