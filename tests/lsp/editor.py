"""An editor for tests: a real client that starts the real server and talks to it over its standard input and output."""

from __future__ import annotations

import ast
import asyncio
import itertools
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import LanguageClient

PATIENCE_SECONDS = 60


class Editor:
    """A client with its open documents, and the diagnostics that it was last told."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.client = LanguageClient("editor", "1")
        self.told: dict[str, tuple[int | None, tuple[types.Diagnostic, ...]]] = {}
        self.messages: list[str] = []
        self.errors: list[str] = []
        self.versions: dict[str, int] = {}
        self._counted = itertools.count(1)
        self._news = asyncio.Event()
        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(partial(self._published))
        self.client.feature(types.WINDOW_SHOW_MESSAGE)(partial(self._said))
        self.client.feature(types.WINDOW_LOG_MESSAGE)(partial(self._said))

    def _published(self, params: types.PublishDiagnosticsParams) -> None:
        self.told[params.uri] = (params.version, tuple(params.diagnostics))
        self._news.set()

    def _said(self, params: types.ShowMessageParams | types.LogMessageParams) -> None:
        (self.errors if params.type == types.MessageType.Error else self.messages).append(params.message)

    def uri(self, name: str) -> str:
        """Return the URI of a file below the root."""
        return (self.root / name).as_uri()

    def open(self, name: str, text: str | None = None) -> str:
        """Open a file, or a document that is not saved."""
        text = (self.root / name).read_text(encoding="utf-8") if text is None else text
        self.versions[name] = next(self._counted)
        document = types.TextDocumentItem(uri=self.uri(name), language_id="yaml", version=self.versions[name], text=text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=document))
        return text

    def type(self, name: str, text: str) -> None:
        """Replace the text of an open document."""
        self.versions[name] = next(self._counted)
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                text_document=types.VersionedTextDocumentIdentifier(uri=self.uri(name), version=self.versions[name]),
                content_changes=[types.TextDocumentContentChangeWholeDocument(text=text)],
            )
        )

    def close(self, name: str) -> None:
        """Close a document without saving it."""
        del self.versions[name]
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(text_document=self._document(name)))

    async def diagnostics(self, name: str, *, codes: tuple[str, ...]) -> tuple[types.Diagnostic, ...]:
        """Wait until a file as it is now has the diagnostics with these codes, in reading order, and return them."""
        told: tuple[int | None, tuple[types.Diagnostic, ...]] = (None, ())
        wanted = (self.versions.get(name), codes)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while True:
                    told = self.told.get(self.uri(name), (-1, ()))
                    if (told[0], tuple(str(each.code) for each in told[1])) == wanted:
                        return told[1]
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"wanted {wanted}, was told {told}") from None

    async def completion(self, name: str, line: int, character: int) -> dict[str, types.CompletionItem]:
        """Return what can be typed at a place, by its label."""
        params = types.CompletionParams(text_document=self._document(name), position=types.Position(line, character))
        answer = await asyncio.wait_for(self.client.text_document_completion_async(params), PATIENCE_SECONDS)
        assert isinstance(answer, types.CompletionList)
        return {item.label: item for item in answer.items}

    async def hover(self, name: str, line: int, character: int) -> str:
        """Return what is shown of a place; empty when nothing is."""
        params = types.HoverParams(text_document=self._document(name), position=types.Position(line, character))
        answer = await asyncio.wait_for(self.client.text_document_hover_async(params), PATIENCE_SECONDS)
        if answer is None:
            return ""
        assert isinstance(answer.contents, types.MarkupContent)
        return answer.contents.value

    async def definition(self, name: str, line: int, character: int) -> list[tuple[str, int]]:
        """Return file and line, from 0, of where the name at a place is defined."""
        params = types.DefinitionParams(text_document=self._document(name), position=types.Position(line, character))
        answer = await asyncio.wait_for(self.client.text_document_definition_async(params), PATIENCE_SECONDS)
        assert isinstance(answer, list)
        return [self._named(location) for location in answer if isinstance(location, types.Location)]

    async def references(self, name: str, line: int, character: int) -> list[tuple[str, int]]:
        """Return file and line, from 0, of where the name at a place is defined and used."""
        context = types.ReferenceContext(include_declaration=True)
        params = types.ReferenceParams(text_document=self._document(name), position=types.Position(line, character), context=context)
        answer = await asyncio.wait_for(self.client.text_document_references_async(params), PATIENCE_SECONDS)
        return [self._named(location) for location in answer or ()]

    async def actions(self, name: str, diagnostic: types.Diagnostic) -> list[types.CodeAction]:
        """Return what can be done about a diagnostic."""
        context = types.CodeActionContext(diagnostics=[diagnostic])
        params = types.CodeActionParams(text_document=self._document(name), range=diagnostic.range, context=context)
        answer = await asyncio.wait_for(self.client.text_document_code_action_async(params), PATIENCE_SECONDS)
        return [_action(each) for each in answer or ()]

    async def command(self, command: types.Command) -> object:
        """Have the server do what an action says."""
        params = types.ExecuteCommandParams(command=command.command, arguments=command.arguments)
        return await asyncio.wait_for(self.client.workspace_execute_command_async(params), PATIENCE_SECONDS)

    def _document(self, name: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(uri=self.uri(name))

    def _named(self, location: types.Location) -> tuple[str, int]:
        return location.uri.removeprefix(self.root.as_uri() + "/"), location.range.start.line


@asynccontextmanager
async def editing(root: Path, *, encodings: tuple[str, ...] = (), says_root: bool = True) -> AsyncIterator[Editor]:
    """Start the server for a repository, and shut it down as editors do."""
    editor = Editor(root)
    await editor.client.start_io(sys.executable, "-m", "tocsin", "lsp")
    general = types.GeneralClientCapabilities(position_encodings=list(encodings)) if encodings else None
    capabilities = types.ClientCapabilities(general=general)
    root_uri = root.as_uri() if says_root else None
    answer = await editor.client.initialize_async(types.InitializeParams(capabilities=capabilities, root_uri=root_uri))
    assert answer.server_info is not None
    assert answer.server_info.name == "tocsin"
    editor.client.initialized(types.InitializedParams())
    yield editor
    await asyncio.wait_for(editor.client.shutdown_async(None), PATIENCE_SECONDS)
    editor.client.exit(None)
    await editor.client.stop()  # type: ignore[no-untyped-call]  # the library says nothing of it
    assert not editor.errors


def _action(answer: types.CodeAction | types.Command) -> types.CodeAction:
    """Return an action; the client's library takes one that has a command for a command alone, with the rest as its text."""
    if isinstance(answer, types.CodeAction):
        return answer
    command = ast.literal_eval(answer.command)
    return types.CodeAction(title=answer.title, command=types.Command(**command))


def whereabouts(text: str, mark: str) -> tuple[int, int]:
    """Return line and character, from 0, of the end of the first `mark` in a text, in UTF-16 code units."""
    before = text[: text.index(mark) + len(mark)]
    line = before.rpartition("\n")[2]
    return before.count("\n"), len(line.encode("utf-16-le")) // 2
