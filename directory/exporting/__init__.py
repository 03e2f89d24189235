"""Taking data out: HSDS packages."""

from directory.exporting.package import FolderTaken, export_hsds

__all__ = ["FolderTaken", "export_hsds"]
