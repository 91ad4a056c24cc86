"""Checks of the group `grafana`."""
