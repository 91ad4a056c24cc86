"""Checks of the group `object`."""
