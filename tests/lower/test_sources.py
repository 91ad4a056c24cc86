"""What a platform generates names every file that it comes from."""

from __future__ import annotations

from conftest import CompileSpec


def test_the_file_of_the_metrics_is_a_source_of_the_platform(compile_spec: CompileSpec) -> None:
    build = compile_spec(
        {
            "metrics.yaml": "metrics: {load: {series: load, type: gauge, unit: count}}",
            "models.yaml": "models: {forecast: {workload: {deployment: forecast}, scrape: {port: http}, thresholds: {load: {above: 5}}}}",
            "platform.yaml": "platform: {name: shop, namespace: ml, cluster: {prometheus: {release: monitoring}}}",
        }
    )
    assert not build.diagnostics
    assert build.compiled[0].platform.sources == ("specs/shop/metrics.yaml", "specs/shop/models.yaml", "specs/shop/platform.yaml")
