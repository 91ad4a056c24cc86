"""Checks of the group `recording`."""
