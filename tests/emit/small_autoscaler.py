"""An autoscaler on CPU alone, and the metrics that tests add to it."""

from __future__ import annotations

from emit.small_platform import SOURCES
from tocsin import ir, promql

AUTOSCALER = ir.Autoscaler(
    name="fraud",
    namespace="shop-prod",
    labels={"app.kubernetes.io/managed-by": "tocsin"},
    by="hpa",
    target=ir.ScaleTarget(api_version="apps/v1", kind="Deployment", name="fraud-predictor"),
    minimum=1,
    maximum=10,
    resources=(ir.ResourceTarget(resource="cpu", percent=70, at=()),),
    metrics=(),
    up=None,
    down=None,
    polling_seconds=30,
    cooldown_seconds=300,
    fallback=ir.Fallback(failures=3, replicas=2, behavior=""),
    server="http://prometheus.monitoring:9090",
    sources=SOURCES,
    at=(),
)

PER_REPLICA = ir.MetricTarget(
    name="fraud_requests_per_second",
    query=promql.aggregate("sum", [], promql.call("rate", promql.Range(promql.selector("requests_total", model="fraud"), "2m"))),
    value="500m",
    number=0.5,
    scope="per_replica",
    activation=0.1,
    at=(),
)

TOTAL = ir.MetricTarget(
    name="fraud_queue_depth",
    labels={"model": "fraud"},
    query=promql.aggregate("sum", [], promql.selector("queue_depth", model="fraud")),
    value="20",
    number=20.0,
    scope="total",
    activation=1.0,
    at=(),
)

UP = ir.Rules(window_seconds=0, select="Max", policies=(ir.Policy(kind="Percent", value=50, period_seconds=60),))
DOWN = ir.Rules(window_seconds=300, select=None, policies=())
