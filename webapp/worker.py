"""The loop that does what is due: texts, replies left behind, mail."""

import logging
import threading
from collections.abc import Callable

from casework import inbound, mail, sending
from webapp.mailer import SmtpMailer
from webapp.state import Linkage

_log = logging.getLogger("linkage.worker")


def run(state: Linkage, *, stop: threading.Event, poll_seconds: float) -> None:
    """Looks for what is due every `poll_seconds` until `stop` is set; what is under way is finished first.

    Any number of these may run at once. A piece of work that fails is recorded and tried again next time.
    """
    while not stop.is_set():
        busy = step(state)
        if not busy:
            stop.wait(poll_seconds)


def step(state: Linkage) -> bool:
    """One look at everything; whether there was something to do."""
    busy = False
    for name, work in _WORK:
        try:
            busy = bool(work(state)) or busy
        except Exception:
            # The next look may go better, and the other kinds of work must not wait for it.
            _log.exception("work failed", extra={"work": name})
    return busy


def _replies(state: Linkage) -> int:
    return inbound.catch_up(state.make_session, now=state.clock())


def _texts(state: Linkage) -> int:
    return sending.send_due(state.make_session, state.sender, now=state.clock()).sent


def _mail(state: Linkage) -> int:
    # Without a mail server mail stays on the outbox page.
    if not state.settings.smtp_host:
        return 0
    return mail.deliver_due(state.make_session, SmtpMailer(state.settings), now=state.clock())


def _mail(state: Linkage) -> int:
    if not state.settings.smtp_host:
        # Mail stays on the outbox page.
        return 0
    return mail.deliver_due(state.make_session, SmtpMailer(state.settings), now=state.clock())


_WORK: tuple[tuple[str, Callable[[Linkage], int]], ...] = (
    ("replies", _replies),
    ("texts", _texts),
    ("mail", _mail),
)
