"""Checks of the group `use`."""
