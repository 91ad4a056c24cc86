"""The language server: takes what an editor asks, over standard input and output, and answers in its terms."""

from __future__ import annotations

import asyncio
import gc
from functools import partial
from pathlib import Path
from typing import Any, Final

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from tocsin import __version__
from tocsin.lsp import session
from tocsin.lsp.actions import EXPLAIN, actions, explain
from tocsin.lsp.checking import Checker, Verdict
from tocsin.lsp.completion import complete
from tocsin.lsp.definition import definitions, references
from tocsin.lsp.hover import hover
from tocsin.lsp.items import item
from tocsin.lsp.language import Language
from tocsin.lsp.place import Place
from tocsin.lsp.positions import Positions, path_of
from tocsin.lsp.publishing import Publisher
from tocsin.lsp.repository import Repository, has_specs, texts_of
from tocsin.lsp.session import Session
from tocsin.source import Span

_WATCHED: Final = "**/specs/**/*.{yaml,yml,YAML,YML}"
# Whole texts: the program underneath takes more characters for line breaks than YAML and editors do, and would put a change elsewhere.
_SYNC: Final = types.TextDocumentSyncKind.Full

_Position = types.CompletionParams | types.HoverParams | types.DefinitionParams | types.ReferenceParams


class Server:
    """Answers one editor; `root` is the repository when the editor names none."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.protocol = LanguageServer("tocsin", __version__, text_document_sync_kind=_SYNC)
        self.session = Session(tell=self._publish, fail=self._complain)
        self._published: dict[Path, set[str]] = {}
        self._language: asyncio.Future[Language] | None = None
        features: dict[str, tuple[Any, Any]] = {
            types.INITIALIZED: (self.start, None),
            types.TEXT_DOCUMENT_DID_OPEN: (self.opened, None),
            types.TEXT_DOCUMENT_DID_CHANGE: (self.changed, None),
            types.TEXT_DOCUMENT_DID_SAVE: (self.saved, None),
            types.TEXT_DOCUMENT_DID_CLOSE: (self.closed, None),
            types.WORKSPACE_DID_CHANGE_WATCHED_FILES: (self.files_changed, None),
            types.TEXT_DOCUMENT_COMPLETION: (self.completion, types.CompletionOptions(trigger_characters=[" ", "{", "[", ","])),
            types.TEXT_DOCUMENT_HOVER: (self.hover, None),
            types.TEXT_DOCUMENT_DEFINITION: (self.definition, None),
            types.TEXT_DOCUMENT_REFERENCES: (self.references, None),
            types.TEXT_DOCUMENT_CODE_ACTION: (self.code_action, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])),
            types.SHUTDOWN: (self.stop, None),
        }
        for name, (feature, options) in features.items():
            self.protocol.feature(name, options)(partial(feature))
        self.protocol.command(EXPLAIN)(partial(self.explain))

    def serve(self) -> None:
        """Answer until the editor has enough."""
        gc.freeze()  # the programs themselves stay
        self.protocol.start_io()

    async def start(self, _: types.InitializedParams) -> None:
        """Check the repositories that the editor has open."""
        loop = asyncio.get_running_loop()
        self._language = loop.run_in_executor(self.session.executor, session.language)
        workspace = self.protocol.workspace
        folders = [path_of(uri) for uri in workspace.folders] or [path_of(workspace.root_uri or "") or self.root]
        for folder in folders:
            if folder is not None and has_specs(folder):
                self.session.add(folder)
        watched = self.protocol.client_capabilities.workspace
        watching = watched.did_change_watched_files if watched else None
        if watching is not None and watching.dynamic_registration:
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers=[types.FileSystemWatcher(glob_pattern=_WATCHED)])
            registration = types.Registration(id="specs", method=types.WORKSPACE_DID_CHANGE_WATCHED_FILES, register_options=options)
            await self.protocol.client_register_capability_async(types.RegistrationParams(registrations=[registration]))

    def stop(self, _: None) -> None:
        """Give up what is being checked."""
        self.session.close()

    def opened(self, params: types.DidOpenTextDocumentParams) -> None:
        """Take a document over from the disk."""
        self._take(params.text_document.uri, params.text_document.text, params.text_document.version)

    def changed(self, params: types.DidChangeTextDocumentParams) -> None:
        """Take the new text of a document."""
        uri = params.text_document.uri
        self._take(uri, self.protocol.workspace.get_text_document(uri).source, params.text_document.version)

    def saved(self, params: types.DidSaveTextDocumentParams) -> None:
        """Check again: other files may have been saved with it."""
        found = self.session.of(params.text_document.uri)
        if found is not None:
            found[0].touch()

    def closed(self, params: types.DidCloseTextDocumentParams) -> None:
        """Go back to what is saved."""
        found = self.session.of(params.text_document.uri)
        if found is not None:
            checker, name = found
            checker.repository.close(name)
            checker.touch()

    def files_changed(self, _: types.DidChangeWatchedFilesParams) -> None:
        """Check again what has changed on the disk."""
        for checker in self.session.checkers.values():
            checker.touch()

    async def completion(self, params: types.CompletionParams) -> types.CompletionList:
        """Return what can be typed."""
        found = await self._place(params)
        if found is None:
            return types.CompletionList(is_incomplete=False, items=[])
        place, positions = found
        offers = complete(place)
        start, end = offers.columns
        there = positions.range(Span(file="", line=place.line, column=start, end_line=place.line, end_column=end))
        return types.CompletionList(is_incomplete=False, items=[item(offer, there) for offer in offers.found])

    async def hover(self, params: types.HoverParams) -> types.Hover | None:
        """Return what is known of a place."""
        found = await self._place(params)
        text = hover(found[0]) if found is not None else ""
        return types.Hover(contents=types.MarkupContent(kind=types.MarkupKind.Markdown, value=text)) if text else None

    async def definition(self, params: types.DefinitionParams) -> list[types.Location]:
        """Return where a name is defined."""
        found, place = self.session.of(params.text_document.uri), await self._place(params)
        if found is None or place is None:
            return []
        return self._locations(found[0], definitions(place[0], session.pack_outlines(found[0])))

    async def references(self, params: types.ReferenceParams) -> list[types.Location]:
        """Return where a name is used."""
        found, place = self.session.of(params.text_document.uri), await self._place(params)
        if found is None or place is None or self._language is None:
            return []
        checker = found[0]
        language = await asyncio.shield(self._language)
        with_definition = params.context.include_declaration
        platforms, packs = session.platforms(checker), session.pack_outlines(checker)
        spans = references(place[0], language, platforms, packs, with_definition=with_definition)
        return self._locations(checker, spans)

    def code_action(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """Return what can be done about findings."""
        uri = params.text_document.uri
        found = self.session.of(uri)
        if found is None:
            return []
        checker, name = found
        text = checker.repository.text(name)
        about = [located for located in checker.verdict.diagnostics if located.span.file == name]
        return list(actions(about, text, self._positions(text), uri, params))

    def explain(self, code: str) -> str | None:
        """Say what a code means."""
        text = explain(code, self.session.policies())
        if text is not None:
            self.protocol.window_show_message(types.ShowMessageParams(type=types.MessageType.Info, message=text))
        return text

    def _take(self, uri: str, text: str, version: int) -> None:
        found = self.session.of(uri)
        if found is not None:
            checker, name = found
            checker.repository.open(name, uri, text, version)
            checker.touch()

    async def _place(self, params: _Position) -> tuple[Place, Positions] | None:
        found = self.session.of(params.text_document.uri)
        if found is None or self._language is None:
            return None
        checker, name = found
        language = await asyncio.shield(self._language)
        text = checker.repository.text(name)
        positions = self._positions(text)
        return session.place(checker, name, text, positions.place(params.position), language), positions

    def _positions(self, text: str) -> Positions:
        return Positions(text, str(self.protocol.workspace.position_encoding))

    def _locations(self, checker: Checker, spans: tuple[Span, ...]) -> list[types.Location]:
        publisher = self._publisher(checker.repository, texts_of(checker.repository.folders()))
        return [publisher.location(span) for span in spans]

    def _publisher(self, repository: Repository, texts: dict[str, str]) -> Publisher:
        return Publisher(repository, texts, str(self.protocol.workspace.position_encoding))

    def _publish(self, repository: Repository, verdict: Verdict) -> None:
        """Tell each file's findings; of what is open, and what had some, also that it has none."""
        publisher = self._publisher(repository, verdict.texts)
        by_file: dict[str, list[types.Diagnostic]] = {name: [] for name in (*verdict.versions, *self._published.get(repository.root, ()))}
        for located in verdict.diagnostics:
            by_file.setdefault(located.span.file, []).append(publisher.diagnostic(located))
        for name, diagnostics in sorted(by_file.items()):
            version = verdict.versions.get(name)
            params = types.PublishDiagnosticsParams(uri=repository.uri(name), diagnostics=diagnostics, version=version)
            self.protocol.text_document_publish_diagnostics(params)
        self._published[repository.root] = {name for name, diagnostics in by_file.items() if diagnostics}

    def _complain(self, error: BaseException) -> None:
        message = f"tocsin cannot check this: {type(error).__name__}: {error}"
        self.protocol.window_log_message(types.LogMessageParams(type=types.MessageType.Error, message=message))
