"""A platform's severities in the words that paging services know, and in colours, as templates of Alertmanager."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

_KNOWN: Final = frozenset({"critical", "error", "warning", "info"})


def pagerduty(severities: Sequence[str]) -> str:
    """Return what says PagerDuty the severity of an alert: it refuses any other word, and Alertmanager would say `error` for all.

    >>> pagerduty(["ticket", "warning", "page"])
    '{{ if eq .CommonLabels.severity "page" }}critical{{ else if eq .CommonLabels.severity "ticket" }}info{{ else if \
match "^(critical|error|warning|info)$" .CommonLabels.severity }}{{ .CommonLabels.severity }}{{ else }}error{{ end }}'
    """
    usual = '{{ if match "^(critical|error|warning|info)$" .CommonLabels.severity }}{{ .CommonLabels.severity }}{{ else }}error{{ end }}'
    return _first({name: word for name, word in _words(severities) if word != "error"}, usual)


def victorops(severities: Sequence[str]) -> str:
    """Return what says VictorOps the type of a message: Alertmanager would say `CRITICAL` for all."""
    usual = '{{ if match "^(warning|info)$" .CommonLabels.severity }}{{ .CommonLabels.severity | toUpper }}{{ else }}CRITICAL{{ end }}'
    return _first({name: word.upper() for name, word in _words(severities) if word in ("warning", "info")}, usual)


def slack(severities: Sequence[str]) -> str | tuple[str, ...]:
    """Return what colours a message of Slack's: our template, or where the platform has mild severities of its own what knows these too."""
    colors = {"info": "#439FE0", "warning": "warning"}
    own = {name: colors[word] for name, word in _words(severities) if word in colors}
    usual = (
        '{{ if eq .CommonLabels.severity "info" }}#439FE0{{ else if eq .CommonLabels.severity "warning" }}warning{{ else }}danger{{ end }}'
    )
    firing = _first(own, usual).removeprefix("{{ ")
    return f'{{{{ if eq .Status "resolved" }}}}good{{{{ else {firing}' if own else ("tocsin.color",)


def opsgenie(severities: Sequence[str]) -> str:
    """Return what says Opsgenie the priority of an alert: it would take all for P3, `moderate`.

    https://support.atlassian.com/opsgenie/docs/update-alert-priority-level/
    """
    return _by_rank(severities, {"critical": "P1", "error": "P2", "warning": "P3", "info": "P5"})


def pushover(severities: Sequence[str]) -> str:
    """Return what says Pushover the priority of a message: Alertmanager would say 2 of all that fires, which sounds until somebody answers.

    https://pushover.net/api#priority

    >>> pushover(["info", "page"])
    '{{ if eq .Status "resolved" }}0{{ else if eq .CommonLabels.severity "page" }}2{{ else if eq .CommonLabels.severity "critical" }}2\
{{ else if eq .CommonLabels.severity "error" }}1{{ else if eq .CommonLabels.severity "warning" }}0\
{{ else if eq .CommonLabels.severity "info" }}-1{{ else }}1{{ end }}'
    """
    firing = _by_rank(severities, {"critical": "2", "error": "1", "warning": "0", "info": "-1"}).removeprefix("{{ ")
    return f'{{{{ if eq .Status "resolved" }}}}0{{{{ else {firing}'


def _by_rank(severities: Sequence[str], said: Mapping[str, str]) -> str:
    """Return what is `said` of each severity, by the word for it; of alerts with several of them, what is said of `error`."""
    own = {name: said[word] for name, word in _words(severities)}
    return f"{{{{ {_asked({**own, **said})}{{{{ else }}}}{said['error']}{{{{ end }}}}"


def _words(severities: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the severities that are no such word themselves, the gravest first, each with the word for it.

    >>> dict(_words(["P4", "P3", "P2", "P1"]))
    {'P1': 'critical', 'P2': 'warning', 'P3': 'info', 'P4': 'info'}
    >>> dict(_words(["info", "warning", "severe", "critical", "disaster"]))
    {'disaster': 'critical', 'severe': 'error'}
    """
    usual = severities.index("warning") if "warning" in severities else max(0, len(severities) - 2)
    for rank, name in reversed([*enumerate(severities)]):
        if name not in _KNOWN:
            yield name, "critical" if rank == len(severities) - 1 else "info" if rank < usual else "warning" if rank == usual else "error"


def _first(words: Mapping[str, str], otherwise: str) -> str:
    return f"{{{{ {_asked(words)}{{{{ else {otherwise.removeprefix('{{ ')}" if words else otherwise


def _asked(words: Mapping[str, str]) -> str:
    return "{{ else ".join(f'if eq .CommonLabels.severity "{name}" }}}}{word}' for name, word in words.items())
