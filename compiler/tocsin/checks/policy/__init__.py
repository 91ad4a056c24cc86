"""Checks of the group `policy`."""
