"""Checks of the group `threshold`."""
