"""The platform's own notification templates where Alertmanager gets no template file: each text defines those that it calls."""

from __future__ import annotations

from collections.abc import Mapping

from tocsin.lower.receivers.texts import changed
from tocsin.routing.go_template import read_template
from tocsin.routing.template_file import definition
from tocsin.source import KeyPath
from tocsin.spec.receivers.receiver import Receiver


def standing_alone(receiver: Receiver, templates: Mapping[str, str]) -> Receiver:
    """Return the receiver with what each of its texts calls, one through another, defined at its beginning; Go reads that in any text.

    An AlertmanagerConfig carries no template files, and a name that is not defined fails only when an alert is sent.
    """

    def alone(text: str, _: KeyPath) -> str:
        return "".join(definition(name, templates[name]) for name in _called(text, templates)) + text if "{{" in text else text

    return changed(receiver, alone, ())


def _called(text: str, templates: Mapping[str, str]) -> list[str]:
    """Return which of `templates` a text needs, sorted."""
    read = read_template(text)
    needed: set[str] = set()
    pending = [name for name, _, _ in read.calls if name not in read.defines]
    while pending:
        name = pending.pop()
        if name in templates and name not in needed:
            needed.add(name)
            pending += [called for called, _, _ in read_template(templates[name]).calls]
    return sorted(needed)
