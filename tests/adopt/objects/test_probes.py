"""Probes that were written by hand become `probes:` from which the same objects are generated, under a job of our own."""

from textwrap import indent

import pytest

from adopt.objects.taking import drafted, made, taken, told
from adopt.objects.test_monitors import RUNNING, monitor

PROBER = "prober: {url: 'blackbox.monitoring.svc:9115'}"


def probe(spec: str, *, name: str = "website-health", prober: str = PROBER) -> str:
    return f"""
kind: Probe
apiVersion: monitoring.coreos.com/v1
metadata: {{name: {name}, namespace: ml, labels: {{release: monitoring}}}}
spec:
  {prober}
{indent(spec.strip(), "  ")}
"""


SITE = """
jobName: probe/shop/website/health
module: http_2xx
interval: 60s
scrapeTimeout: 5s
targets: {staticConfig: {static: ["https://b.example.org", "https://a.example.org"]}}
"""
_ALERTS = "alerts come with it: that nothing answers, that nobody asks, and that a certificate expires"


def test_one_of_a_site_is_generated_as_it_was() -> None:
    found = taken(probe(SITE))
    assert told(found) == [f"6: Probe `website-health`: {_ALERTS}"]
    spec = drafted(found)
    assert spec["platform"]["cluster"] == {
        "prometheus": {"release": "monitoring"},
        "blackbox": {"address": "blackbox.monitoring.svc:9115"},
    }
    url = ["https://b.example.org", "https://a.example.org"]
    assert spec["components"] == {"website": {"probes": {"health": {"url": url, "module": "http_2xx", "every": "1m", "timeout": "5s"}}}}
    (ours,) = made(found)
    assert (ours.kind, ours.name, ours.namespace) == ("Probe", "website-health", "ml")


def test_one_without_the_label_of_a_release_takes_it_from_no_monitor() -> None:
    other = probe(SITE).replace("website-health", "shop-front").replace("website/health", "shop/front").replace("release: monitoring", "")
    found = taken(f"{probe(SITE)}---\n{other}")
    assert drafted(found)["platform"]["cluster"]["prometheus"] == {"release": "monitoring"}
    assert not any("release" in line for line in told(found))


def test_what_is_in_two_files_is_taken_over_once() -> None:
    found = taken(f"{probe(SITE)}---\n{probe(SITE)}---\n{probe(SITE.replace('60s', '30s'))}")
    twice, another = (line for line in told(found) if _ALERTS not in line)
    assert twice == "18: Probe `website-health`: it is in `given.yaml:6`, too"
    assert another == "30: lost: Probe `website-health`: another of its name is in `given.yaml:6`, too; it is left as it is"
    assert len(made(found)) == 1


def test_what_is_otherwise_is_told() -> None:
    found = taken(probe("targets: {staticConfig: {static: ['https://a.example.org']}}", name="site"))
    assert [line.partition(": Probe `site`: ")[2].partition(" here")[0] for line in told(found)] == [
        "it is `site-reachable` in `ml`",
        "`spec.jobName` is `probe/ml/site`, and is `probe/shop/site/reachable`",
        "`spec.interval` is not said, and is `30s`",
        "`spec.scrapeTimeout` is not said, and is `10s`",
        _ALERTS,
    ]
    assert drafted(found)["components"]["site"]["probes"]["reachable"]["url"] == "https://a.example.org"


@pytest.mark.parametrize("url", ["http://chat.ml.svc:8080/health", "chat.ml.svc.cluster.local:8080", "http://chat/", "chat.ml:80"])
def test_one_that_asks_what_is_scraped_stands_there(url: str) -> None:
    asked = probe(f"{SITE.replace('website/health', 'chat/asked')}".replace('"https://b.example.org", "https://a.example.org"', f'"{url}"'))
    found = taken(f"{asked}\n---\n{monitor('port: http')}{RUNNING}")
    components = drafted(found)["components"]
    assert {name: set(component) for name, component in components.items()} == {"chat": {"workload", "scrape", "probes"}}
    assert set(components["chat"]["probes"]) == {"health"}


def test_two_of_one_target_stand_at_one_component() -> None:
    found = taken(f"{probe(SITE)}\n---\n{probe(SITE.replace('/health', '/ready'), name='website-ready')}")
    assert set(drafted(found)["components"]["website"]["probes"]) == {"health", "ready"}


@pytest.mark.parametrize(
    ("spec", "prober", "message"),
    [
        (
            SITE.replace("]}}", "], labels: {env: prod}}}"),
            PROBER,
            "`spec.targets.staticConfig.labels` is not said here: a probe asks the URLs",
        ),
        ("targets: {ingress: {selector: {matchLabels: {a: b}}}}", PROBER, "a probe asks the URLs that it names"),
        (SITE, "prober: {url: 'blackbox:9115', scheme: https}", "`spec.prober.scheme` is `https`, and would be `http` here"),
        (SITE + "tlsConfig: {serverName: a}", PROBER, "`spec.tlsConfig` is not said here: there is no word for it"),
        (SITE.replace("5s", "5m"), PROBER, "the timeout 5m is longer than the interval 1m"),
        (SITE, "prober: {url: 'no address'}", "no address"),
    ],
)
def test_what_has_no_words_is_told_and_the_probe_left_alone(spec: str, prober: str, message: str) -> None:
    found = taken(probe(spec, prober=prober))
    assert any("lost: Probe `website-health`: " in line and message in line for line in told(found)), told(found)
    assert found.drafted.text == ""


def test_one_whose_job_a_rule_asks_for_is_left_alone() -> None:
    expr = 'probe_success{job="probe/shop/website/health"} == 0'
    rules = f"groups: [{{name: g, rules: [{{alert: Down, expr: '{expr}', labels: {{severity: critical}}}}]}}]"
    found = taken(f"{rules}\n---\n{probe(SITE)}")
    assert any("lost: Probe `website-health`: a rule asks for its `job`" in line for line in told(found))
    assert "probes" not in found.drafted.text
