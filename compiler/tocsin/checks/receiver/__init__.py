"""Checks of the group `receiver`."""
