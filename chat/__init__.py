"""Text messages: what a person meant, what we say, and what may be sent when."""
