"""The typed language of receivers: who is told about an alert, and through what."""

from __future__ import annotations

from tocsin.spec.receivers.receiver import Receiver
from tocsin.spec.receivers.settings import AlertmanagerGlobal

__all__ = ["AlertmanagerGlobal", "Receiver"]
