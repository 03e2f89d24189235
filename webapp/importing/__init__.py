"""The parts of the import pages: the form of a mapping, and the size of an upload."""
