"""Panels: what a threshold watches, and what a dashboard names."""
