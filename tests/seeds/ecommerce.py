"""Document 000, items 1-64 of the inventory: what became of each."""

from __future__ import annotations

from typing import Final

from seeds.claims import Fate, Later, NotExpressible, alert, contains, field, lacks, panel, recording, says, shown

_AT: Final = "production/ecommerce-ai"
_SALES: Final = f"{_AT}/prometheus/ecommerce-ai-sales-forecasting-model.rules.yaml"
_GRANITE: Final = f"{_AT}/prometheus/ecommerce-ai-granite-3-1-8b-instruct.rules.yaml"
_GPU: Final = f"{_AT}/prometheus/ecommerce-ai-gpu-nodes.rules.yaml"
_BOARD: Final = f"{_AT}/dashboards/ecommerce-ai-production-ecommerce-ai.json"
_MANAGER: Final = f"{_AT}/alertmanager/alertmanager.yaml"
_HPA: Final = f"{_AT}/autoscalers/sales-model-hpa.yaml"
_HPA_GRANITE: Final = f"{_AT}/autoscalers/granite-model-hpa.yaml"
_ADAPTER: Final = f"{_AT}/autoscalers/prometheus-adapter.values.yaml"
_BLACKBOX: Final = f"{_AT}/monitors/blackbox.yml"
_NAMESPACE: Final = 'namespace="ecommerce-ai-workshop"'
_SALES_MODEL: Final = f'model="sales-forecasting-model",{_NAMESPACE}'
_OVMS: Final = f'name="sales-forecasting-model",{_NAMESPACE}'
_VLLM: Final = f'model_name="granite-3-1-8b-instruct",{_NAMESPACE}'
_GRANITE_GPU: Final = 'exported_pod=~"granite-3-1-8b-instruct-predictor-[a-z0-9]+-[a-z0-9]+",exported_namespace="ecommerce-ai-workshop"'
_OTHER_GPU: Final = 'exported_pod!~"granite-3-1-8b-instruct-predictor-.*"'
_P95: Final = f'model:latency:p95_5m{{environment="production",model="sales-forecasting-model",{_NAMESPACE},platform="ecommerce-ai"}}'
_ACCURACY: Final = f'model_prediction_accuracy{{model_name="sales-forecasting-model",{_NAMESPACE}}}'
_DRIFT: Final = 'ml_drift_score{model_name="sales-forecasting-model",method="psi"}'
_HITS: Final = f'redis_key_value{{key="cache_hits:sales-forecasting-model",{_NAMESPACE}}}'
_MISSES: Final = f'redis_key_value{{key="cache_misses:sales-forecasting-model",{_NAMESPACE}}}'
_CHECKS: Final = 'probe_success{job=~"probe/ecommerce-ai/.+",namespace="ecommerce-ai-workshop"}'
_RATE: Final = "[$__rate_interval]"

_ACCURATE = alert(_SALES, "ModelAccuracyDegraded", f"min({_ACCURACY}) < 0.8", lasting="5m", component="ml_model")
_SLOW = alert(_SALES, "HighModelLatency", f"{_P95} > 0.1", lasting="2m", component="inference")
_SLOWER = alert(_SALES, "HighModelLatency", f"{_P95} > 0.2", lasting="5m", severity="critical", component="inference")
_LATENCY = recording(
    _SALES, "model:latency:p95_5m", f"histogram_quantile(0.95, sum by (le) (rate(model_response_time_seconds_bucket{{{_SALES_MODEL}}}[5m])))"
)
_DRIFTED = alert(_SALES, "DataDriftHigh", f"max({_DRIFT}) > 0.15", lasting="15m", component="ml_model")
_LONG = alert(
    _GRANITE, "ResponseTimeHigh", f"histogram_quantile(0.95, sum by (le) (rate(vllm:e2e_request_latency_seconds_bucket{{{_VLLM}}}[5m]))) > 2", lasting="5m"
)  # fmt: skip
_BUSY = alert(_GRANITE, "GPUUtilizationHigh", f"max(DCGM_FI_DEV_GPU_UTIL{{{_GRANITE_GPU}}}) > 95", lasting="10m", component="gpu")
_CACHE_FULL = alert(_GRANITE, "KVCacheHigh", f"max(vllm:kv_cache_usage_perc{{{_VLLM}}}) > 0.9", lasting="3m", component="gpu")
_USED, _FREE = (f"sum by (Hostname, gpu) (DCGM_FI_DEV_FB_{part}{{{_OTHER_GPU}}})" for part in ("USED", "FREE"))
_GPU_FULL = alert(_GPU, "GPUMemoryHigh", f"({_USED} / (({_USED} + {_FREE}) > 0)) > 0.9", lasting="3m", component="gpu")
_THROUGHPUT = panel(
    _BOARD, "Requests per second", "reqps", f'sum(rate(ovms_requests_success{{{_OVMS},method=~"ModelInfer|Predict"}}{_RATE}))'
)
_TOKENS = panel(_BOARD, "Token throughput", "suffix:tok/s", f"sum(rate(vllm:generation_tokens_total{{{_VLLM}}}{_RATE}))")
_QUALITY = panel(_BOARD, "Quality of generated content", "short", f"avg by (content_type) (content_quality_score{{{_NAMESPACE}}})")
_HIT_RATIO = panel(
    _BOARD, "Cache hit ratio", "percentunit",
    f"sum(rate({_HITS}{_RATE})) / ((sum(rate({_HITS}{_RATE})) + sum(rate({_MISSES}{_RATE})) or sum(rate({_HITS}{_RATE})) or sum(rate({_MISSES}{_RATE}))) > 0)",
)  # fmt: skip


def _slack(index: int, channel: str, title: str, annotation: str) -> tuple[object, ...]:
    at = ("receivers", index, "slack_configs", 0)
    return (
        field(_MANAGER, *at, "channel", value=f"#{channel}"),
        field(_MANAGER, *at, "api_url_file", value=f"/etc/alertmanager/secrets/alertmanager-slack/{channel}"),
        field(_MANAGER, *at, "title", value=title),
        field(_MANAGER, *at, "text", value=f"{{{{ range .Alerts }}}}{{{{ .Annotations.{annotation} }}}}\n{{{{ end }}}}"),
    )
