"""The names of the notification templates that a platform defines itself."""

from typing import Annotated, Final

from pydantic import AfterValidator, WithJsonSchema

from tocsin.regex import late
from tocsin.section import mistake

_OURS: Final = "tocsin."
_PATTERN: Final = r"[a-zA-Z_][-.a-zA-Z0-9_]*"
_NAME: Final = late(_PATTERN)


def _name(text: str) -> str:
    if text.startswith(_OURS):
        raise mistake("receiver/reserved-template", f"`{text}` is a template of tocsin's", "give it another name: `<team>.title`")
    if not _NAME.fullmatch(text):
        raise mistake("receiver/bad-template-name", f"`{text}` cannot name a template", "use letters, digits, `.`, `-` and `_`")
    return text


TemplateName = Annotated[str, AfterValidator(_name), WithJsonSchema({"type": "string", "pattern": f"^{_PATTERN}$"})]
"""The name by which texts of receivers call a template."""
