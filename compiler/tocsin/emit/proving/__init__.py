"""Promtool tests of alerts: which series there are, and which alerts must fire when, with which labels and texts.

`tocsin.drives` explains the words; a story is the contents of one test.
"""
