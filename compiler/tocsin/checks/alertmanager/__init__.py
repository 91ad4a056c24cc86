"""Checks of the group `alertmanager`."""
