"""The scrape contract: a page of metrics must serve what the rules of the models it is of read."""

from tocsin.contract.check import Reader, check, readers
from tocsin.contract.fetch import Unavailable, fetch
from tocsin.contract.page import Page, read

__all__ = ["Page", "Reader", "Unavailable", "check", "fetch", "read", "readers"]
