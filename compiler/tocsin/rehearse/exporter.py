"""The synthetic exporter: serves the world's series, and a page on which a person moves a model to calm or bad."""

from __future__ import annotations

import html
import threading
import time
from collections.abc import Iterable
from urllib.parse import parse_qs

from tocsin.rehearse.cast import Part
from tocsin.rehearse.playback import Phase, Playing, World
from tocsin.rehearse.served import PAGE, Answer


class Exporter:
    """A world that may be scraped and turned from any thread."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._parts: tuple[Part, ...] = ()
        self._bad: frozenset[str] = frozenset()
        self._lock = threading.Lock()

    def play(self, playing: Iterable[Playing], parts: Iterable[Part] = ()) -> None:
        """Serve these series, all calm; the page offers to move `parts`."""
        with self._lock:
            self._world.replace(playing, time.time())
            self._parts, self._bad = tuple(parts), frozenset()

    def turn(self, cues: Iterable[str], phase: Phase) -> float:
        """Turn the series of these cues, and return the time at which that was."""
        wanted = frozenset(cues)
        with self._lock:
            now = time.time()
            self._world.turn(wanted, phase, now)
            self._bad = self._bad | wanted if phase == "bad" else self._bad - wanted
            return now

    def get(self, where: str, _body: str) -> Answer:
        """Return the metrics, or the page."""
        with self._lock:
            if where == "/metrics":
                return Answer(self._world.page(time.time()))
            return Answer(_PAGE.format(rows="".join(self._row(part) for part in self._parts)), content_type=PAGE)

    def post(self, _where: str, body: str) -> Answer:
        """Turn what the page asks for."""
        asked = parse_qs(body)
        cues = [part.cue for part in self._parts if part.cue in asked.get("cue", ()) or (part.model in asked.get("model", ()))]
        self.turn(cues, "bad" if asked.get("to") == ["bad"] else "calm")
        return Answer("", 303, location="/")

    def _row(self, part: Part) -> str:
        is_bad = part.cue in self._bad
        button = f"<button name=to value={'calm' if is_bad else 'bad'}>{'make it calm' if is_bad else 'make it bad'}</button>"
        cue = f"<input type=hidden name=cue value='{html.escape(part.cue)}'>"
        model = f"<input type=hidden name=model value='{html.escape(part.model)}'>"
        everything = "<button name=to value=bad>all bad</button><button name=to value=calm>all calm</button>"
        cells = (html.escape(part.model), html.escape(f"{part.alert.name} ({part.alert.severity})"), "bad" if is_bad else "calm")
        forms = (f"<form method=post>{cue}{button}</form>", f"<form method=post>{model}{everything}</form>")
        return "<tr>" + "".join(f"<td>{cell}" for cell in (*cells, *forms))


_PAGE = (
    "<!doctype html><meta charset=utf-8><title>Rehearsal</title>"
    "<style>body{{font:14px sans-serif}}td,th{{padding:2px 12px;text-align:left}}form{{margin:0}}</style>"
    "<h1>Rehearsal</h1><p>What is served: <a href=/metrics>/metrics</a></p>"
    "<table><tr><th>model<th>alert<th>now<th><th>all of the model{rows}</table>"
)
