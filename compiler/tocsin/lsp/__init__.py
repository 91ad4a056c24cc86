"""The language server: diagnostics while typing, and what an editor asks of a place in a spec."""
