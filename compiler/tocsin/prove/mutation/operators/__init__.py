"""Faults that a compiler could put into a rule. Every module is one kind: `changes(rule)` yields the rule with each of them."""
