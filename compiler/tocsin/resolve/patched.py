"""Adds the environment to mistakes that only its patch causes, although they stand elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from msgspec.structs import replace

from tocsin.diagnostics import Diagnostic, Located, Note
from tocsin.source import KeyPath, Origins, Span
from tocsin.spec.locate import locate


def of_environment(
    mistakes: Iterable[Diagnostic], name: str, changed: Collection[KeyPath], origins: Origins, others: Collection[Located]
) -> Iterator[Located]:
    """Yield `mistakes` with their places, with a note where neither the place nor the base says that the environment `name` makes them.

    `changed` is what its patch writes, `others` what is wrong without any patch.
    """
    for mistake in mistakes:
        (located,) = locate((mistake,), origins)
        if located in others or isinstance(mistake.at, Span) or origins.written(mistake.at)[1][:1] == ("environments",):
            yield located
            continue
        inner = sorted((path for path in changed if path[: len(mistake.at)] == mistake.at), key=str)
        defined = Note(message=f"only in the environment `{name}`, defined", at=("environments", name))
        changes = [Note(message=_changed(name, within=path != mistake.at), at=path) for path in inner[:1]]
        yield from locate((replace(mistake, notes=(*mistake.notes, *(changes or [defined]))),), origins)


def _changed(name: str, *, within: bool) -> str:
    """Return why it is only wrong there; what is changed within it may have to go, such as the other of two that exclude each other."""
    return f"only in the environment `{name}`, which changes it" + (" (`null` removes a key)" if within else "")
