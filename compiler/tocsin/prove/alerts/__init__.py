"""Prove that every alert fires when it must: the written tests, run by promtool over the written rules."""

from tocsin.prove.alerts.proof import AlertProof, AlertProofs, prove_alerts

__all__ = ["AlertProof", "AlertProofs", "prove_alerts"]
