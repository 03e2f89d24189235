"""What a directory could be searched with instead: each learns the same listings and is asked the same."""
