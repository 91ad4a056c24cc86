"""Files that were written, as YAML with a list of mappings in it."""

from __future__ import annotations

from typing import Any

import yaml


class UnreadableError(Exception):
    """A text is no such file; the message says why."""


def listed(text: str, key: str, loader: type[yaml.CBaseLoader | yaml.CSafeLoader]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the rest of a document, and the list under `key`.

    Raises:
        UnreadableError: the text is no YAML or has no such list.
    """
    try:
        document = yaml.load(text, Loader=loader)  # noqa: S506  # neither makes anything but plain data
    except yaml.YAMLError as error:
        raise UnreadableError(" ".join(str(error).split())) from error
    found = document.get(key) if isinstance(document, dict) else None
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise UnreadableError(f"there is no list of `{key}` in it")
    return {other: value for other, value in document.items() if other != key}, found
