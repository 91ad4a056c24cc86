"""Checks of the group `scaling`."""
