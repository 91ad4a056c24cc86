"""A configuration of Alertmanager, taken over into `alertmanager:`, `receivers:`, `templates:` and `routing:`.

AlertmanagerConfigs are joined to it as prometheus-operator does: the tree of each is a first branch, asks for the namespace of the object,
and later branches are tried as well. https://prometheus-operator.dev/docs/developer/alerting/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from tocsin import ir
from tocsin.adopt.alertmanager.configuration import Configuration, configurations
from tocsin.adopt.alertmanager.inhibitions import Ours
from tocsin.adopt.alertmanager.joining import joined
from tocsin.adopt.alertmanager.reading import Read, read
from tocsin.adopt.alertmanager.renaming import Names, renamed
from tocsin.adopt.note import Note
from tocsin.diagnostics import Located
from tocsin.spec.receivers.receiver import kinds

__all__ = ["Configuration", "Ours", "Routed", "configurations", "routed"]


class Routed(Struct, frozen=True, kw_only=True):
    """What becomes of configurations of Alertmanager."""

    sections: Mapping[str, Any]
    """Of the spec, all but the platform's own."""
    platform: Mapping[str, Any]
    """What a platform that has to be begun says of its cluster, and its namespace if an AlertmanagerConfig says one."""
    root: ir.Route
    """The tree as Alertmanager has it, under the names of the spec, to compare."""
    reads: tuple[Read, ...]
    given: tuple[Read, ...]
    """The configurations each by itself, before they were joined."""
    secret: str | None
    keys: tuple[str, ...]
    """The keys that the Secret of that name has to have; where there is none, the files."""
    notes: tuple[Note, ...]

    @property
    def receivers(self) -> int:
        """How many there are."""
        return len(self.sections["receivers"])

    def inhibited(self, ours: Ours) -> Mapping[str, Any]:
        """Return the sections with those inhibitions that do not come by themselves; what does is added to the notes of `reads`."""
        found: dict[str, Any] = {}
        for each in self.reads:
            found |= each.inhibit(ours, set(found))
        routing = self.sections["routing"] | ({"inhibit": found} if found else {})
        return {**self.sections, "routing": routing}

    def renamed(self, names: Names, gone: Mapping[str, str]) -> Routed:
        """Return what becomes of them where alerts have new `names`; for those that are `gone` others of the platform stand."""
        return _routed(tuple(renamed(each, names, gone) for each in self.given), self.secret, self.keys)

    def all_notes(self) -> tuple[Note, ...]:
        """Return what is told of the configurations, in reading order."""
        notes = [*self.notes, *(note for each in self.reads for note in each.telling.notes)]
        return tuple(sorted(dict.fromkeys(notes), key=lambda note: (note.span.file, note.span.line, note.message)))


def routed(
    found: Sequence[Configuration], platform: str, templates: Mapping[str, str], *, files: bool | None = None
) -> Routed | tuple[Located, ...]:
    """Return what becomes of the configurations, or everything because of which Alertmanager itself would not start with them.

    `platform` is the name of the platform that takes them; `templates` are template files that are given beside them, by name. `files`
    says whether its Alertmanager reads a plain file; without it the platform is begun, and is delivered as what is taken over.
    """
    keys: dict[str, str] = {}
    plain = [each for each in found if each.form != "object"]
    if len(plain) > 1:
        message = "this is a second configuration of Alertmanager, and a platform has one"
        remedy = "take it over with another `--into`, into a platform of its own"
        return (Located(code="adopt/two-configurations", message=message, help=remedy, span=plain[1].span(()), severity="error"),)
    secret = None if (found[0].form == "file" if files is None else files) else f"alertmanager-{platform}"
    taken = read([*plain, *(each for each in found if each.form == "object")], secret, keys, templates)
    wrong = tuple(each for each in taken if isinstance(each, Located))
    if wrong:
        return wrong
    return _routed(tuple(each for each in taken if isinstance(each, Read)), secret, tuple(keys.values()))


def _routed(given: tuple[Read, ...], secret: str | None, keys: tuple[str, ...]) -> Routed:
    tree = joined(given)
    sections: dict[str, Any] = {}
    if tree.settings:
        sections["alertmanager"] = tree.settings
    sections["receivers"] = tree.receivers
    if tree.templates:
        sections["templates"] = tree.templates
    sections["routing"] = tree.routing
    return Routed(
        sections=sections, platform=tree.platform, root=tree.root, reads=tree.reads, given=given, secret=secret, keys=keys,
        notes=_texts(tree.receivers, given),
    )  # fmt: skip


def _texts(receivers: Mapping[str, Any], reads: Sequence[Read]) -> tuple[Note, ...]:
    """Return what is told of texts that the configuration leaves to Alertmanager: of all receivers at once."""
    if not any(kind in kinds() for receiver in receivers.values() for kind in receiver):
        return ()
    message = (
        "where receivers say no texts, colours or severities, tocsin's stand in place of Alertmanager's;"
        " `title: '{{ template \"slack.default.title\" . }}'` and the like keep those"
    )
    return (Note(span=reads[0].telling.configuration.span(("receivers",)), message=message),)
