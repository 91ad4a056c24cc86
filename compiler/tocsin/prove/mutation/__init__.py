"""Proofs that are not vacuous: alerts with one fault each, which their generated tests must notice."""

from tocsin.prove.mutation.judge import Verdict
from tocsin.prove.mutation.mutant import Mutant
from tocsin.prove.mutation.score import Score, mutate

__all__ = ["Mutant", "Score", "Verdict", "mutate"]
