"""Alerts of the gravest severity whose only way out is e-mail: nobody reads mail at night, and a mail server that is down tells nobody.

Bad:
    alertmanager: {smtp: {smarthost: "smtp.example.com:587", from: alerts@example.com}}
    receivers: {mail: {email: {to: ops@example.com}}}
    metrics: {heat: {series: gpu_heat, type: gauge, unit: celsius}}
    components: {gpus: {thresholds: {heat: {above: 90C, for: 5m, severity: critical}}}}
    routing: {receiver: mail}  # error

Good:
    alertmanager: {smtp: {smarthost: "smtp.example.com:587", from: alerts@example.com}}
    receivers: {mail: {email: {to: ops@example.com}}, pager: {webhook: {url: {secret: pager, key: url}}}}
    metrics: {heat: {series: gpu_heat, type: gauge, unit: celsius}}
    components: {gpus: {thresholds: {heat: {above: 90C, for: 5m, severity: critical}}}}
    routing: {receiver: mail, routes: {critical: {when: {severity: critical}, to: pager}}}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tocsin import ir
from tocsin.finding import Checked, Finding
from tocsin.routing.delivery import Delivery, in_every_environment
from tocsin.routing.gravest import gravest_only
from tocsin.wording import and_more

FROM_ABSENCE: Final = "platform"


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every route by which, in every environment, the gravest alerts go to nothing but mail."""
    return in_every_environment(estate, _mailed)


def _mailed(delivery: Delivery) -> Iterator[Finding]:
    for hop, alerts in gravest_only(delivery, _mails):
        route = hop.path[-1]
        more = and_more(len(alerts) - 1)
        yield Finding(
            message=f"`{alerts[0].name}` ({alerts[0].severity}){more} {'go' if more else 'goes'} to nothing but mail",
            help=f"add a pager or a chat to `{hop.receiver}`, or a route for `{alerts[0].severity}` to one",
            where=delivery.checked,
            at=(*route.at, "receiver" if len(hop.path) == 1 else "to"),
            notes=(("the receiver of the mail is", delivery.checked, ("receivers", hop.receiver)),),
        )


def _mails(receiver: ir.Receiver) -> bool:
    return receiver.kinds == ("email",)
