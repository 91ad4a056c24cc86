from __future__ import annotations

from typing import Literal

import pytest
import yaml
from msgspec.structs import replace

from tocsin import ir
from tocsin.emit.keda import emit
from verify.small_nodes import AUTOSCALER, PLATFORM, QUEUE


@pytest.mark.parametrize(("scope", "kept"), [("total", False), ("per_replica", True)])
def test_a_fallback_needs_a_target_per_replica(scope: Literal["total", "per_replica"], *, kept: bool) -> None:
    fallback = ir.Fallback(failures=3, replicas=2, behavior="")
    autoscaler = replace(AUTOSCALER, by="keda", metrics=(replace(QUEUE, scope=scope),), fallback=fallback)
    (artifact,) = emit(replace(PLATFORM, autoscalers=(autoscaler,)))
    assert ("fallback" in yaml.safe_load(artifact.text)["spec"]) is kept
