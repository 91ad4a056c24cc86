"""A scrape of a program that serves no metrics at any port: another one beside it does, at a port of its own.

Ollama has no metrics page, at 11434, 8080 or anywhere; a proxy exporter beside it has one. The catalogue knows which programs are so.

Bad (-), good (+):
    models:
      chat:
        runtime: ollama
        workload: {deployment: ollama}
  -     scrape: {port: 8080}  # error
  +     scrape: {port: 8000}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every scrape of a program without metrics at another port than that of the exporter beside it."""
    for each in checked.scrapes:
        pack, port = each.pack, each.scrape.port
        if pack is None or pack.endpoint is None or not pack.endpoint.beside or each.scrape.job is not None:
            continue
        if not isinstance(port, int) or port == pack.endpoint.port:
            continue
        yield Finding(
            message=f"`{pack.name}` serves no metrics itself, at {port} or any other port",
            help=f"scrape the exporter beside it: `port: {pack.endpoint.port}`",
            where=checked,
            at=(*each.at, "port"),
        )
