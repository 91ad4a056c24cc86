"""The intermediate representation: what the outputs mean, in no output's syntax. `at` of a node is its place in the spec."""

from tocsin.ir.analysis import Analysis
from tocsin.ir.dashboards import Annotation, Choice, CloudQuery, Column, Dashboard, Line, Panel, PromQuery, Row, State, TextPanel, Watch
from tocsin.ir.exposition import Metric, Subject
from tocsin.ir.expressions import expressions, selected_by_models
from tocsin.ir.platform import Cluster, Platform, Stack
from tocsin.ir.routing import InhibitRule, Matcher, Receiver, Route, Routing, TimeInterval
from tocsin.ir.rules import Alert, Held, Proof, Recording, RuleGroup, RuleObject
from tocsin.ir.scaling import (
    Access,
    AdapterRule,
    Autoscaler,
    Fallback,
    Hours,
    MetricTarget,
    Policy,
    ResourceTarget,
    Rules,
    ScaleTarget,
    Trigger,
    TriggerAuthentication,
    WorkloadPatch,
)
from tocsin.ir.schedules import Job, Schedule, SecretKey, Workflow
from tocsin.ir.scrape import BlackboxModule, PodMonitor, Probe, ScrapeJob, ServiceMonitor
from tocsin.ir.script import Moment, Recorded, Scene, Script
from tocsin.ir.whose import whose

__all__ = [
    "Access",
    "AdapterRule",
    "Alert",
    "Analysis",
    "Annotation",
    "Autoscaler",
    "BlackboxModule",
    "Choice",
    "CloudQuery",
    "Cluster",
    "Column",
    "Dashboard",
    "Fallback",
    "Held",
    "Hours",
    "InhibitRule",
    "Job",
    "Line",
    "Matcher",
    "Metric",
    "MetricTarget",
    "Moment",
    "Panel",
    "Platform",
    "PodMonitor",
    "Policy",
    "Probe",
    "PromQuery",
    "Proof",
    "Receiver",
    "Recorded",
    "Recording",
    "ResourceTarget",
    "Route",
    "Routing",
    "Row",
    "RuleGroup",
    "RuleObject",
    "Rules",
    "ScaleTarget",
    "Scene",
    "Schedule",
    "ScrapeJob",
    "Script",
    "SecretKey",
    "ServiceMonitor",
    "Stack",
    "State",
    "Subject",
    "TextPanel",
    "TimeInterval",
    "Trigger",
    "TriggerAuthentication",
    "Watch",
    "Workflow",
    "WorkloadPatch",
    "expressions",
    "selected_by_models",
    "whose",
]
