"""Checks of the group `ruler`."""
