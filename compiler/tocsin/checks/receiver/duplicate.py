"""Two receivers that tell the same people in the same way, or one that tells them twice: one of them is a copy that was not finished.

Bad (-), good (+):
    receivers:
      chat: {webhook: {url: {secret: chat, key: url}}}
  -   pager: {webhook: {url: {secret: chat, key: url}}}  # error
  +   pager: {webhook: {url: {secret: pager, key: url}}}
    routing:
      receiver: chat
      routes: {critical: {when: {severity: critical}, to: pager}}
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Final

from tocsin import ir
from tocsin.finding import Checked, Finding
from tocsin.routing.delivery import Delivery, in_every_environment

FROM_ABSENCE: Final = "platform"


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every receiver that is another one once more, and every integration that stands in its receiver twice."""
    return in_every_environment(estate, _copies)


def _copies(delivery: Delivery) -> Iterator[Finding]:
    seen: dict[str, ir.Receiver] = {}
    for receiver in delivery.routing.receivers:
        doubled = next((key for key, entries in sorted(receiver.configs.items()) if len({*map(_text, entries)}) < len(entries)), None)
        if doubled is not None:
            message = f"`{receiver.name}` tells the same {doubled.removesuffix('_configs')} twice"
            yield _finding(delivery, receiver, message, "remove one of the two")
        if not receiver.configs:  # those that discard are alike
            continue
        first = seen.setdefault(_text(receiver.configs), receiver)
        if first is not receiver:
            message = f"`{receiver.name}` tells the same as `{first.name}`, in the same way"
            remedy = f"send its routes to `{first.name}`, or say here who else is told"
            yield _finding(delivery, receiver, message, remedy, first)


def _finding(delivery: Delivery, receiver: ir.Receiver, message: str, remedy: str, first: ir.Receiver | None = None) -> Finding:
    notes = () if first is None else (("the other one is", delivery.checked, first.at),)
    return Finding(message=message, help=remedy, where=delivery.checked, at=receiver.at, part="key", notes=notes)


def _text(configs: object) -> str:
    return json.dumps(configs, sort_keys=True, default=str)
