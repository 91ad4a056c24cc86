"""Checks of the group `autoscaler`."""
