"""Let the real judges read what was written: promtool, amtool, and the schemas of Kubernetes' objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from tocsin import ir
from tocsin.discovery import modules
from tocsin.progress import Progress, silent
from tocsin.verify.complaint import Complaint, Judged
from tocsin.verify.tools import Missing, find
from tocsin.verify.written import Written

__all__ = ["Complaint", "Missing", "Verdict", "verify"]


class Verdict(Struct, frozen=True, kw_only=True):
    """What the judges said about all platforms."""

    complaints: tuple[Complaint, ...]
    """In the order of the artefacts."""
    missing: tuple[Missing, ...]
    """Judges that could not be asked; what they would have read is unproved, whatever the complaints say."""
    counts: Mapping[str, Mapping[str, int]]
    """Of each judge: how many of what it read. A judge is named even if it read nothing."""
    allow_missing: bool

    @property
    def passed(self) -> bool:
        """Return whether every judge is content, and was there or may be missing."""
        return not self.complaints and (self.allow_missing or not self.missing)


def verify(root: Path, platforms: Sequence[ir.Platform], *, allow_missing: bool, progress: Progress = silent) -> Verdict:
    """Judge what is written below `root`/generated/<environment>/<platform>/ for each of `platforms`.

    `root` is the repository's. With `allow_missing` a program that is not installed does not fail the verdict. `progress` counts platforms.
    """
    root = root.resolve()
    tools = find(root)
    complaints: set[Complaint] = set()
    judges = modules("tocsin.verify.judges")
    counts: dict[str, dict[str, int]] = {judge.NAME: {} for judge in judges}
    for number, platform in enumerate(platforms):
        written = Written(root, root / "generated" / platform.environment / platform.name)
        for judge in judges:
            progress(number, len(platforms), f"{platform.environment}/{platform.name}: {judge.NAME}")
            for said in judge.judge(written, platform, tools):
                match said:
                    case Judged(what=what, number=judged):
                        counts[judge.NAME][what] = counts[judge.NAME].get(what, 0) + judged
                    case Complaint():
                        complaints.add(said)
    return Verdict(
        complaints=tuple(sorted(complaints, key=lambda said: (said.path, said.judge, said.message, str(said.at)))),
        missing=tools.missing,
        counts=counts,
        allow_missing=allow_missing,
    )
