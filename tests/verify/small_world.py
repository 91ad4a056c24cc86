"""A repository with one small platform in which all judges are content; each test spoils one thing."""

from __future__ import annotations

from pathlib import Path

from tocsin.verify import Complaint, Verdict, verify
from verify.small_files import FILES, PROMETHEUS_RULE, RULES
from verify.small_nodes import PLATFORM

INSTALLED = Path(__file__).parents[2] / ".tools"


class World:
    """A repository of its own, with the programs of this one."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "generated" / "prod" / "shop"
        self.platform = PLATFORM
        (root / ".tools").symlink_to(INSTALLED)
        for file, text in FILES.items():
            self.write(file, text)

    def write(self, file: str, text: str) -> None:
        """Write a file of the platform."""
        (self.folder / file).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / file).write_text(text, encoding="utf-8")

    def change(self, file: str, old: str, new: str) -> None:
        """Replace a text that occurs once in a file of the platform."""
        text = (self.folder / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times"
        self.write(file, text.replace(old, new))

    def change_rules(self, old: str, new: str) -> None:
        """Replace a text in the rule file and in the object alike."""
        rules = RULES.replace(old, new)
        assert rules != RULES
        self.write("prometheus/fraud.rules.yaml", rules)
        self.write(
            "rules/fraud.yaml", PROMETHEUS_RULE.partition("spec:\n")[0] + "spec:\n" + "".join(f"  {line}\n" for line in rules.splitlines())
        )

    def remove(self, file: str) -> None:
        """Remove a file of the platform."""
        (self.folder / file).unlink()

    def verdict(self, *, allow_missing: bool = False) -> Verdict:
        """Return what the judges say."""
        return verify(self.root, [self.platform], allow_missing=allow_missing)

    def complaints(self) -> tuple[Complaint, ...]:
        """Return the judges' complaints; all of them must have been asked."""
        verdict = self.verdict()
        assert not verdict.missing
        return verdict.complaints

    def complaint(self) -> Complaint:
        """Return the only complaint."""
        (only,) = self.complaints()
        return only
