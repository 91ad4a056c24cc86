"""Checks of the group `probe`."""
