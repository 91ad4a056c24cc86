"""Prove that notifications can be read: every text of every receiver, rendered over an alert that it is told of."""

from tocsin.prove.notifications.proof import NotificationProof, RenderedText, prove_notifications

__all__ = ["NotificationProof", "RenderedText", "prove_notifications"]
