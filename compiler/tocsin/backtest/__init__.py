"""What alerts would have done: their rules are played over the history that a server has.

Nothing has to be deployed: recordings that the server never had are computed as well. How an alert gets from its condition to firing
is decided here as Prometheus decides it.
"""

from tocsin.backtest import report
from tocsin.backtest.asked import Asked, asked, of_estate
from tocsin.backtest.firing import Span
from tocsin.backtest.history import known
from tocsin.backtest.levels import Levels, levels, rounded
from tocsin.backtest.played import Backtest, Change, Outcome, Period, changes, played
from tocsin.backtest.server import RefusedError, Server

__all__ = [
    "Asked",
    "Backtest",
    "Change",
    "Levels",
    "Outcome",
    "Period",
    "RefusedError",
    "Server",
    "Span",
    "asked",
    "changes",
    "known",
    "levels",
    "of_estate",
    "played",
    "report",
    "rounded",
]
