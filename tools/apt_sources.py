"""Read which package archives a Debian or Ubuntu machine is configured with."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

# Newest first: each is tried until one's programs run here.
DEBIAN_SUITES = ("forky", "trixie", "bookworm")
NEWEST_NUMBERED = 13  # trixie; a machine on a later Debian has newer packages in its own suite than any that we name
ALIASES = frozenset({"stable", "oldstable", "testing", "unstable", "sid"})
LIST_ENTRY = re.compile(r"deb\s+(?:\[(?P<options>[^\]]*)\]\s+)?(?P<uri>\S+)\s+(?P<suite>\S+)\s+(?P<components>.+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """Describe one mirror as the machine's configuration does."""

    uri: str
    suites: tuple[str, ...]
    components: tuple[str, ...]
    signed_by: str
    """Keyrings, fingerprints or a whole key, as deb822 writes them; empty: the keys in apt's trusted.gpg.d."""


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """Name a distribution by family (debian, ubuntu), suite and major release; a testing Debian has no release."""

    family: str
    suite: str
    release: int | None


def system_of(os_release: Mapping[str, str]) -> System | None:
    """Return the family and suite that an os-release file means, also for a derivative; None unless apt is its own."""
    names = [os_release.get("ID", ""), *os_release.get("ID_LIKE", "").split()]
    family = next((name for name in ("ubuntu", "debian") if name in names), None)
    suite = os_release.get(f"{family}_codename".upper()) or os_release.get("VERSION_CODENAME")
    if family is None or not suite:
        return None
    major = os_release.get("VERSION_ID", "").partition(".")[0]
    return System(family=family, suite=suite, release=int(major) if major.isdecimal() else None)


def suites_to_try(system: System) -> tuple[str, ...]:
    """Return the suites that may hold the judges, newest first.

    Ubuntu's come from the machine's own suite only: no later one is known to run on it. Debian's are static Go programs
    but for glibc, and run on older releases, so the newest is tried first.
    """
    if system.family == "ubuntu":
        return (system.suite,)
    newer = system.suite not in DEBIAN_SUITES and (system.release is None or system.release > NEWEST_NUMBERED)
    ordered = (system.suite, *DEBIAN_SUITES) if newer else (*DEBIAN_SUITES[:2], system.suite)
    return tuple(dict.fromkeys(ordered))


def mirrors(archives: tuple[Archive, ...], system: System) -> tuple[Archive, ...]:
    """Return the archives that carry the distribution itself, likeliest first.

    A vendor's archive may use the distribution's suite names too, but only the distribution's has an updates suite.
    """
    own = {system.suite, *(ALIASES if system.family == "debian" else ())}
    carrying = [a for a in archives if own.intersection(a.suites) and "main" in a.components and not a.uri.startswith("cdrom:")]
    updated = {archive.uri for archive in archives if any(suite.endswith("-updates") for suite in archive.suites)}
    by_uri: dict[str, Archive] = {}
    for archive in sorted(carrying, key=lambda archive: archive.uri not in updated):
        by_uri.setdefault(archive.uri, archive)
    return tuple(by_uri.values())


def read_archives(etc_apt: Path) -> tuple[Archive, ...]:
    """Return the enabled binary archives of a folder like /etc/apt, in apt's reading order."""
    return tuple(_read_archives(etc_apt))


def _read_archives(etc_apt: Path) -> Iterator[Archive]:
    main = etc_apt / "sources.list"
    for path in [*([main] if main.is_file() else []), *sorted((etc_apt / "sources.list.d").glob("*"))]:
        match path.suffix:
            case ".list":
                yield from parse_list(path.read_text(encoding="utf-8"))
            case ".sources":
                yield from parse_deb822(path.read_text(encoding="utf-8"))


def parse_list(text: str) -> Iterator[Archive]:
    """Yield the archives of a one-line-style file, see sources.list(5).

    >>> [archive.suites for archive in parse_list("deb [arch=amd64] mirror:/list forky main  # ours")]
    [('forky',)]
    """
    for line in text.splitlines():
        if entry := LIST_ENTRY.fullmatch(line.partition("#")[0].strip()):
            options = dict(option.partition("=")[::2] for option in (entry["options"] or "").split())
            yield Archive(
                uri=entry["uri"],
                suites=(entry["suite"],),
                components=tuple(entry["components"].split()),
                signed_by=options.get("signed-by", "").replace(",", " "),
            )


def parse_deb822(text: str) -> Iterator[Archive]:
    """Yield the archives of a deb822-style file, one for each URI of each stanza, see sources.list(5)."""
    for stanza in _stanzas(text):
        if "deb" not in stanza.get("types", "").split() or stanza.get("enabled", "yes").strip().lower() in {"no", "false"}:
            continue
        for uri in stanza.get("uris", "").split():
            yield Archive(
                uri=uri,
                suites=tuple(stanza.get("suites", "").split()),
                components=tuple(stanza.get("components", "").split()),
                signed_by=stanza.get("signed-by", ""),
            )


def _stanzas(text: str) -> Iterator[dict[str, str]]:
    """Yield the fields of each paragraph; a value keeps its continuation lines, as an embedded key needs."""
    fields: dict[str, str] = {}
    name = ""
    for line in [*text.splitlines(), ""]:
        if line.startswith("#"):
            continue
        if not line.strip():
            if fields:
                yield fields
            fields = {}
        elif line[0] in " \t":
            fields[name] += f"\n{line}"
        else:
            name, _, value = line.partition(":")
            name = name.lower()
            fields[name] = value.strip()
