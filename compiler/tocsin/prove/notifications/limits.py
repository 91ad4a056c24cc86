"""How long the texts of notifications may be before they are cut or refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from msgspec import Struct


class Limit(Struct, frozen=True, kw_only=True):
    """The longest text of a field."""

    most: int
    of: Literal["characters", "bytes"] = "characters"

    def length(self, text: str) -> int:
        """Return how long `text` is, counted as the limit counts."""
        return len(text) if self.of == "characters" else len(text.encode())


def over(kind: str, field: str, text: str, *, is_sms: bool = False) -> str:
    """Return why `text` is too long for the field of an integration, empty when it fits or nobody documents a limit.

    >>> over("opsgenie", "message", "x" * 131)
    '131 characters, and 130 are shown'
    """
    limit = _SMS if is_sms and field == "message" else LIMITS.get((kind, field))
    if limit is None or limit.length(text) <= limit.most:
        return ""
    return f"{limit.length(text)} {limit.of}, and {limit.most} are shown"


# Where nothing else is said: what Alertmanager itself cuts at, https://github.com/prometheus/alertmanager/tree/main/notify
LIMITS: Final[Mapping[tuple[str, str], Limit]] = {
    ("discord", "content"): Limit(most=2000),
    ("discord", "message"): Limit(most=4096),
    ("discord", "title"): Limit(most=256),
    ("jira", "description"): Limit(most=32_767),
    ("jira", "summary"): Limit(most=255),
    ("mattermost", "text"): Limit(most=16_383),
    # The whole card: https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
    ("msteams", "text"): Limit(most=28 * 1024, of="bytes"),
    ("msteamsv2", "text"): Limit(most=28 * 1024, of="bytes"),
    # https://docs.opsgenie.com/docs/alert-api
    ("opsgenie", "description"): Limit(most=15_000),
    ("opsgenie", "message"): Limit(most=130),
    ("pagerduty", "description"): Limit(most=1024),
    ("pushover", "message"): Limit(most=1024),
    ("pushover", "title"): Limit(most=250),
    ("pushover", "url"): Limit(most=512),
    ("rocketchat", "title"): Limit(most=1024),
    ("slack", "title"): Limit(most=1024),
    ("sns", "message"): Limit(most=256 * 1024, of="bytes"),
    # Refused above that: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
    ("sns", "subject"): Limit(most=99),
    ("telegram", "message"): Limit(most=4096),
    ("victorops", "state_message"): Limit(most=20_480),
    ("webex", "message"): Limit(most=7439, of="bytes"),
    # https://developer.work.weixin.qq.com/document/path/90236
    ("wechat", "message"): Limit(most=2048, of="bytes"),
}
_SMS: Final = Limit(most=1600, of="bytes")
