"""Checks of the group `metric`."""
