"""What a rehearsal plays: a compiled platform as it would run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from tocsin.pipeline import Compiled
    from tocsin.rehearse import Production


def of(compiled: Compiled) -> Production:
    """Return what a compiled platform would run, with what its spec means by it; raise ValueError when it routes nothing."""
    from tocsin.prove.notifications.texts import texts_of
    from tocsin.prove.routing.delivered import delivered
    from tocsin.prove.routing.intent import RoutingIntent
    from tocsin.prove.routing.written import document
    from tocsin.rehearse import Integration, Production, Text, integrations_of

    platform = compiled.platform
    if platform.routing is None:
        raise ValueError(f"{platform.name} routes nothing")
    written: Mapping[str, str] = {artifact.path: artifact.text for artifact in compiled.artifacts}
    target = delivered(platform, written)
    integrations: list[Integration] = []
    for receiver in target.texts.get("receivers") or ():
        texts: dict[str, list[Text]] = {}
        for text in texts_of(receiver):
            texts.setdefault(text.integration, []).append(Text(text.field, text.key, text.template))
        found = integrations_of(receiver, prefix=target.prefix)
        integrations += [replace(each, texts=tuple(texts.get(each.name, ()))) for each in found]
    return Production(
        platform=platform,
        rules={path.rpartition("/")[2]: text for path, text in written.items() if path.startswith("prometheus/") and ".rules." in path},
        configuration=document(target.text),
        templates={path.rpartition("/")[2]: text for path, text in written.items() if path.endswith(".tmpl")},
        integrations=tuple(integrations),
        intent=RoutingIntent(routing=platform.routing, prefix=target.prefix),
    )
