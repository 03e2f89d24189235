"""How the directory is doing: how true, how old, how much is waiting, and how fast problems are settled."""
