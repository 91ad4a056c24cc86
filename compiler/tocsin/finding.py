"""What a check is given and what it says."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from tocsin import ir
from tocsin.source import Part, Route
from tocsin.spec.models import Component, Model
from tocsin.spec.resolved import Resolved


class Checked(Struct, frozen=True, kw_only=True, eq=False):
    """One platform in one environment: what was written, and what it means."""

    resolved: Resolved
    platform: ir.Platform
    sound: bool = True
    """Whether nothing has been found wrong with it in this environment so far."""

    @property
    def whole(self) -> bool:
        """Whether nothing at all has been found wrong with it so far, so that what is not there was not meant to be."""
        return self.sound and self.resolved.whole

    @property
    def named_at(self) -> str:
        """The file that names the platform. Two specs may give one name to what they run in different environments."""
        return self.resolved.origins.file(("platform", "name"))

    @property
    def clusters(self) -> tuple[str, ...]:
        """What tells its cluster: two that have one of these in common are applied to one cluster.

        Where no cluster is named, the environments of a platform share one, and so do the platforms of an environment.
        """
        name = self.resolved.spec.platform.cluster.name
        if name is not None:
            return (f"cluster {name}",)
        return (f"platform {self.platform.name}", f"environment {self.platform.environment}")

    def subjects(self) -> Iterator[tuple[Route, Model | Component]]:
        """Yield the models, then the components, each with its place."""
        spec = self.resolved.spec
        yield from ((("models", name), model) for name, model in spec.models.items())
        yield from ((("components", name), component) for name, component in spec.components.items())


class Finding(Struct, frozen=True, kw_only=True):
    """One mistake, at a route of the platform `where`; its code is the check's file name."""

    message: str
    help: str
    where: Checked
    at: Route
    part: Part = "value"
    within: tuple[int, int] | None = None
    """Which characters of the text at `at` are meant, from the first to before the last; None: all."""
    notes: tuple[tuple[str, Checked, Route], ...] = ()
