"""What a client's answer to a check-in says."""

from chat.model.names import LABELS
from chat.replies.reading import ACT_ABOVE, Heard, read_reply

__all__ = ["ACT_ABOVE", "LABELS", "Heard", "read_reply"]
