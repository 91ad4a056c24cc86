"""Checks of the group `alert`."""
