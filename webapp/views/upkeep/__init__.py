"""Keeping listings true: the coordinator's day, the call sheet, and the upkeep of one listing."""

from webapp.views.upkeep import call, day, decisions, listing
from webapp.views.upkeep.blueprint import blueprint

__all__ = ["blueprint", "call", "day", "decisions", "listing"]
