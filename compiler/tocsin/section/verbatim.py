"""Texts that are passed on as they are, in which a fact would stay what was typed, `<< model >>`, and nobody would say so."""

from __future__ import annotations

import re
from typing import Annotated, Final

from pydantic import AfterValidator

from tocsin.section import Text, mistake

# Lower case, as facts are: `cat <<EOF >>file` is an argument like another.
_FACT: Final = re.compile(r"<<\s*[a-z_]+\s*>>")


def _as_it_is(text: str) -> str:
    if "<<" in text and (fact := _FACT.search(text)):
        message = f"`{fact[0]}` is not filled in here: facts are for what people read, URLs and `expr:`"
        remedy = "write what it stands for: at each model, and in the patch of each environment, where these have others"
        raise mistake("spec/fact-not-filled-in", message, remedy)
    return text


AS_IT_IS: Final = AfterValidator(_as_it_is)

Verbatim = Annotated[Text, AS_IT_IS]
"""A text for a program, such as the value of a label."""
