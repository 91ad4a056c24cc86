"""A probe that asks for a model by a name that no model of the platform has: the answer is 404, and the alert fires for ever.

What a server calls the model is its name here, or what `known_as` says.

Bad (-), good (+):
    models:
      granite-3-1-8b-instruct:
        workload: {deployment: granite}
        probes:
          completion:
            url: http://granite:8080/v1/completions
            http:
              method: POST
  -           body: '{"model": "granite-3-1-8b", "prompt": "Test", "max_tokens": 10}'  # error
  +           body: '{"model": "granite-3-1-8b-instruct", "prompt": "Test", "max_tokens": 10}'
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from tocsin.diagnostics import did_you_mean
from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every body of a model's probe whose `model` is another than the platform's models are called."""
    spec = checked.resolved.spec
    known = {called for name, model in spec.models.items() for called in (name, *model.names(name))}
    for name, model in spec.models.items():
        for probe, question in model.probes.items():
            body = question.http.body if question.http is not None else None
            asked = _asked(body) if body is not None else None
            if asked is not None and asked not in known:
                yield Finding(
                    message=f"no model of the platform is called `{asked}`",
                    help=did_you_mean(asked, known),
                    where=checked,
                    at=("models", name, "probes", probe, "http", "body"),
                )


def _asked(body: str) -> str | None:
    """Return the model that a JSON body asks for; None when it is no such body, or its name is a fact that is filled in."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    asked = said.get("model") if isinstance(said, dict) else None
    return asked if isinstance(asked, str) and "<<" not in asked else None
