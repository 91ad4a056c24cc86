"""A probe for which a redirect is a good answer does not follow it: what is followed is never seen."""

from __future__ import annotations

import pytest
import yaml

from conftest import CompileSpec

_SPEC = """
platform: {{name: shop, namespace: ml}}
models: {{forecast: {{probes: {{front: {{url: "http://forecast/", http: {{status: {status}}}}}}}}}}}
"""


@pytest.mark.parametrize(("status", "follow"), [("[301]", False), ("[200, 308]", False), ("[200]", None), ("[304]", None), ("[]", None)])
def test_a_redirect_that_is_good_is_not_followed(compile_spec: CompileSpec, status: str, follow: object) -> None:
    built = compile_spec(_SPEC.format(status=status))
    assert built.diagnostics == ()
    (modules,) = (yaml.safe_load(built.artifacts[path])["modules"] for path in built.artifacts if path.endswith("/blackbox.yml"))
    (module,) = modules.values()
    assert module["http"].get("follow_redirects") is follow
