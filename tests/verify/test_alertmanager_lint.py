import pytest

from tocsin import source
from tocsin.verify.alertmanager_lint import faults

GOOD = {
    "route": {"receiver": "a", "routes": [{"matchers": ['team="x\\"y"', '"the.label"=~"a|b"'], "group_interval": "1h"}]},
    "receivers": [{"name": "a", "webhook_configs": [{"url_file": "/x"}]}],
    "inhibit_rules": [{"source_matchers": ['a="1"'], "target_matchers": ['a="2"']}],
}


def test_a_good_configuration_has_no_fault() -> None:
    assert list(faults(GOOD)) == []


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"inhibit_rules": [{}]}, ("inhibit_rules", 0)),
        ({"receivers": [{"name": "b"}]}, ("receivers", 0)),
        ({"receivers": [{"name": "b", "webhook_configs": []}]}, ("receivers", 0)),
        ({"route": {"receiver": "a", "routes": [{"receiver": "a"}]}}, ("route", "routes", 0)),
        ({"route": {"receiver": "a", "routes": [{"matchers": ["a=b"]}]}}, ("route", "routes", 0, "matchers", 0)),
        ({"route": {"receiver": "a", "routes": [{"matchers": ["a="]}]}}, ("route", "routes", 0, "matchers", 0)),
        ({"global": {"smtp_auth_password": "x"}}, ("global", "smtp_auth_password")),
        (
            {"receivers": [{"name": "b", "webhook_configs": [{"http_config": {"authorization": {"credentials": "x"}}}]}]},
            ("receivers", 0, "webhook_configs", 0, "http_config", "authorization", "credentials"),
        ),
    ],
)
def test_a_fault_is_found_at_its_path(changed: dict[str, object], path: source.KeyPath) -> None:
    assert path in [fault.path for fault in faults(GOOD | changed)]


def test_only_pagerduty_s_routing_key_is_a_secret() -> None:
    def told(kind: str) -> list[source.KeyPath]:
        return [fault.path for fault in faults(GOOD | {"receivers": [{"name": "a", f"{kind}_configs": [{"routing_key": "ml"}]}]})]

    assert told("victorops") == []
    assert told("pagerduty") == [("receivers", 0, "pagerduty_configs", 0, "routing_key")]


def test_intervals_that_a_spec_may_allow_are_no_fault() -> None:
    assert list(faults(GOOD | {"route": {"receiver": "a", "repeat_interval": "1m"}})) == []


def test_a_receiver_may_be_silent_on_purpose() -> None:
    configuration = GOOD | {"receivers": [{"name": "nobody"}]}
    assert list(faults(configuration, silent={"nobody"})) == []
    assert len(list(faults(configuration))) == 1
