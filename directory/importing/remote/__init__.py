"""Reading another directory over its HSDS interface."""

from directory.importing.remote.asking import Asker, SourceUnreachable
from directory.importing.remote.reading import read_source

__all__ = ["Asker", "SourceUnreachable", "read_source"]
