"""A text of a receiver that Go cannot read as a template: Alertmanager takes it, and fails when it has to tell somebody.

https://pkg.go.dev/text/template

Bad (-), good (+):
    receivers:
      chat:
        slack:
          url: {secret: chat, key: url}
  -       text: "{{ range .Alerts }}{{ .Annotations.summary }}"  # error
  +       text: "{{ range .Alerts }}{{ .Annotations.summary }}{{ end }}"
    routing: {receiver: chat}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.routing.receiver_texts import definitions, templates


def check(checked: Checked) -> Iterator[Finding]:
    """Yield what is wrong with the form of each text."""
    for name, at, template in (*templates(checked), *definitions(checked)):
        for problem, start, end in template.problems:
            yield Finding(
                message=f"{problem}, so that `{name}` {'says nothing' if at[0] == 'templates' else 'tells nobody'}",
                help="close what is open: `{{ range .Alerts }} … {{ end }}`",
                where=checked,
                at=at,
                within=(start, end),
            )
