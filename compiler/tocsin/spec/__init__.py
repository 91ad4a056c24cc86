"""The typed language: what `specs/<platform>/*.yaml` may say."""

from typing import Any

from pydantic import Field

from tocsin.section import Distinct, Name, Section, Text
from tocsin.section.naming import PackName, Word
from tocsin.spec.dashboards import Dashboard
from tocsin.spec.defaults import Defaults, Profile
from tocsin.spec.metrics import Metric
from tocsin.spec.models import Component, Model
from tocsin.spec.platform import Platform
from tocsin.spec.prices import PriceText
from tocsin.spec.receivers import AlertmanagerGlobal, Receiver
from tocsin.spec.receivers.template_name import TemplateName
from tocsin.spec.recordings import NamedRecording, RecordName
from tocsin.spec.routing import Routing
from tocsin.spec.scaling import ScalingPolicy

__all__ = ["Defaults", "Environment", "Spec"]


class Environment(Section):
    """A variant of the platform: a patch over the spec."""

    namespace: Name | None = None
    """Namespace that the models run in here. Environments share a cluster, unless `platform.cluster.name` tells them apart."""
    patch: dict[str, Any] = Field(default_factory=dict)
    """JSON merge patch (RFC 7386) over the whole spec: what is named is replaced, `null` removes. A secret's reference is one value."""


class Spec(Section):
    """One platform: all files of its folder, merged."""

    platform: Platform
    """Whose specs these are, and what the cluster runs."""
    use: Distinct[PackName] = ()
    """Packs whose metrics may be used, with the releases in use where these matter: `[vllm@0.11, kube-state-metrics]`."""
    metrics: dict[Word, Metric] = Field(default_factory=dict)
    """Names for series and for expressions over them."""
    prices: dict[Word, PriceText] = Field(default_factory=dict)
    """What things cost: `{gpu: 2.50USD/h, tokens: 0.15USD/1M}`."""
    defaults: Defaults = Field(default_factory=Defaults.model_construct)
    """What models or components have in common: `{models: {owner: ml-platform, scrape: {port: http}}}`."""
    profiles: dict[Word, Profile] = Field(default_factory=dict)
    """What some models or components have in common, those that say `profile: llm`: `{llm: {runtime: vllm, scrape: {port: http}}}`. It
    stands above `defaults` and below what each says itself."""
    models: dict[Name, Model] = Field(default_factory=dict)
    """The models that are served."""
    components: dict[Name, Component] = Field(default_factory=dict)
    """What is no model but serves them."""
    policies: dict[Word, ScalingPolicy] = Field(default_factory=dict)
    """Scaling that models share."""
    recordings: dict[RecordName, NamedRecording] = Field(default_factory=dict)
    """Series that are recorded besides those that thresholds and objectives need."""
    alertmanager: AlertmanagerGlobal = Field(default_factory=AlertmanagerGlobal.model_construct)
    """Settings of Alertmanager that receivers share: SMTP, proxies, API addresses."""
    receivers: dict[Word, Receiver] = Field(default_factory=dict)
    """Who is told, and how. An environment has those to which its routes lead: it needs no key of the others."""
    templates: dict[TemplateName, Text] = Field(default_factory=dict)
    """What texts of receivers say alike, each by the name that they call it by: with `{shop.title: "{{ .CommonLabels.alertname }}"}` a
    receiver may write `{{ template "shop.title" . }}`. White space around it does not count. A name of Alertmanager's own, such as
    `slack.default.title`, replaces that.
    """
    routing: Routing | None = None
    """Which alerts go to whom."""
    dashboards: dict[Name, Dashboard] = Field(default_factory=dict)
    """Dashboards besides the models' own."""
    environments: dict[Name, Environment] = Field(default_factory=dict)
    """Variants of the platform; without any there is one, called `default`."""
