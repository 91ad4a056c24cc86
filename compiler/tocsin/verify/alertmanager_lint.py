"""What `amtool check-config` accepts although it never notifies, notifies wrongly, or tells a secret."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from tocsin import source
from tocsin.verify.complaint import Fault
from tocsin.verify.walk import mapping, mappings, scalars

_QUOTED_MATCHER: Final = re.compile(r'\s*("(?:[^"\\]|\\.)+"|[^\s{}!=~,\\"\'`]+)\s*(=|!=|=~|!~)\s*"(?:[^"\\\n]|\\.)*"\s*')
_SECRETS: Final = re.compile(
    "alert_source_token|(opsgenie_|victorops_)?api_key|(wechat_)?api_secret|(slack_)?app_token|(smtp_)?auth_(password|secret)|"
    "(telegram_)?bot_token|client_secret|credentials|password|(rocketchat_)?token(_id)?|routing_key|secret_key|service_key|"
    "slack_api_url|user_key|webhook_url"
)
_SLACK_API: Final = "https://slack.com/api/chat.postMessage"


def faults(configuration: Mapping[str, Any], *, silent: Collection[str] = ()) -> Iterator[Fault]:
    """Yield the faults of a parsed configuration; the receivers named in `silent` are meant to tell nobody.

    What a spec may allow itself, such as intervals that do not go together, is for the checks alone to tell.
    """
    yield from _routes(mapping(configuration.get("route")), ("route",))
    yield from _receivers(configuration, silent)
    yield from _inhibition(configuration)
    yield from _secrets(configuration)


def _routes(route: Mapping[str, Any], path: source.KeyPath) -> Iterator[Fault]:
    if len(path) > 1 and not any(route.get(key) for key in ("matchers", "match", "match_re")):
        yield Fault(path=path, message="the route has no matchers and takes every alert", help="say which alerts in `when:`")
    for index, matcher in enumerate(route.get("matchers") or ()):
        yield from _matcher(matcher, (*path, "matchers", index))
    for index, branch in mappings(route.get("routes")):
        yield from _routes(branch, (*path, "routes", index))


def _matcher(matcher: object, path: source.KeyPath) -> Iterator[Fault]:
    # Unquoted values mean one thing to the classic parser and another to UTF-8 mode, which only warns:
    # https://prometheus.io/docs/alerting/latest/configuration/#label-matchers
    if not (isinstance(matcher, str) and _QUOTED_MATCHER.fullmatch(matcher)):
        yield Fault(path=path, message=f"`{matcher}` is read differently by different versions", help='write `label="value"`')


def _receivers(configuration: Mapping[str, Any], silent: Collection[str]) -> Iterator[Fault]:
    for index, receiver in mappings(configuration.get("receivers")):
        name = receiver.get("name")
        if not any(receiver[key] for key in receiver if key.endswith("_configs")) and name not in silent:
            said = f"the receiver `{name}` tells nobody"
            yield Fault(path=("receivers", index), message=said, help="add an integration, or write `discard: true` if that is meant")
        for number, slack in mappings(receiver.get("slack_configs")):
            if slack.get("update_message") and slack.get("api_url") != _SLACK_API:
                yield Fault(
                    path=("receivers", index, "slack_configs", number, "update_message"),
                    message="Alertmanager crashes on update_message without this inline api_url",
                    help=f"set `api_url: {_SLACK_API}` and give the token as a bearer credential",
                )


def _inhibition(configuration: Mapping[str, Any]) -> Iterator[Fault]:
    for index, rule in mappings(configuration.get("inhibit_rules")):
        for side in ("source", "target"):
            if not any(rule.get(f"{side}_{key}") for key in ("matchers", "match", "match_re")):
                said = f"the inhibition has no {side} matchers and takes every alert as its {side}"
                yield Fault(path=("inhibit_rules", index), message=said, help=f"say which alerts in `{side}:`")
            for number, matcher in enumerate(rule.get(f"{side}_matchers") or ()):
                yield from _matcher(matcher, ("inhibit_rules", index, f"{side}_matchers", number))


def _secrets(configuration: Mapping[str, Any]) -> Iterator[Fault]:
    for path, value in scalars(configuration):
        key = str(path[-1]) if path else ""
        if key == "routing_key" and "victorops_configs" in path:
            continue  # it names a team: https://prometheus.io/docs/alerting/latest/configuration/#victorops_config
        if value and (_SECRETS.fullmatch(key) or (key == "api_url" and "slack_configs" in path and value != _SLACK_API)):
            yield Fault(path=path, message=f"`{key}` is a secret in plain text", help="name a Kubernetes Secret and its key instead")
