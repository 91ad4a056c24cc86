"""Write the Python module: one constant a metric, and for a labelled one a function whose arguments are its labels."""

from __future__ import annotations

import json
import keyword
import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

from jinja2 import Environment, StrictUndefined

from tocsin import ir
from tocsin.conventions import header
from tocsin.instrument.declared import Declaration

_WIDTH: Final = 88
_TAKEN: Final = frozenset({"Counter", "Final", "Gauge", "Histogram", "Info", "Summary", "annotations"})


# Functions are told apart by two lines, as PEP 8 has it.
_MODULE: Final = '''\
"""Metrics of the platform `{{ platform }}`, exactly as its spec declares them."""
{% for line in comment %}
# {{ line }}
{% endfor %}

from __future__ import annotations
{% if constants %}

from typing import Final

from prometheus_client import {{ classes | join(", ") }}

{{ constants | join("\n") }}
{% endif %}
{% for function in functions %}


{{ function }}
{% endfor %}
'''


def module(declared: tuple[Declaration, ...], platform: ir.Platform) -> str:
    """Return the source, formatted as ruff and black do."""
    names = dict(_names(declared))
    # It is Python, and nothing of it goes into HTML.
    environment = Environment(trim_blocks=True, keep_trailing_newline=True, undefined=StrictUndefined, autoescape=False)  # noqa: S701  # Python, and no HTML
    return environment.from_string(_MODULE).render(
        platform=platform.name,
        comment=textwrap.wrap(header(platform.sources), _WIDTH - 2, break_on_hyphens=False),
        classes=sorted({each.kind for each in declared}),
        constants=[_constant(names[each.series][0], each) for each in declared],
        functions=[_function(*names[each.series], each) for each in declared if each.labels],
    )


def _names(declared: Iterable[Declaration]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield for each series the name of its constant and of its function."""
    taken = set(_TAKEN)

    def free(name: str) -> str:
        while name in taken or keyword.iskeyword(name):
            name += "_"
        taken.add(name)
        return name

    for each in declared:
        name = each.series.replace(":", "_")
        yield each.series, (free(name.upper()), free(name.lower()))


def _constant(name: str, each: Declaration) -> str:
    arguments = [f"{_string(each.name)},", *_documentation(each.help)]
    if each.labels:
        arguments += _tuple("labelnames", [_string(label) for label in each.labels])
    if each.kind == "Histogram":
        arguments += _tuple("buckets", [repr(edge) for edge in each.buckets])
    lines = "".join(f"    {line}\n" for line in arguments)
    return f"{name}: Final = {each.kind}(\n{lines})"


def _documentation(text: str) -> list[str]:
    one = _string(text)
    if len(one) <= _WIDTH - len("    ,"):
        return [f"{one},"]
    parts = textwrap.wrap(text, _WIDTH - 16, drop_whitespace=False, break_long_words=True, break_on_hyphens=False)
    return [*(_string(part) for part in parts[:-1]), f"{_string(parts[-1])},"]


def _tuple(name: str, items: list[str]) -> list[str]:
    trailing = "," if len(items) == 1 else ""
    line = f"{name}=({', '.join(items)}{trailing}),"
    return [line] if len(line) <= _WIDTH - 4 else [f"{name}=(", *(f"    {item}," for item in items), "),"]


def _function(constant: str, name: str, each: Declaration) -> str:
    parameters = [label + "_" if keyword.iskeyword(label) else label for label in each.labels]
    given = ", ".join(f"{parameter}: str" for parameter in parameters)
    head = f"def {name}(*, {given}) -> {each.kind}:"
    if len(head) > _WIDTH:
        head = f"def {name}(\n    *, {given}\n) -> {each.kind}:"
    if max(len(line) for line in head.split("\n")) > _WIDTH:
        lines = "".join(f"    {parameter}: str,\n" for parameter in parameters)
        head = f"def {name}(\n    *,\n{lines}) -> {each.kind}:"
    call = f"    return {constant}.labels({', '.join(parameters)})"
    if len(call) > _WIDTH:
        call = f"    return {constant}.labels(\n        {', '.join(parameters)}\n    )"
    if max(len(line) for line in call.split("\n")) > _WIDTH:
        call = f"    return {constant}.labels(\n" + "".join(f"        {parameter},\n" for parameter in parameters) + "    )"
    return f'{head}\n    """Return the series of these labels."""\n{call}'


def _string(text: str) -> str:
    # JSON's escapes are Python's too; what is not ASCII stays as it is written.
    double = json.dumps(text, ensure_ascii=False)
    if text.count('"') <= text.count("'"):
        return double
    single = double[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{single}'"
