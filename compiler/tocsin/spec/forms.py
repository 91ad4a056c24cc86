"""What to write where a text has to have a form, instead of the regular expression of the form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.regex import late
from tocsin.section.notation import placeholder_remedy

_SERIES: Final = r"^[a-zA-Z_:][a-zA-Z0-9_:]*$"
_WITH_DOTS: Final = late(r"[a-zA-Z_][a-zA-Z0-9_]*(\.[a-zA-Z0-9_]+)+")
"""What a series is called by OpenTelemetry, or by StatsD."""
_FORMS: Final[Mapping[str, str]] = {
    r"^/\S*$": "begin it with `/`: `/metrics`",
    r"^[A-Z][a-zA-Z0-9_]*$": "write words together, each with a capital letter: `QueueTooLong`",
    _SERIES: "use letters, digits, `_` and `:`, no digit first; labels belong into `where:`",
    r"^https?://[^\s]+$": "write a URL: `https://prometheus.example.org`",
    r"^[1-9][0-9]{0,5}%$": "write a whole percentage: `70%`",
    r"^[0-9]{4}(:[0-9]{4})?$": "write a year, `2026`, or years, `2026:2027`",
    r"^/[^\x00-\x1f]+$": "write the whole path, from `/` on",
    r"^ALIGN_[A-Z0-9_]+$": "write an aligner of Cloud Monitoring: `ALIGN_RATE`",
    r"^REDUCE_[A-Z0-9_]+$": "write a reducer of Cloud Monitoring: `REDUCE_MEAN`",
    r"^[-._a-zA-Z0-9]+$": "use letters, digits, `-`, `_` and `.`",
    r"^[-a-zA-Z0-9_]+$": "use letters, digits, `-` and `_`",
    r"^[a-zA-Z_][a-zA-Z0-9_]*$": "use letters, digits and `_`, no digit first",
}
"""The pattern of a field -> what fits it."""
_BEGINNINGS: Final[Mapping[str, str]] = {
    r"^(monday|": "write whole names: `monday`, or `monday:friday`",
    r"^(january|": "write whole names or numbers: `january`, `1`, or `june:august`",
    r"^-?(3[01]|": "write days of the month: `1`, `1:15`, or `-1` for the last",
    r"^([01][0-9]|": "write two times of the day: `08:00-18:30`",
}


def form_of(pattern: str, given: str) -> str:
    """Return what to write in place of `given`, which has to match `pattern`."""
    if pattern == _SERIES and _WITH_DOTS.fullmatch(given):
        stored = given.replace(".", "_")
        return f"write it as Prometheus stores it: `{stored}`, mostly with its unit behind, and `_total` if it is a counter"
    known = placeholder_remedy(given) or _FORMS.get(pattern)
    return known or next((said for start, said in _BEGINNINGS.items() if pattern.startswith(start)), f"it must match `{pattern}`")
