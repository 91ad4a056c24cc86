"""Whose page it is: the page of one process is not blamed for what others serve."""

from contract.shop import PAGE, SPEC, examined, findings, page
from tocsin import catalog
from tocsin.contract import readers

SERVED = (
    SPEC.replace("metrics:\n", "use: [vllm, kube-state-metrics]\nmetrics:\n", 1)
    + """\
  chat:
    runtime: vllm
    workload: {deployment: chat}
    scrape: {port: http}
    thresholds:
      accuracy: {below: 80%, for: 5m}
      vllm:num_requests_waiting: {above: 10, for: 5m}
      kube_deployment_status_replicas_available: {below: 1, for: 5m}
"""
)
VLLM = """\
# TYPE vllm:num_requests_waiting gauge
vllm:num_requests_waiting{engine="0",model_name="chat"} 0.0
"""


def names(text: str, spec: str = SERVED, *, name: str | None = None) -> list[str]:
    shop = examined(spec)
    return [reader.subject.name for reader in readers(page(text), shop.platform, shop.resolved.spec, name=name)]


def test_a_page_is_read_by_the_models_whose_names_it_bears() -> None:
    assert names(PAGE) == ["forecast"]
    assert names(VLLM) == ["chat"]
    assert names(PAGE.replace('"forecast"', '"chat"')) == ["chat"]


def test_a_page_with_nobodys_name_is_read_by_all_whose_series_it_serves() -> None:
    assert names(PAGE.replace('"forecast"', '"fc"')) == ["forecast", "chat"]


def test_a_page_that_serves_nothing_known_is_read_by_nobody() -> None:
    assert names("up 1\n") == []


def lacking(text: str, model: str | None) -> list[str]:
    return [located.message for located in findings(text, SERVED, model=model)]


def test_the_page_of_a_model_server_lacks_only_what_the_server_serves() -> None:
    waiting = "the page serves no `vllm:num_requests_waiting`"
    pack = catalog.load("vllm")
    for model in ("chat", None):
        served = lacking(VLLM, model)
        assert waiting not in served
        # The thresholds that the server's pack brings along read more of it than this page has.
        assert all(pack.metric_of(message.split("`")[1]) is not None for message in served)
    assert waiting in lacking(VLLM.replace("waiting", "running"), "chat")


def test_the_page_of_another_process_lacks_what_no_server_serves() -> None:
    assert [located.code for located in findings("something_else 1\n", SERVED, model="chat")] == ["contract/missing-series"]


def test_the_page_of_a_server_that_no_runtime_names_lacks_nothing_of_other_exporters() -> None:
    unnamed = SERVED.replace("    runtime: vllm\n", "")
    assert findings(VLLM, unnamed, model="chat") == []
    own = VLLM + '# TYPE shop_queue_size gauge\nshop_queue_size{model_name="chat"} 0.0\n'
    queue = unnamed.replace("      vllm:num_requests_waiting", "      queue: {above: 9}\n      vllm:num_requests_waiting")
    # A service that counts its queue itself is expected to measure its accuracy too.
    assert [located.message for located in findings(own, queue, model="chat")] == ["the page serves no `shop_accuracy`"]
