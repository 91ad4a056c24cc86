"""The language of packs has the keys that packs may have."""

from __future__ import annotations

import pytest

from tocsin.catalog import PackError, pack_of
from tocsin.lsp.pack_language import pack_language

METRIC = {"type": "gauge", "unit": "celsius", "labels": [], "help": "heat", "evidence": "code", "source": "oven.c"}
PACK = {"pack": "oven", "about": "ovens", "source_kind": "prometheus", "version": "1", "honor_labels": False, "facts": []}


def test_a_pack_may_have_the_keys_that_are_offered() -> None:
    with pytest.raises(PackError) as error:
        pack_of("oven", {**PACK, "metrics": {}, "nonsense": 1})
    assert set(error.value.choices) == set(pack_language().keys((), lambda _: ()))


def test_a_metric_may_have_the_keys_that_are_offered() -> None:
    with pytest.raises(PackError) as error:
        pack_of("oven", {**PACK, "metrics": {"heat": {**METRIC, "nonsense": 1}}})
    assert set(error.value.choices) == set(pack_language().keys(("metrics", "heat"), lambda _: ()))
