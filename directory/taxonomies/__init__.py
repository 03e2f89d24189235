"""Our own categories in the directory, schemes of others, and what their terms mean in ours."""
