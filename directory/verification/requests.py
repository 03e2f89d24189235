"""Asks providers to look at a listing by a secret link that expires, and takes their answers."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from secrets import token_urlsafe

from sqlmodel import Session, col, select

from directory.change_log import Author
from directory.merges import absorbed, survivor
from directory.tables import Proposal, Service, Verification, VerificationLink, VerificationRequest
from directory.verification import proposals, recording
from directory.verification.rules import rules
from directory.verification.typed import Wish
from directory.wording import N_


class LinkGone(LookupError):
    """The address is unknown or has expired, or the listing behind it is gone."""


class WhoMissing(recording.WhoMissing):
    """An answer counts only with the name and title of who gives it."""


def ask(
    session: Session, service_id: str, *, now: datetime, to_address: str = "", by_id: str | None = None
) -> tuple[VerificationRequest, str]:
    """A new request with the secret of its link, which can be shown this once. The caller commits."""
    request = VerificationRequest(
        service_id=service_id, to_address=to_address.strip(), by_id=by_id, asked_at=now
    )
    session.add(request)
    session.flush()
    return request, make_link(session, request, now=now)


def make_link(session: Session, request: VerificationRequest, *, now: datetime) -> str:
    """A further secret for a request; earlier ones keep working until they expire."""
    token = token_urlsafe(24)
    session.add(
        VerificationLink(
            request_id=request.id,
            token_hash=_hash(token),
            made_at=now,
            expires_at=now + timedelta(days=rules().link_days),
        )
    )
    session.flush()
    return token


def find(
    session: Session, token: str, *, now: datetime
) -> tuple[VerificationLink, VerificationRequest, Service]:
    """What a secret leads to. Raises LinkGone."""
    link = session.exec(select(VerificationLink).where(VerificationLink.token_hash == _hash(token))).first()
    request = session.get(VerificationRequest, link.request_id) if link else None
    service = session.get(Service, survivor(session, request.service_id)) if request else None
    if link is None or request is None or service is None or link.expires_at <= now or request.closed_at:
        raise LinkGone
    return link, request, service


def answer(
    session: Session,
    request: VerificationRequest,
    wishes: Sequence[Wish],
    *,
    provider_name: str,
    provider_title: str,
    note: str,
    now: datetime,
    on: date,
) -> list[Proposal]:
    """Takes a provider's answer: without wishes the listing is verified, with some they wait for approval.

    A listing for which something is proposed counts as verified once a coordinator has decided all of it
    (`settle`). Answering again is answering anew. Raises WhoMissing. The caller commits.
    """
    name, title = provider_name.strip(), provider_title.strip()
    if not (name and title):
        raise WhoMissing(N_("Write your name and your title, so that we know who told us."))
    request.answered_at, request.answer = now, "proposed" if wishes else "confirmed"
    request.provider_name, request.provider_title = name, title
    request.note, request.note_read_at = note.strip(), None
    request.settled_at = None if wishes else now
    session.add(request)
    session.flush()
    if wishes:
        return proposals.propose(
            session,
            survivor(session, request.service_id),
            wishes,
            by_name=f"{name}, {title}",
            now=now,
            why=request.note,
        )
    _verified(session, request, "confirmed", now=now, on=on)
    return []


def leave_note(
    session: Session,
    request: VerificationRequest,
    *,
    provider_name: str,
    provider_title: str,
    note: str,
    now: datetime,
) -> None:
    """Keeps a provider's words alone: they answer the request, and verify nothing."""
    request.answered_at, request.answer = now, "note"
    request.provider_name, request.provider_title = provider_name.strip(), provider_title.strip()
    request.note, request.note_read_at = note.strip(), None
    session.add(request)
    session.flush()


def settle(session: Session, service_id: str, *, now: datetime, on: date) -> list[Verification]:
    """Verifies a listing whose provider's proposals are all decided, by the word of that provider."""
    if any(one.source == "provider" for one in proposals.open_proposals(session, service_id)):
        return []
    waiting = session.exec(
        select(VerificationRequest).where(
            col(VerificationRequest.service_id).in_([service_id, *absorbed(session, service_id)]),
            VerificationRequest.answer == "proposed",
            col(VerificationRequest.settled_at).is_(None),
        )
    ).all()
    made = []
    for request in waiting:
        request.settled_at = now
        session.add(request)
        made.append(_verified(session, request, "changed", now=now, on=on))
    return made


def _verified(
    session: Session, request: VerificationRequest, outcome: str, *, now: datetime, on: date
) -> Verification:
    name, title = request.provider_name, request.provider_title
    return recording.verify(
        session,
        survivor(session, request.service_id),
        outcome=outcome,
        method="link",
        by=Author("provider", name=f"{name}, {title}"),
        now=now,
        on=on,
        provider_name=name,
        provider_title=title,
        note=request.note,
    )


def waiting(session: Session, service_id: str, *, now: datetime) -> list[VerificationRequest]:
    """Requests of a listing that nobody has answered and whose link may still work, newest first."""
    since = now - timedelta(days=rules().link_days)
    query = select(VerificationRequest).where(
        VerificationRequest.service_id == service_id,
        col(VerificationRequest.answered_at).is_(None),
        col(VerificationRequest.closed_at).is_(None),
        col(VerificationRequest.asked_at) > since,
    )
    return list(session.exec(query.order_by(col(VerificationRequest.asked_at).desc())))


def with_notes(session: Session, *, limit: int = 50) -> list[VerificationRequest]:
    """Answers with words for the coordinator that nobody has read, the oldest first."""
    query = select(VerificationRequest).where(
        col(VerificationRequest.answered_at).is_not(None),
        VerificationRequest.note != "",
        col(VerificationRequest.note_read_at).is_(None),
    )
    return list(session.exec(query.order_by(col(VerificationRequest.answered_at)).limit(limit)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
