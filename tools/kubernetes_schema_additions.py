"""What the Kubernetes objects of today have and their models on PyPI lack, by API version and definition."""

from collections.abc import Mapping
from typing import Any

TEXT = {"type": "string"}
DURATION = {"type": "string", "pattern": "^(0|(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$"}
HISTOGRAMS = {"convertClassicHistogramsToNHCB": {"type": "boolean"}, "scrapeNativeHistograms": {"type": "boolean"}}


def integration(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:  # noqa: ANN401 - a JSON value
    """Return the schema of the entries of one kind of receiver."""
    own = {"sendResolved": {"type": "boolean"}, "httpConfig": {"$ref": "#/$defs/HttpConfig"}, **properties}
    return {"type": "array", "items": {"type": "object", "additionalProperties": False, "required": list(required), "properties": own}}


ACTIONS = {
    "type": "array",
    "items": {"type": "object", "additionalProperties": False, "properties": dict.fromkeys(("msg", "text", "url"), TEXT)},
}
SECRET_KEY = {"$ref": "#/$defs/WebhookUrl"}
ADDITIONS: Mapping[tuple[str, str], Mapping[str, Any]] = {
    # What the operator of today has and the models of 0.80 lack: https://prometheus-operator.dev/docs/api-reference/api/
    ("monitoring.coreos.com/v1", "ServiceMonitorSpec"): HISTOGRAMS | {"serviceDiscoveryRole": {"enum": ["Endpoints", "EndpointSlice"]}},
    ("monitoring.coreos.com/v1", "PodMonitorSpec"): HISTOGRAMS,
    ("monitoring.coreos.com/v1", "ProbeSpec"): HISTOGRAMS
    | {
        "followRedirects": {"type": "boolean"},
        "enableHttp2": {"type": "boolean"},
        "params": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name"],
                "properties": {"name": TEXT, "values": {"type": "array", "items": TEXT}},
            },
        },
    },
    ("monitoring.coreos.com/v1alpha1", "SlackConfig"): {"timeout": DURATION, "messageText": TEXT, "updateMessage": {"type": "boolean"}},
    ("monitoring.coreos.com/v1alpha1", "WebhookConfig"): {"timeout": DURATION, "payload": TEXT},
    ("monitoring.coreos.com/v1alpha1", "PagerdutyConfig"): {"timeout": DURATION},
    ("monitoring.coreos.com/v1alpha1", "DiscordConfig"): {"content": TEXT, "username": TEXT, "avatarURL": TEXT},
    ("monitoring.coreos.com/v1alpha1", "PushoverConfig"): {"monospace": {"type": "boolean"}},
    ("monitoring.coreos.com/v1alpha1", "EmailConfig"): {"forceImplicitTLS": {"type": "boolean"}},
    ("monitoring.coreos.com/v1alpha1", "SnsConfig"): {"useAWSHTTPClient": {"type": "boolean"}},
    ("monitoring.coreos.com/v1alpha1", "Receiver"): {
        "msteamsv2Configs": integration(webhookURL=SECRET_KEY, title=TEXT, text=TEXT),
        "rocketchatConfigs": integration(
            ("token", "tokenID"),
            token=SECRET_KEY,
            tokenID=SECRET_KEY,
            **dict.fromkeys(("apiURL", "channel", "color", "emoji", "iconURL", "imageURL", "text", "thumbURL", "title", "titleLink"), TEXT),
            linkNames={"type": "boolean"},
            shortFields={"type": "boolean"},
            fields={"type": "array", "items": {"$ref": "#/$defs/FieldModel"}},
            actions=ACTIONS,
        ),
    },
    # Child routes are opaque to the API server; the operator's webhook reads them as routes and forbids unknown fields.
    ("monitoring.coreos.com/v1alpha1", "Route"): {
        "groupWait": DURATION,
        "groupInterval": DURATION,
        "repeatInterval": DURATION,
        "routes": {"type": "array", "items": {"$ref": "#/$defs/Route"}},
    },
    # https://keda.sh/docs/2.20/reference/scaledobject-spec/#fallback
    ("keda.sh/v1alpha1", "Fallback"): {
        "behavior": {"enum": ["static", "currentReplicas", "currentReplicasIfHigher", "currentReplicasIfLower", "scalingModifiers"]},
    },
}
