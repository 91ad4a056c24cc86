"""tocsin: a compiler from one typed spec of served models to their whole monitoring, and the proof that it works."""

__version__ = "0.1.0"
