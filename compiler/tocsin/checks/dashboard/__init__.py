"""Checks of the group `dashboard`."""
