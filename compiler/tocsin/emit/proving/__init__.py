"""Promtool tests of alerts: what the world does, and which alerts must fire in it, when, and with which words."""
