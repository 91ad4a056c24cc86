"""Compare a Kubernetes object with the strict schema of its kind: what the schema does not list is an error."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

from tocsin.diagnostics import did_you_mean
from tocsin.verify.complaint import Fault
from tocsin.verify.walk import mapping

_SHOWN: Final = 160
"""Characters of a message: jsonschema quotes the whole value, which may be a dashboard."""


def faults(manifest: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what the schema of a manifest's `apiVersion` and `kind` has against it, in the order of the document."""
    version, kind = str(manifest.get("apiVersion")), str(manifest.get("kind"))
    validator = _validator(version, kind)
    if validator is None:
        yield Fault(
            path=("kind",), message=f"no schema is known for {kind} of {version}", help="run tools/generate_kubernetes_schemas.py for it"
        )
        return
    for error in sorted(validator.iter_errors(manifest), key=lambda error: [str(key) for key in error.absolute_path]):
        # Of alternatives the nearest is what was meant; "not valid under any of the given schemas" helps nobody.
        nearest = best_match([error]) or error
        yield Fault(path=tuple(nearest.absolute_path), message=_message(nearest), help=_help(nearest))


@cache
def _validator(version: str, kind: str) -> Draft202012Validator | None:
    file = files("tocsin.verify") / "schemas" / f"{version.replace('/', '_')}.json"
    if not file.is_file():
        return None
    definitions = json.loads(file.read_text(encoding="utf-8"))["$defs"]
    if "const" not in definitions.get(kind, {}).get("properties", {}).get("kind", {}):
        return None
    return Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": definitions})


def _message(error: ValidationError) -> str:
    match error.validator:
        case "additionalProperties":
            return "no such field: " + ", ".join(f"`{name}`" for name in _unknown(error))
        case "required":
            missing = [name for name in mapping(error.schema)["required"] if name not in mapping(error.instance)]
            return "missing: " + ", ".join(f"`{name}`" for name in missing)
    return error.message if len(error.message) <= _SHOWN else f"{error.message[:_SHOWN]}…"


def _help(error: ValidationError) -> str:
    if error.validator == "additionalProperties" and (unknown := _unknown(error)):
        return did_you_mean(unknown[0], mapping(error.schema)["properties"])
    return "correct what this is compiled from, or report it: the compiler must not write such an object"


def _unknown(error: ValidationError) -> list[str]:
    return sorted(mapping(error.instance).keys() - mapping(error.schema).get("properties", {}).keys())
