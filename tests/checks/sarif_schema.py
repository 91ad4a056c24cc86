"""What of SARIF 2.1.0 our logs use, as a JSON schema: required keys, types and words, and nothing besides.

Written after https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html, section numbers beside the objects.
"""

from __future__ import annotations

from typing import Any, Final

Schema = dict[str, Any]


def _object(required: str, **properties: Schema) -> Schema:
    return {"type": "object", "required": required.split(), "properties": properties, "additionalProperties": False}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


_TEXT: Final[Schema] = {"type": "string", "minLength": 1}
_MESSAGE = _object("text", text=_TEXT)  # 3.11
_NUMBER: Final[Schema] = {"type": "integer", "minimum": 1}
_REGION = _object("startLine", startLine=_NUMBER, startColumn=_NUMBER, endLine=_NUMBER, endColumn=_NUMBER)  # 3.30
_ARTIFACT = _object("uri", uri={"type": "string", "format": "uri-reference"}, uriBaseId=_TEXT)  # 3.4
_PHYSICAL = _object("artifactLocation", artifactLocation=_ARTIFACT, region=_REGION)  # 3.29
_REPLACEMENT = _object("deletedRegion", deletedRegion=_REGION, insertedContent=_MESSAGE)  # 3.57
_CHANGE = _object("artifactLocation replacements", artifactLocation=_ARTIFACT, replacements={**_list(_REPLACEMENT), "minItems": 1})  # 3.56
_RESULT = _object(  # 3.27
    "message",
    ruleId=_TEXT,
    ruleIndex={"type": "integer", "minimum": -1},
    level={"enum": ["none", "note", "warning", "error"]},
    message=_MESSAGE,
    locations=_list(_object("", physicalLocation=_PHYSICAL)),
    relatedLocations=_list(_object("", physicalLocation=_PHYSICAL, message=_MESSAGE)),
    partialFingerprints={"type": "object", "additionalProperties": {"type": "string"}},
    suppressions=_list(  # 3.35
        _object(
            "kind",
            kind={"enum": ["inSource", "external"]},
            status={"enum": ["accepted", "underReview", "rejected"]},
            justification={"type": "string"},
        )
    ),
    fixes=_list(_object("artifactChanges", description=_MESSAGE, artifactChanges={**_list(_CHANGE), "minItems": 1})),  # 3.55
)
_RULE = _object("id", id=_TEXT, shortDescription=_MESSAGE, fullDescription=_MESSAGE)  # 3.49
_DRIVER = _object("name", name=_TEXT, version=_TEXT, rules={**_list(_RULE), "uniqueItems": True})  # 3.19
_RUN = _object(  # 3.14
    "tool", tool=_object("driver", driver=_DRIVER), columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]}, results=_list(_RESULT)
)
LOG = _object("version runs", version={"const": "2.1.0"}, runs=_list(_RUN)) | {}
LOG["properties"]["$schema"] = {"type": "string", "format": "uri"}
