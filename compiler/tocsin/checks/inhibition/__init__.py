"""Checks of the group `inhibition`."""
