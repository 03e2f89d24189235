"""Editing a listing part by part: read, merged with what others changed meanwhile, kept with its history."""

from directory.editing.merging import Conflict, State
from directory.editing.parts import PARTS, Part
from directory.editing.saving import EditConflict, read_part, save
from directory.editing.subject import Subject

__all__ = ["PARTS", "Conflict", "EditConflict", "Part", "State", "Subject", "read_part", "save"]
