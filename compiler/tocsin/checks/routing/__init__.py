"""Checks of the group `routing`."""
