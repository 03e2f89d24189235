"""Merging two listings into one: which values stay, what is united, and how it is taken back."""

from directory.duplicates.merging.merge import CannotMerge, Plan, merge, plan, unmerge

__all__ = ["CannotMerge", "Plan", "merge", "plan", "unmerge"]
