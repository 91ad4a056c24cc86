"""Bring a folder of generated files to what was generated, as a whole or not at all."""

from tocsin.output.amend import amend
from tocsin.output.manifest import MANIFEST
from tocsin.output.plan import Plan, plan
from tocsin.output.refusal import Problem, Refusal
from tocsin.output.staging import state_folder
from tocsin.output.sync import sync
from tocsin.output.turn import turn

__all__ = ["MANIFEST", "Plan", "Problem", "Refusal", "amend", "plan", "state_folder", "sync", "turn"]
