"""A release newer than any that the catalogue knows: a slip, or one whose metrics nobody has compared yet.

What it renamed or removed would be missed in silence. `tocsin contract http://…/metrics` compares a running server with what the alerts
read; when it finds nothing, say so on the line.

Bad:
    use: [vllm@0.99]  # error

Good:
    use: [vllm@0.11]
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import catalog
from tocsin.finding import Checked, Finding
from tocsin.source import KeyPath


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every place that states a release which is newer than the pack."""
    for at in _places(checked):
        said = checked.resolved.origins.value(at)
        name, _, stated = said.partition("@") if isinstance(said, str) else ("", "", "")
        pack, releases = checked.resolved.packs.get(name), catalog.parse_releases(stated)
        newest = catalog.newest_known(pack) if pack is not None else None
        if newest is not None and releases is not None and catalog.is_beyond(releases, newest):
            yield Finding(
                message=f"the newest {name} that the catalogue knows is {newest}, and {stated} is said to be in use",
                help="write the release that runs; of a newer one let `tocsin contract http://…/metrics` compare the metrics, and allow it",
                where=checked,
                at=at,
            )


def _places(checked: Checked) -> Iterator[KeyPath]:
    yield from (("use", index) for index in range(len(checked.resolved.spec.use)))
    yield from ((*at, "runtime") for at, subject in checked.subjects if subject.runtime is not None)
