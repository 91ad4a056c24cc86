"""Checks of the group `route`."""
