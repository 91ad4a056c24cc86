"""A text of a receiver that calls a template which nobody defines: Alertmanager takes it, and fails when it has to tell somebody.

There are Alertmanager's own templates, those of tocsin (`tocsin.title`, `tocsin.text` and their like), and those of the section
`templates:`.
https://github.com/prometheus/alertmanager/blob/main/template/default.tmpl

Bad (-), good (+):
    receivers:
      chat:
        slack:
          url: {secret: chat, key: url}
  -       title: '{{ template "tocsin.titel" . }}'  # error
  +       title: '{{ template "tocsin.title" . }}'
    routing: {receiver: chat}
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from typing import Final

from tocsin.diagnostics import did_you_mean
from tocsin.diagnostics.nearest import closest
from tocsin.finding import Checked, Finding
from tocsin.routing.go_template import read_template
from tocsin.routing.receiver_texts import definitions, templates
from tocsin.routing.template_file import shipped

_OWN_PREFIXES: Final = ("__",)
_KINDS: Final = frozenset(
    ["email", "slack", "pagerduty", "opsgenie", "wechat", "victorops", "pushover", "sns", "telegram", "discord", "webex", "msteams",
     "msteamsv2", "jira", "rocketchat", "mattermost"]
)  # fmt: skip


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every call of a template that is neither Alertmanager's, ours, nor defined in the same text."""
    own = checked.resolved.spec.templates
    for _, at, template in (*templates(checked), *definitions(checked)):
        for name, start, end in template.calls:
            if name not in template.defines and name not in own and not _alertmanagers(name) and name not in _ours():
                yield Finding(
                    message=f"there is no template `{name}`",
                    help=_help(name, {*_ours(), *own}),
                    where=checked,
                    at=at,
                    within=(start, end),
                )


def _help(name: str, known: Collection[str]) -> str:
    define = f"define it: `templates: {{{name}: ...}}`"
    return did_you_mean(name, known) if closest(name, known) else f"{define}, or call one of tocsin's, such as `tocsin.title`"


def _alertmanagers(name: str) -> bool:
    kind, _, rest = name.partition(".")
    return name.startswith(_OWN_PREFIXES) or (kind in _KINDS and rest.startswith("default."))


@cache
def _ours() -> frozenset[str]:
    return frozenset(read_template(shipped()).defines)
