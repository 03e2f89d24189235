"""The small model that reads replies: the words it knows, and how it is run."""
