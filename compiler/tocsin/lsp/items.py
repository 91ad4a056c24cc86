"""Offers in the editor's terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lsprotocol import types

from tocsin.lsp.offers import Offer

_KINDS: Final[Mapping[str, types.CompletionItemKind]] = {
    "key": types.CompletionItemKind.Property,
    "name": types.CompletionItemKind.Reference,
    "word": types.CompletionItemKind.EnumMember,
    "series": types.CompletionItemKind.Variable,
    "label": types.CompletionItemKind.Field,
}


def item(offer: Offer, there: types.Range) -> types.CompletionItem:
    """Return an offer that replaces what is `there`."""
    about = types.MarkupContent(kind=types.MarkupKind.Markdown, value=offer.about) if offer.about else None
    return types.CompletionItem(
        label=offer.name,
        kind=_KINDS[offer.what],
        detail=offer.detail or None,
        documentation=about,
        # Editors sort by the label otherwise; the language's own order is that of its reference.
        sort_text=f"{offer.rank:03d} {offer.name}",
        filter_text=offer.name,
        text_edit=types.TextEdit(range=there, new_text=offer.text),
    )
