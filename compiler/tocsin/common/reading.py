"""Read what the platforms of a tree have in common, and refuse what is about one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from msgspec.structs import replace
from pydantic import TypeAdapter

from tocsin.common.spec import CommonSpec
from tocsin.diagnostics import Diagnostic, Located
from tocsin.source import Document, Fault, KeyPath, in_typographic_quotes, parse
from tocsin.spec import Spec
from tocsin.spec.locate import locate_in, of_fault
from tocsin.spec.no_spec import no_spec
from tocsin.spec.validate import validate

OF_ONE: Final[Mapping[KeyPath, tuple[str, ...]]] = {
    (): ("models", "components", "dashboards", "recordings"),
    ("platform",): ("name", "namespace"),
}
"""What is about one platform, by the place that it stands at."""
_ENVIRONMENTS: Final = "environments"
_NAMES: Final[Mapping[str, Any]] = {"name": "common", "namespace": "common"}


def common(
    files: Mapping[str, bytes], *, parsed: Callable[[str, bytes], Document | Fault] = parse
) -> tuple[CommonSpec | None, tuple[Located, ...]]:
    """Return what `files` (name -> content, one at most), which `parsed` reads, put below every platform, or every mistake there.

    None: there is no such file, or it is wrong.
    """
    for name, content in files.items():
        read = parsed(name, content)
        if isinstance(read, Fault):
            return None, (of_fault(read),)
        if (other := no_spec(read)) is not None:
            remedy = "say what platforms have in common, or remove the file" if read.value is None else other.help
            return None, (replace(other, help=remedy),)
        if (quoted := in_typographic_quotes(read)) is not None:
            return None, (of_fault(quoted),)
        given = _mapping(read.value)
        mistakes = locate_in((*_of_one(given), *_shape(given)), read)
        return (None, mistakes) if mistakes else (CommonSpec.of(read), ())
    return None, ()


def _of_one(value: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Yield what is about one platform, in the spec and in patches of it."""
    yield from _refused(value, ())
    for name, environment in _mapping(value.get(_ENVIRONMENTS)).items():
        at: KeyPath = (_ENVIRONMENTS, name)
        if "namespace" in _mapping(environment):
            yield _told(at, "namespace", "in that environment of each platform")
        yield from _refused(_mapping(_mapping(environment).get("patch")), (*at, "patch"))


def _refused(value: Mapping[str, Any], at: KeyPath) -> Iterator[Diagnostic]:
    for place, keys in OF_ONE.items():
        there = _mapping(value.get(str(place[0]))) if place else value
        for key in keys:
            if key in there:
                yield _told((*at, *place), key, "in the files of that platform")


def _told(at: KeyPath, key: str, where: str) -> Diagnostic:
    message = f"`{key}` is about one platform, and what stands here is below all of them"
    return Diagnostic(code="common/of-one-platform", message=message, help=f"write it {where}", at=(*at, key), part="key")


def _shape(value: Mapping[str, Any]) -> tuple[Diagnostic, ...]:
    """Return what is wrong with sections that are none: a platform that writes one itself would hide it."""
    known = {key: section for key, section in value.items() if key in Spec.model_fields and key not in OF_ONE[()]}
    wrong = {key: section for key, section in known.items() if not isinstance(section, list if key == "use" else dict)}
    if not wrong:
        return ()
    found: Spec | tuple[Diagnostic, ...] = validate(_spec(), {"platform": _NAMES, **wrong})
    return found if isinstance(found, tuple) else ()


@cache
def _spec() -> TypeAdapter[Spec]:
    return TypeAdapter(Spec)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
