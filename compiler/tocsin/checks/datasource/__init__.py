"""Checks of the group `datasource`."""
