"""Checks of keys as such, whatever section they stand in."""
