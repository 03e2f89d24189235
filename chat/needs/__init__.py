"""What a caseworker's words ask for, and what they say about the client."""

from chat.needs.reading import HeardNeed, read_need

__all__ = ["HeardNeed", "read_need"]
