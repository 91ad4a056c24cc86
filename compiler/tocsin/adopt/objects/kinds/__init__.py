"""Kinds of objects, one a module: what one says in the language, and what it means, for comparison with what is generated."""
