"""A routing tree of a default and one child, and what tests hang into it."""

from __future__ import annotations

from msgspec.structs import replace

from emit.small_platform import PLATFORM
from tocsin import ir

ROOT = ir.Route(
    name="root",
    matchers=(),
    receiver="operations",
    group_by=("alertname", "component"),
    group_wait_ms=30_000,
    group_interval_ms=300_000,
    repeat_interval_ms=14_400_000,
    continues=False,
    mute=(),
    active=(),
    routes=(),
    at=(),
)

CHILD = ir.Route(
    name="critical",
    matchers=(ir.Matcher(label="severity", op="=", value="critical"), ir.Matcher(label="team", op="!~", value="test.*")),
    receiver="pager",
    group_by=None,
    group_wait_ms=0,
    group_interval_ms=None,
    repeat_interval_ms=None,
    continues=True,
    mute=("nights",),
    active=(),
    routes=(),
    at=(),
)

OPERATIONS = ir.Receiver(
    name="operations",
    configs={
        "slack_configs": ({"api_url_file": "/etc/alertmanager/secrets/slack/webhook", "channel": "#ops", "text": "one\ntwo"},),
        "email_configs": ({"to": "ops@example.com", "smarthost": "mail:25", "from": "am@example.com"},),
    },
    custom_resource={"slackConfigs": ({"apiURL": {"name": "slack", "key": "webhook"}, "channel": "#ops"},)},
    labels={},
    at=(),
)

PAGER = ir.Receiver(
    name="pager",
    configs={"pagerduty_configs": ({"routing_key_file": "/etc/alertmanager/secrets/pagerduty/key"},)},
    custom_resource={"pagerdutyConfigs": ({"routingKey": {"name": "pagerduty", "key": "key"}},)},
    labels={},
    at=(),
)

NIGHTS = ir.TimeInterval(
    name="nights",
    entries=(
        {
            "times": [{"start_time": "22:00", "end_time": "24:00"}],
            "weekdays": ["monday:friday"],
            "days_of_month": ["1:5", "-1"],
            "months": ["january:march"],
            "years": ["2026:2027"],
        },
    ),
    at=(),
)

INHIBIT = ir.InhibitRule(
    name="critical silences warning",
    source=(ir.Matcher(label="severity", op="=", value="critical"),),
    target=(ir.Matcher(label="severity", op="=", value="warning"),),
    equal=("alertname", "model"),
    at=(),
)

ROUTING = ir.Routing(
    settings={},
    root=ROOT,
    receivers=(OPERATIONS,),
    inhibit=(),
    intervals=(),
    templates={},
    secrets=(),
    sources=("specs/shop/routing.yaml",),
    at=(),
)

FULL = replace(
    ROUTING,
    settings={"resolve_timeout": "5m"},
    root=replace(ROOT, routes=(CHILD,)),
    receivers=(OPERATIONS, PAGER),
    inhibit=(INHIBIT,),
    intervals=(NIGHTS,),
    secrets=("slack", "pagerduty"),
)


def delivered(routing: ir.Routing, delivery: str, *, platform: ir.Platform = PLATFORM) -> ir.Platform:
    """Return the platform with this routing, delivered in this way."""
    match delivery:
        case "file" | "secret" | "alertmanagerconfig":
            return replace(platform, routing=routing, cluster=replace(platform.cluster, alertmanager_delivery=delivery))
        case _:
            raise ValueError(delivery)
