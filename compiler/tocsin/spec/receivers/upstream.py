"""How the fields of receivers are spelt by the programs that read them."""

from collections.abc import Iterator
from typing import Any, Literal

from msgspec import Struct

from tocsin.section import Section

Form = Literal["value", "plain", "text", "pairs", "selector", "wrapped"]


class Upstream(Struct, frozen=True, kw_only=True):
    """The spelling of one field, put into its annotation; what is not said follows from the field's own name.

    `name`: Alertmanager's name. A reference is written to `<name>_file`.
    `resource`: the name in the AlertmanagerConfig resource; None when the resource has no such field.
    `form`: how the resource writes it: as it is, a reference as a selector (`value`); as a text, whatever it is (`text`); as a
    list of key and value (`pairs`); never as a selector (`plain`), always as one (`selector`), or as one below `secret` (`wrapped`).
    `go_duration`: Alertmanager parses it with Go's own parser, which knows neither days nor weeks.
    """

    name: str | None = None
    resource: str | None = ""
    form: Form = "value"
    go_duration: bool = False


NOT_IN_RESOURCE = Upstream(resource=None)
GO_DURATION = Upstream(go_duration=True)
PAIRS = Upstream(form="pairs")


def upstream(section: type[Section], field: str) -> Upstream:
    """Return how `field` of `section` is spelt upstream."""
    found = (item for item in section.model_fields[field].metadata if isinstance(item, Upstream))
    return next(found, Upstream())


def struct_of(section: Section) -> str:
    """Return the name of Alertmanager's struct for a section; raises AttributeError for a section that is none there."""
    struct: str = type(section).STRUCT  # type: ignore[attr-defined]  # each concrete section of receivers has one
    return struct


def given(section: Section) -> Iterator[tuple[str, Any]]:
    """Yield the name and value of every field that was given."""
    for name in type(section).model_fields:
        value = getattr(section, name)
        if value is not None and value != ():
            yield name, value


def spelling(section: type[Section], field: str) -> str:
    """Return the field as it is typed in a spec: `from` where Python needs `from_`."""
    return section.model_fields[field].alias or field


def alertmanager_name(section: type[Section], field: str) -> str:
    """Return Alertmanager's own name of the field when it is given by value."""
    return upstream(section, field).name or field


_INITIALISMS = frozenset({"arn", "id", "tls", "url"})


def resource_name(section: type[Section], field: str) -> str | None:
    """Return the field's name in the AlertmanagerConfig resource, or None when the resource lacks it."""
    spelling = upstream(section, field)
    return camel_case(field) if spelling.resource == "" else spelling.resource


def camel_case(name: str) -> str:
    """Return a name as Kubernetes resources spell it.

    >>> camel_case("send_resolved"), camel_case("icon_url"), camel_case("url_title")
    ('sendResolved', 'iconURL', 'urlTitle')
    """
    first, *rest = name.split("_")
    return first + "".join(word.upper() if word in _INITIALISMS else word.capitalize() for word in rest)
