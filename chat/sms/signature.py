"""Whether a webhook really comes from Twilio: its signature over the public address and every parameter."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from twilio.request_validator import RequestValidator


def public_address(public_url: str, requested_url: str) -> str:
    """The address as Twilio called it, rebuilt from the configured one.

    Behind a proxy the request names an inner host and often http. The path of `public_url` is a prefix
    that the proxy strips. Empty `public_url`: the request's own address stands.
    """
    if not public_url:
        return requested_url
    asked = urlsplit(requested_url)
    query = f"?{asked.query}" if asked.query else ""
    return f"{public_url.rstrip('/')}{asked.path}{query}"


def is_signed(auth_token: str, address: str, parameters: Mapping[str, str], signature: str | None) -> bool:
    """Whether `signature` is Twilio's for this public address and these form parameters.

    Without a token nothing is ever taken as signed.
    """
    if not auth_token or not signature:
        return False
    return bool(RequestValidator(auth_token).validate(address, parameters, signature))


def sign(auth_token: str, address: str, parameters: Mapping[str, str]) -> str:
    """Twilio's signature: for the simulator, which knocks at the same door as Twilio."""
    return str(RequestValidator(auth_token).compute_signature(address, parameters))
