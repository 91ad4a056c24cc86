"""The kinds of integration, each imported when some receiver has one: to make the types of all eighteen takes a while."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from pydantic.fields import FieldInfo

from tocsin.spec.receivers.integration import Integration
from tocsin.spec.receivers.one_or_many import OneOrMany


class Kind(OneOrMany):
    """Validates one integration of a kind, or a list of them; `name` is its class, in the file `module` beside this one."""

    def __init__(self, module: str, name: str) -> None:
        """Take where it is, and leave it there."""
        self._module = module
        self._name = name

    @property
    def kind(self) -> type[Integration]:
        """The type of its integrations."""
        found: type[Integration] = getattr(import_module(f"{__package__}.{self._module}"), self._name)
        return found


def type_of(field: FieldInfo) -> Any:  # noqa: ANN401  # any annotation
    """Return the type of a field, which for kinds of integration its annotation does not say."""
    return next((item.kind for item in field.metadata if isinstance(item, Kind)), field.annotation)
