"""The commands of `linkage`, a file for each thing one does."""
