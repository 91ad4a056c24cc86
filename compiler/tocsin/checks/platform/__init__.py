"""Checks of the group `platform`."""
