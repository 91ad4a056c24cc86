"""Checks of the group `profile`."""
