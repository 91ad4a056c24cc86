"""Whether receivers were written as they are meant: an alert that gets to one without integrations is told to nobody."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import ir
from tocsin.prove.routing.delivered import RESOURCE, Delivered
from tocsin.prove.routing.written import document
from tocsin.yaml_writer import dumps


def otherwise(routing: ir.Routing, target: Delivered) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the name of each receiver that was written otherwise than it is meant, with the keys that differ, such as `slack_configs`."""
    found = {each.get("name"): each for each in target.texts.get("receivers") or () if isinstance(each, dict)}
    for receiver in routing.receivers:
        configs = receiver.custom_resource if target.file == RESOURCE else receiver.configs
        meant = document(dumps({key: [dict(entry) for entry in entries] for key, entries in configs.items()}))
        written = {key: entries for key, entries in found.get(receiver.name, {}).items() if key.lower().endswith("configs")}
        differ = tuple(key for key in sorted(meant.keys() | written.keys()) if meant.get(key) != written.get(key))
        if differ:
            yield receiver.name, differ
