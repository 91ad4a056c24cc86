"""Checks of the group `scrape`."""
