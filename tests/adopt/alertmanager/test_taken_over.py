"""What configurations of Alertmanager become, and what is told of them."""

from typing import Any

import pytest

from adopt.alertmanager.taking import judged, taken

ROUTE = "route: {receiver: chat}\nreceivers: [{name: chat, webhook_configs: [{url_file: /run/hook}]}]\n"
HOOK = "{receiver: chat, routes: [%s]}"


def route(text: str, more: str = "") -> dict[str, Any]:
    """Return the branches that a route becomes."""
    routes: dict[str, Any] = taken(ROUTE.replace("{receiver: chat}", HOOK % text, 1) + more).spec["routing"].get("routes", {})
    return routes


def integration(text: str, more: str = "", *, files: bool | None = None) -> tuple[dict[str, Any], list[str]]:
    """Return the receiver that an integration becomes, and what of it is lost."""
    found = taken(f"route: {{receiver: chat}}\nreceivers: [{{name: chat, {text}}}]\n{more}", files=files)
    receiver: dict[str, Any] = found.spec["receivers"]["chat"]
    return receiver, found.lost


def test_all_alerts_are_one_group_where_nothing_is_said() -> None:
    found = taken(ROUTE)
    assert found.spec["routing"] == {"receiver": "chat", "group_by": []}
    assert found.lost == []
    assert judged(found.adopted.drafted.text) == []


@pytest.mark.parametrize(
    ("matchers", "when"),
    [
        ("matchers: ['severity=~\"critical|page\"']", {"severity": ["critical", "page"]}),
        ("matchers: ['{a=x, b!~\"y.*\"}', 'b!=z']", {"a": "x", "b": {"not_matches": "y.*", "not": "z"}}),
        ("matchers: ['a!=x', 'a!=y.z', 'a!~\"q+\"']", {"a": {"not_matches": r"(?:q+)|x|y\.z"}}),
        ("matchers: ['a=~\"x|y|z\"', 'a!=y'], match: {b: 1}", {"a": ["x", "z"], "b": "1"}),
        ("match_re: {a: x.*}, match: {a: xy}", {"a": "xy"}),
        ('matchers: [\'"a"="b c"\', \'d=~".*"\']', {"a": "b c"}),
        ("matchers: ['a=~\"\"']", {"a": ""}),
        ("match: {}", {"alertname": {"matches": ".+"}}),
    ],
)
def test_matchers_become_conditions(matchers: str, when: dict[str, Any]) -> None:
    ((branch),) = route(f"{{receiver: chat, {matchers}}}").values()
    assert branch == {"when": when, "to": "chat"}


def test_a_route_that_takes_nothing_is_left_out_and_told() -> None:
    found = taken(ROUTE.replace("{receiver: chat}", HOOK % "{matchers: [a=x, a=y]}", 1))
    assert "routes" not in found.spec["routing"]
    assert (found.told[0], found.lost) == ("1: no alert is as this route asks, so that it is left out", [])


@pytest.mark.parametrize("matcher", ["'a=~\"x.*\"', 'a=~\".*y\"'", "'a.b=c'"])
def test_what_no_condition_says_is_lost_and_told(matcher: str) -> None:
    found = taken(ROUTE.replace("{receiver: chat}", HOOK % f"{{matchers: [{matcher}]}}", 1))
    assert "routes" not in found.spec["routing"]
    assert found.lost[0].startswith("this route is left out with all below it: its matchers cannot be said here: ")


def test_times_are_not_inherited_which_is_said() -> None:
    times = "mute_time_intervals: [{name: o n, time_intervals: [{}]}]\n"
    found = route("{match: {a: b}, mute_time_intervals: [o n], routes: [{match: {c: d}}]}", times)
    assert found == {"b": {"when": {"a": "b"}, "mute": ["o-n"], "routes": {"d": {"when": {"c": "d"}, "mute": []}}}}


SECRETS = """
global:
  smtp_auth_password: hidden-1
  slack_api_url: https://hooks.example.com/hidden-2
  http_config: {proxy_url: "http://anna:hidden-3@proxy.example.com", authorization: {credentials: hidden-4}}
  smtp_from: a@example.com
  smtp_smarthost: smtp.example.com:25
route: {receiver: chat}
receivers:
  - name: chat
    slack_configs: [{api_url: https://hooks.example.com/hidden-2, channel: x}]
    webhook_configs:
      - url: https://example.com/hidden-5
        http_config:
          basic_auth: {username: anna, password: hidden-6}
          tls_config: {cert: hidden-7, key: hidden-8}
          http_headers: {X-Api-Key: {values: [hidden-9]}, X-Other: {secrets: [hidden-10]}, X-Org: {values: [shop]}}
      - url: http://example.com
        http_config: {bearer_token: hidden-11, proxy_url: http://proxy.example.com, proxy_connect_header: {a: [hidden-12]}}
    telegram_configs: [{bot_token: hidden-13, chat_id: -5}]
    opsgenie_configs: [{api_key: hidden-14, api_url: "https://example.com/?token=hidden-15"}]
    sns_configs: [{topic_arn: x, sigv4: {access_key: hidden-16, secret_key: hidden-17}}]
    pushover_configs: [{user_key: hidden-18, token: hidden-19}]
    hipchat_configs: [{auth_token: hidden-20}]
    victorops_configs: [{api_key: hidden-21, routing_key: shop, api_url: "ftp://anna:hidden-22@example.com"}]
    wechat_configs: [{api_secret: hidden-23, corp_id: shop}]
    rocketchat_configs: [{token: hidden-24, token_id: hidden-25}]
    incidentio_configs: [{url: https://example.com/hidden-26, alert_source_token: hidden-27}]
    mattermost_configs: [{webhook_url: https://example.com/hidden-28}]
    pagerduty_configs: [{routing_key: hidden-29}, {service_key: {hidden-30: 1}}, hidden-31]
    discord_configs: [{webhook_url: https://example.com/hidden-32}]
    email_configs: [{to: a@example.com, auth_secret: hidden-33}]
"""


def test_no_secret_is_written_or_told() -> None:
    found = taken(SECRETS)
    assert "hidden" not in found.adopted.drafted.text
    assert not [each for each in found.told if "hidden" in each]
    assert not [each for each in found.routed.keys if "hidden" in each]
    slack = found.spec["receivers"]["chat"]["slack"]["url"]
    assert slack == found.spec["alertmanager"]["slack"]["url"], "one value is one secret"
    line = SECRETS[: SECRETS.index("bot_token")].count("\n") + 1
    put = "put it into the file `/etc/alertmanager/secrets/chat-telegram-bot_token`, for Alertmanager to read"
    assert f"{line}: `bot_token` is a secret: {put}" in found.told
    mounted = taken(SECRETS, files=False)
    put = "put it into the Secret `alertmanager-shop` under the key `chat-telegram-bot_token`"
    assert f"{line}: `bot_token` is a secret: {put}" in mounted.told


@pytest.mark.parametrize(
    ("path", "files", "reference"),
    [
        ("/etc/alertmanager/secrets/slack/url", False, {"secret": "slack", "key": "url"}),
        ("/etc/alertmanager/secrets/slack/url", True, {"file": "/etc/alertmanager/secrets/slack/url"}),
        ("/run/hook", False, {"file": "/run/hook"}),
        ("./hook", None, {"file": "/etc/alertmanager/hook"}),
    ],
)
def test_a_file_with_a_secret_is_named(path: str, files: bool | None, reference: dict[str, str]) -> None:  # noqa: FBT001  # a parameter
    receiver, lost = integration(f"slack_configs: [{{api_url_file: {path}}}]", files=files)
    assert (receiver["slack"]["url"], lost) == (reference, [])


def test_settings_are_what_they_were() -> None:
    """Ours tell Slack also when it is over, Alertmanager does not; Go reads durations and truths otherwise."""
    receiver, lost = integration(
        "slack_configs: [{api_url: x, title: '', text: '<<!here>>', short_fields: yes, fields: [{title: a, value: b}]}],"
        " webhook_configs: [{url: x, timeout: 1.5m, max_alerts: 0}, {url: y, send_resolved: off}],"
        " email_configs: [{to: a@example.com, smarthost: 'a:1', from: b@example.com, hello: '',"
        " threading: {enabled: true, thread_by_date: daily}}]"
    )
    assert lost == []
    assert receiver["slack"] == {
        "url": {"file": "/etc/alertmanager/secrets/chat-slack-api_url"},
        "title": '{{ "" }}',
        "text": '{{ "<" }}<!here>>',
        "short_fields": True,
        "fields": [{"title": "a", "value": "b"}],
        "send_resolved": False,
    }
    assert [each.get("timeout") for each in receiver["webhook"]] == ["1m30s", None]
    assert receiver["webhook"][1]["send_resolved"] is False
    assert receiver["email"] == {
        "to": "a@example.com", "smarthost": "a:1", "from": "b@example.com", "threading": {"thread_by_date": "daily"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("webex_configs: [{room_id: x}]", "this is left out: the Webex receiver has no token"),
        ("webhook_configs: [{url: x, http_config: {proxy_url: 'http://a:b@c'}}]", "`proxy_url` is left out: the URL carries a user"),
        ("opsgenie_configs: [{api_key: x, priority: P9}]", "`priority` is left out: `P9` is no priority of Opsgenie"),
        (
            "webhook_configs: [{url: x, http_config: {proxy_url: 'http://c', proxy_connect_header: {a: [b]}}}]",
            "`proxy_connect_header` is left out: it may hold secrets",
        ),
        ("webhook_configs: [{url: x, http_config: {http_headers: {X-A: b}}}]", "the header `X-A` is left out: Alertmanager takes `values`"),
        ("webhook_configs: [{url: x, pigeon: 1}]", "`pigeon` has no word here, and is left out"),
        ("carrier_pigeon_configs: [{bird: 1}]", "`carrier_pigeon_configs` has no word here, and is left out"),
        ("slack_configs: [{api_url: x, api_url_file: /y}]", "`api_url_file` is said in two ways"),
        ("slack_configs: [{channel: x}]", "the receiver `chat` has no webhook or app token: nothing is built until it is mended"),
        ("slack_configs: [{api_url: x, text: '{{ template \"ours\" . }}'}]", "no template `ours` is defined"),
    ],
)
def test_what_cannot_be_said_is_told(text: str, lost: str) -> None:
    assert [each for each in integration(text)[1] if each.startswith(lost)]


@pytest.mark.parametrize(
    ("said", "more", "lost"),
    [
        ("labels: {x: y}", "", "`labels` has no word here, and is left out"),
        ("group_by: [alertname, a.b]", "", "`a.b` in `group_by` is no label name here, and is left out"),
        (
            "active_time_intervals: [a]",
            "time_intervals: [{name: a, time_intervals: []}]",
            "it never notifies, since its `active_time_intervals`",
        ),
        (
            "mute_time_intervals: [a]",
            "time_intervals: [{name: a, time_intervals: [{times: [{start_time: '25:00', end_time: '26:00'}]}]}]",
            "these times are left out: `25:00-26:00` does not have the right form",
        ),
        (
            "receiver: chat",
            "inhibit_rules: [{source_matchers: ['a=~\"x.*\"', 'a=~\".*y\"'], target_matchers: [b=c]}]",
            "this inhibition is left out: it cannot be said here: `a` is to match two patterns at once",
        ),
    ],
)
def test_what_a_route_or_an_inhibition_cannot_say_is_told(said: str, more: str, lost: str) -> None:
    found = taken(ROUTE.replace("{receiver: chat}", HOOK % f"{{matchers: [a=b], {said}}}", 1) + more)
    assert [each for each in found.lost if each.startswith(lost)]
    assert judged(found.adopted.drafted.text) == []


def test_an_app_of_slack_needs_no_url() -> None:
    """Alertmanager knows the address of the app's API: who wrote it out too said nothing more."""
    text = "global: {slack_app_token: x, slack_api_url: 'https://slack.com/api/chat.postMessage'}\n"
    found = taken(f"{text}route: {{receiver: chat}}\nreceivers: [{{name: chat, slack_configs: [{{channel: x}}]}}]")
    assert found.spec["alertmanager"] == {"slack": {"app_token": {"file": "/etc/alertmanager/secrets/global-slack_app_token"}}}
    assert found.lost == []


def test_templates_are_taken_apart() -> None:
    text = '{{ define "ours" -}}\n {{ if .Alerts }}a{{ else }}b{{ end }}\n{{ end }} rest {{ define "slack.default.title" }}c{{ end }}'
    configuration = "templates: ['*.tmpl']\nroute: {receiver: chat}\nreceivers: [{name: chat, slack_configs: [{api_url: x}]}]"
    found = taken(configuration, templates={"t/a.tmpl": text})
    assert found.spec["templates"] == {"ours": "{{ if .Alerts }}a{{ else }}b{{ end }}\n", "slack.default.title": "c"}
    title = found.spec["receivers"]["chat"]["slack"]["title"]
    assert title == '{{ template "slack.default.title" . }}', "no text of tocsin's stands in its place"
    assert found.lost == []
