"""How findings are written: `<name>_report.py` is the format `--format <name>`, found by discovery."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field
from msgspec.structs import replace

from tocsin import discovery

if TYPE_CHECKING:
    from tocsin.diagnostics import Located
    from tocsin.diagnostics.allow import Allowed
    from tocsin.diagnostics.explanation import Explanation

_SUFFIX: Final = "_report"


class Report(Struct, frozen=True, kw_only=True):
    """What is to be written."""

    found: tuple[Located, ...]
    allowed: tuple[Allowed, ...] = ()
    """What the specs allow themselves."""
    texts: Mapping[str, str]
    """The files that are spoken of, by name."""
    explained: Mapping[str, Explanation] = field(default_factory=dict)
    """What the codes mean."""
    below: Callable[[], str] = str
    """Tells in which folder of the repository the files are, as `monitoring/`."""

    def in_repository(self) -> Report:
        """Return the same with the names that files have in the repository: CI knows them by no others."""
        below = self.below()
        if not below:
            return self
        return replace(
            self,
            found=tuple(_moved(each, below) for each in self.found),
            allowed=tuple(replace(each, located=_moved(each.located, below)) for each in self.allowed),
            texts={f"{below}{name}": text for name, text in self.texts.items()},
        )


def _moved(located: Located, below: str) -> Located:
    notes = tuple((message, replace(span, file=f"{below}{span.file}")) for message, span in located.notes)
    return replace(located, span=replace(located.span, file=f"{below}{located.span.file}"), notes=notes)


def names() -> list[str]:
    """Return the names of the formats; nothing is imported for that, because a command line has to answer at once."""
    return [name.removesuffix(_SUFFIX) for name in discovery.names(__name__, ".py") if name.endswith(_SUFFIX)]


def written(style: str, report: Report) -> str:
    """Return the text of a report in the format of that name."""
    text: str = import_module(f"{__name__}.{style}{_SUFFIX}").written(report)
    return text
