"""Checks of the group `promql`."""
