"""What is known of an alert's labels is the same whether only some are asked for or all are worked out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from prove.routing.shop import alert, platform
from tocsin.routing.labels import alert_labels, recordings
from tocsin.routing.sent_labels import SentLabels

_LABELS = ("model", "job", "pod", "severity", "alertname", "prometheus", "zone")
_EXPRESSIONS = (
    "sum(errors) > 1",
    'sum by (model, pod) (errors{job="api"}) > 1',
    'errors{model="a",pod=""} > 1',
    "errors unless on (pod) up",
)


@given(
    st.sampled_from(_EXPRESSIONS),
    st.dictionaries(st.sampled_from(_LABELS), st.sampled_from(["a", "", "{{ $labels.pod }}"])),
    st.dictionaries(st.sampled_from(_LABELS), st.just("outside")),
    st.booleans(),
)
def test_each_label_is_known_as_among_all_labels(text: str, static: dict[str, str], external: dict[str, str], operator: bool) -> None:  # noqa: FBT001
    rule = alert("High", "critical", text, **{label: value for label, value in static.items() if label != "severity"})
    shop = platform(rule, operator=operator, external_labels=external)
    sent = SentLabels(rule, shop, recordings(shop))
    whole = alert_labels(rule.name, rule.expr, rule.labels, shop, recordings(shop))
    assert {label: sent.known(label) for label in _LABELS} == {label: whole.known(label) for label in _LABELS}
    assert (sent.fixed, sent.present, sent.external) == (whole.fixed, whole.present, whole.external)
