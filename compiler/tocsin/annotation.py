"""What Prometheus makes of an alert's annotation: the templates that our own texts are written in."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Final

from tocsin.regex import late


def annotation(text: str, *, labels: Mapping[str, str], value: float) -> str:
    """Return the text with its actions filled in; of one that is not known, the action itself stays.

    https://prometheus.io/docs/prometheus/latest/configuration/template_reference/

    >>> annotation('{{ $labels.pod }}: {{ $value | humanizePercentage }}, {{ $value | printf "%.1f" }}', labels={"pod": "a"}, value=0.125)
    'a: 12.5%, 0.1'
    >>> [annotation(if_labelled("pod", " (pod {{ $labels.pod }})"), labels=labels, value=0) for labels in ({"pod": "a"}, {})]
    [' (pod a)', '']
    """
    return _ACTION.sub(lambda action: _filled(action, labels, value), decided(text, labels))


def if_labelled(label: str, text: str) -> str:
    """Return what an annotation says only of a series that has the label: of one that is gone nothing is known."""
    return f"{{{{ if $labels.{label} }}}}{text}{{{{ end }}}}"


def as_text(text: str) -> str:
    """Return what an annotation must say for Prometheus to show `text` as it is: braces in it are no template.

    >>> as_text("/items/{{id}}")
    '/items/{{ "{{" }}id}}'
    """
    return text.replace("{{", '{{ "{{" }}') if "{{" in text else text


def decided(text: str, labels: Mapping[str, str]) -> str:
    """Return an annotation with what `if_labelled` says of these labels, and without what it says of those that there are not."""
    return _IF.sub(lambda found: found[2] if labels.get(found[1]) else "", text)


_IF: Final = late(r"\{\{ if \$labels\.(\w+) \}\}(.*?)\{\{ end \}\}")
_ACTION: Final = late(
    r'\{\{-?\s*(?:\$labels\.(?P<label>\w+)|\$value(?:\s*\|\s*(?P<function>\w+)(?:\s+"(?P<form>%[.\d]*[efg])")?)?'
    r'|(?P<open>"\{\{"))\s*-?\}\}'
)


_AS_IT_IS: Final = late(r"\$value\s*-?\}\}")


def shows_all_digits(text: str) -> bool:
    """Tell whether the text shows the value as it is: the last digits of what is calculated are for the calculation to say.

    >>> shows_all_digits("is {{ $value }} now"), shows_all_digits("is {{ $value | humanize }} now")
    (True, False)
    """
    return _AS_IT_IS.search(text) is not None


def _filled(action: re.Match[str], labels: Mapping[str, str], value: float) -> str:
    if action["label"]:
        return labels.get(action["label"], "")
    if action["form"]:
        return action["form"] % value
    if action["open"]:
        return "{{"
    shown = _FUNCTIONS.get(action["function"] or "")
    return shown(value) if shown is not None else action[0]


def humanize(value: float) -> str:
    """Return a number with a metric prefix.

    >>> humanize(1234.5), humanize(0.0025), humanize(0.0), humanize(12.0)
    ('1.234k', '2.5m', '0', '12')
    """
    if value == 0 or not math.isfinite(value):
        return _general(value)
    return _scaled(value, 1000, "kMGTPEZY") if abs(value) >= 1 else _small(value)


def humanize_1024(value: float) -> str:
    """Return a number with a binary prefix.

    >>> humanize_1024(1536.0), humanize_1024(0.5)
    ('1.5ki', '0.5')
    """
    return (
        _general(value)
        if abs(value) <= 1 or not math.isfinite(value)
        else _scaled(value, 1024, ("ki", *(f"{each}i" for each in "MGTPEZY")))
    )


def humanize_duration(seconds: float) -> str:
    """Return seconds as a duration.

    >>> humanize_duration(0.25), humanize_duration(12.5), humanize_duration(3661.0), humanize_duration(90061.0)
    ('250ms', '12.5s', '1h 1m 1s', '1d 1h 1m 1s')
    """
    if seconds == 0 or not math.isfinite(seconds):
        return f"{_general(seconds)}s" if seconds == 0 else _general(seconds)
    if abs(seconds) < 1:
        return f"{_small(seconds)}s"
    sign, whole = ("-" if seconds < 0 else ""), int(abs(seconds))
    days, hours, minutes = whole // 86_400, whole // 3600 % 24, whole // 60 % 60
    if days:
        return f"{sign}{days}d {hours}h {minutes}m {whole % 60}s"
    if hours:
        return f"{sign}{hours}h {minutes}m {whole % 60}s"
    return f"{sign}{minutes}m {whole % 60}s" if minutes else f"{_general(seconds)}s"


def plain(value: float) -> str:
    """Return a number as Go prints one: as few digits as tell it from others, with an exponent from a million on.

    >>> plain(123456.5), plain(123456789.0), plain(1000.0), plain(0.00025), plain(3e-07)
    ('123456.5', '1.23456789e+08', '1000', '0.00025', '3e-07')
    """
    if value == 0 or not math.isfinite(value):
        return _general(value)
    shortest = next(text for digits in range(17) if float(text := f"{value:.{digits}e}") == value)
    mantissa, _, exponent = shortest.partition("e")
    power = int(exponent)
    digits = len(mantissa.lstrip("-").replace(".", ""))
    return f"{value:.{max(digits - 1 - power, 0)}f}" if _SMALLEST_POWER <= power < _LARGEST_POWER else shortest


def spellings(edge: float) -> tuple[str, ...]:
    """Return how the label `le` may spell an edge: a whole number as `1`, `1.0` or with an exponent, by clients and by Prometheus 3.

    That stores `1.0`: https://prometheus.io/docs/prometheus/latest/migration/#le-and-quantile-label-values

    >>> spellings(0.5), spellings(1.0), spellings(1e6)
    (('0.5',), ('1', '1.0'), ('1e+06', '1000000', '1000000.0'))
    """
    return tuple(dict.fromkeys((plain(edge), *((f"{edge:.0f}", f"{edge:.0f}.0") if edge.is_integer() else ()))))


_SMALLEST_POWER, _LARGEST_POWER = -4, 6


def _scaled(value: float, step: int, prefixes: str | tuple[str, ...]) -> str:
    prefix = ""
    for each in prefixes:
        if abs(value) < step:
            break
        prefix, value = each, value / step
    return _general(value) + prefix


def _small(value: float) -> str:
    prefix = ""
    for each in "munpfazy":
        if abs(value) >= 1:
            break
        prefix, value = each, value * 1000
    return _general(value) + prefix


def _general(value: float) -> str:
    return f"{value:.4g}"


_FUNCTIONS: Final[Mapping[str, Callable[[float], str]]] = {
    "": plain,
    "humanize": humanize,
    "humanize1024": humanize_1024,
    "humanizeDuration": humanize_duration,
    "humanizePercentage": lambda value: f"{_general(value * 100)}%",
}
