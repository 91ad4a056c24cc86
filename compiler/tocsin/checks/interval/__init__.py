"""Checks of the group `interval`."""
