"""Whose page it is, and what it lacks of what their rules read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from tocsin import catalog, ir
from tocsin.contract.compare import compare
from tocsin.contract.matching import fits
from tocsin.contract.needs import Need, needs
from tocsin.contract.page import Page
from tocsin.diagnostics import Diagnostic, Note
from tocsin.spec import Spec


class Reader(Struct, frozen=True, kw_only=True):
    """A model or component whose rules read a page, and what they read of it."""

    subject: ir.Subject
    needs: tuple[Need, ...]
    named: bool
    """Whether the page serves series that bear its name."""


def readers(page: Page, platform: ir.Platform, spec: Spec, *, name: str | None = None) -> tuple[Reader, ...]:
    """Return who reads `page`: the one called `name`, or everybody whose name it bears, or else everybody whose series it serves.

    A page is one process's. A model server's own series are on its page and nowhere else; what no pack knows is on the page of a
    model that no model server serves, and on that of one only when it is seen there.
    """
    wanted = [subject for subject in platform.subjects if name is None or subject.name == name]
    found = [reader for subject in wanted if (reader := _reader(page, platform, spec, subject)) is not None]
    if name is not None:
        return tuple(found)
    served = [reader for reader in found if any(need.series in page.samples for need in reader.needs)]
    return tuple([reader for reader in served if reader.named] or served)


def check(page: Page, reader: Reader) -> tuple[Diagnostic, ...]:
    """Return what the page lacks, each once: where it is first needed, with notes of who needs it besides."""
    found: dict[tuple[str, str], Diagnostic] = {}
    for need in reader.needs:
        for diagnostic in compare(need, page):
            first = found.setdefault((diagnostic.code, diagnostic.message), diagnostic)
            places = {first.at, *(note.at for note in first.notes)}
            if diagnostic.at not in places:
                also = Note(message="needed too", at=diagnostic.at)
                found[diagnostic.code, diagnostic.message] = replace(first, notes=(*first.notes, also))
    return tuple(found.values())


def _reader(page: Page, platform: ir.Platform, spec: Spec, subject: ir.Subject) -> Reader | None:
    every = tuple(needs(platform, spec, subject))
    own = tuple(_of_page(every, page, _whose(every, page, subject)))
    if not own:
        return None
    named = any(need.identity and any(fits(need.identity, sample) for sample in page.samples.get(need.series, ())) for need in own)
    return Reader(subject=subject, needs=own, named=named)


def _whose(every: Iterable[Need], page: Page, subject: ir.Subject) -> frozenset[str | None]:
    """Return the packs whose series the page is expected to serve, None for what no pack knows.

    Where no runtime is said, a page with series of a pack, and with none that no pack knows, is that of an exporter or model server, of
    which nothing is known but that.
    """
    if subject.runtime is not None:
        server = subject.runtime in catalog.names() and _serves(page, catalog.load(subject.runtime))
        return frozenset({subject.runtime if server else None})
    seen = {need.metric.pack for need in every if need.series in page.samples}
    return frozenset({None} if None in seen or not seen else ())


def _of_page(every: Iterable[Need], page: Page, whose: frozenset[str | None]) -> Iterator[Need]:
    for need in every:
        if need.certain or need.metric.pack in whose or need.series in page.samples:
            yield need


def _serves(page: Page, pack: catalog.Pack) -> bool:
    return any(pack.metric_of(series) is not None for series in page.samples)
