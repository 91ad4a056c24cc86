"""Receivers and the settings that they share, under Alertmanager's own names, for its configuration file and for AlertmanagerConfig."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from tocsin.conventions import SEVERITIES
from tocsin.lower.receivers.configuration_writer import ConfigurationWriter, SecretPath
from tocsin.lower.receivers.notification_texts import Texts, by_name, with_default_texts
from tocsin.lower.receivers.resource_writer import ResourceWriter
from tocsin.source import KeyPath
from tocsin.spec.receivers.integration import Integration
from tocsin.spec.receivers.pagerduty import Pagerduty
from tocsin.spec.receivers.problem import Problem
from tocsin.spec.receivers.receiver import Placed, Receiver
from tocsin.spec.receivers.settings import AlertmanagerGlobal
from tocsin.spec.receivers.slack import Slack
from tocsin.spec.receivers.upstream import alertmanager_name, resource_name
from tocsin.versions import Version, alertmanager_since, supported


class Lowered(Struct, frozen=True):
    """Entries by the key that lists them, such as `slack_configs`, and what is wrong; routes are relative to the receiver."""

    configs: dict[str, tuple[dict[str, Any], ...]]
    problems: tuple[Problem, ...]


class LoweredSettings(Struct, frozen=True):
    """Alertmanager's `global`, and what is wrong; routes are relative to the section `alertmanager`."""

    settings: dict[str, Any]
    problems: tuple[Problem, ...]


def to_alertmanager(
    receiver: Receiver,
    *,
    version: Version,
    settings: AlertmanagerGlobal,
    secret_path: SecretPath,
    texts: Texts = by_name,
    severities: Sequence[str] = SEVERITIES,
) -> Lowered:
    """Return the receiver as the configuration file of Alertmanager `version` has it, every secret as the path of a file.

    `secret_path` gives the absolute path under which Alertmanager finds a key of a Secret; `texts` what is said where the
    receiver says nothing; `severities` are those of its platform. What an older Alertmanager does not know is left out and is a problem.
    """
    writer = ConfigurationWriter(version=version, secret_path=secret_path)
    configs: dict[str, tuple[dict[str, Any], ...]] = {}
    for placed in receiver.integrations():
        key = f"{placed.kind}_configs"
        if writer.knows(placed.path[:1], "Receiver", key):
            integration = _spelt_out(placed, settings)
            said = with_default_texts(placed.kind, integration, texts, severities, _known(integration, version))
            configs[key] = (*configs.get(key, ()), _entry(placed.path, said, writer))
    if receiver.labels:
        writer.knows(("labels",), "Receiver", "labels")
    return Lowered(configs, tuple(writer.problems))


def to_alertmanager_global(settings: AlertmanagerGlobal, *, version: Version, secret_path: SecretPath) -> LoweredSettings:
    """Return the shared settings as the `global` of Alertmanager `version`."""
    writer = ConfigurationWriter(version=version, secret_path=secret_path)
    return LoweredSettings(dict(sorted(writer.section(settings, ()).items())), tuple(writer.problems))


def to_alertmanagerconfig(
    receiver: Receiver, *, version: Version, settings: AlertmanagerGlobal, texts: Texts, severities: Sequence[str] = SEVERITIES
) -> Lowered:
    """Return the receiver as an AlertmanagerConfig resource (monitoring.coreos.com/v1alpha1) has it, secrets as selectors.

    The resource knows no shared settings, so they are written into each integration; and it carries no template files, so
    `texts` must give texts that stand alone (`notification_texts.written_out`). The operator silently drops what
    Alertmanager `version` does not know, so that is a problem here too.
    """
    writer = ResourceWriter(version=version)
    configs: dict[str, tuple[dict[str, Any], ...]] = {}
    for placed in receiver.integrations():
        if not placed.integration.IN_RESOURCE:
            message = f"an AlertmanagerConfig has no `{placed.kind}` receivers"
            help_ = "deliver the whole configuration: `platform: {cluster: {alertmanager: {delivery: secret}}}`"
            writer.problems.append(Problem(placed.path, "receiver/kind-not-in-alertmanagerconfig", message, help_))
        elif writer.knows(placed.path[:1], "Receiver", f"{placed.kind}_configs"):
            shared = with_shared_settings(placed, settings)
            integration = with_default_texts(placed.kind, shared, texts, severities, _known(shared, version, in_resource=True))
            key = f"{placed.kind}Configs"
            configs[key] = (*configs.get(key, ()), writer.section(integration, placed.path))
            _refuse_update_without_token(placed, writer)
    if receiver.labels:
        writer.refuse(("labels",))
    return Lowered(configs, tuple(writer.problems))


def with_shared_settings(placed: Placed, settings: AlertmanagerGlobal) -> Integration:
    """Return the integration with what it leaves to the shared settings, as Alertmanager itself would merge them."""
    integration = placed.integration
    shared = settings.shared(placed.kind)
    update = {name: getattr(shared, name) for name in type(shared).model_fields} if shared is not None else {}
    if isinstance(integration, Slack) and (integration.url or integration.app_token):
        update = {name: value for name, value in update.items() if name not in ("url", "app_token")}
    update["http_config"] = settings.http_config
    fields = type(integration).model_fields
    lacking = {name: value for name, value in update.items() if name in fields and value is not None and getattr(integration, name) is None}
    return integration.model_copy(update=lacking)


def _known(integration: Integration, version: Version, *, in_resource: bool = False) -> Callable[[str], bool]:
    def known(field: str) -> bool:
        since = alertmanager_since(integration.STRUCT, alertmanager_name(type(integration), field))
        held = not in_resource or resource_name(type(integration), field) is not None
        return since is not None and since <= version and held

    return known


def _spelt_out(placed: Placed, settings: AlertmanagerGlobal) -> Integration:
    # Alertmanager merges its global settings itself, but too late for what it checks while reading `update_message`.
    updates = isinstance(placed.integration, Slack) and placed.integration.update_message
    return with_shared_settings(placed, settings) if updates else placed.integration


def _entry(path: KeyPath, integration: Integration, writer: ConfigurationWriter) -> dict[str, Any]:
    entry = writer.section(integration, path)
    if isinstance(integration, Slack) and integration.update_message:
        return _updating(integration, entry, path, writer)
    if isinstance(integration, Pagerduty) and not supported("alertmanager/pagerduty-structured-details", writer.version):
        for key, value in entry["details"].items():
            if not isinstance(value, str):
                message = f"`details.{key}` must be a text before Alertmanager 0.30"
                writer.problems.append(Problem((*path, "details", key), "receiver/field-too-new", message, "quote it"))
    return entry


def _updating(slack: Slack, entry: dict[str, Any], path: KeyPath, writer: ConfigurationWriter) -> dict[str, Any]:
    # Slack changes only messages that an app posted. Alertmanager 0.33 and 0.34 crash while loading `update_message` unless
    # the address of Slack's API stands in `api_url` itself, so that the app token is written as what it stands for.
    # https://github.com/prometheus/alertmanager/blob/v0.33.1/config/notifiers.go, SlackConfig.UnmarshalYAML
    if slack.app_token is None:
        message, help_ = (
            "Slack changes messages only for an app",
            "write `app_token: {secret: …, key: …}` in place of `url`, or remove `update_message`",
        )
        writer.problems.append(Problem((*path, "update_message"), "receiver/update-needs-app-token", message, help_))
        return {key: value for key, value in entry.items() if key != "update_message"}
    authorization = {"type": "Bearer", "credentials_file": entry.get("app_token_file")}
    client = {key: value for key, value in entry.get("http_config", {}).items() if key not in ("basic_auth", "oauth2")}
    rest = {key: value for key, value in entry.items() if key not in ("app_token_file", "app_url")}
    return {**rest, "api_url": "https://slack.com/api/chat.postMessage", "http_config": {**client, "authorization": authorization}}


def _refuse_update_without_token(placed: Placed, writer: ResourceWriter) -> None:
    slack = placed.integration
    if isinstance(slack, Slack) and slack.update_message and (slack.http_config is None or slack.http_config.authorization is None):
        message = "Slack changes messages only for an app, whose token an AlertmanagerConfig takes from `http_config.authorization`"
        help_ = "write `http_config: {authorization: {credentials: …}}`, and let `url` hold `https://slack.com/api/chat.postMessage`"
        writer.problems.append(Problem((*placed.path, "update_message"), "receiver/update-needs-app-token", message, help_))
