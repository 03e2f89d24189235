"""Bringing data in: HSDS packages."""

from directory.importing.hsds import import_hsds
from directory.importing.report import ImportReport, Problem, TableCounts
from directory.importing.sources import PackageUnreadable

__all__ = ["ImportReport", "PackageUnreadable", "Problem", "TableCounts", "import_hsds"]
