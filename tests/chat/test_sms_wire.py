"""The wire: the carrier's refusals in our words, what Twilio is asked for, and who may knock."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import ConnectTimeout, ReadTimeout
from twilio.http import HttpClient
from twilio.http.response import Response

from chat.sms.refusals import REASONS, read_code
from chat.sms.sender import SendRefused, SendUnclear
from chat.sms.signature import is_signed, public_address, sign
from chat.sms.twilio_sender import TwilioSender


class RecordingHttp(HttpClient):
    """Answers each request with what the test says, and remembers what was asked."""

    def __init__(
        self, status: int = 201, body: dict[str, Any] | None = None, error: Exception | None = None
    ) -> None:
        super().__init__(logger=None, is_async=False)
        self.status, self.body, self.error = status, body or {}, error
        self.asked: list[dict[str, Any]] = []

    def request(self, method: str, url: str, **options: Any) -> Response:
        self.asked.append({"method": method, "url": url, **options})
        if self.error is not None:
            raise self.error
        return Response(self.status, json.dumps(self.body))


def sender(http: HttpClient, **options: Any) -> TwilioSender:
    return TwilioSender(account_sid="AC" + "0" * 32, auth_token="x", http_client=http, **options)


def send(http: HttpClient, **options: Any) -> Any:
    return sender(http, **options).send("+12035550101", "Hi", from_number="+12035550100", reference="m-1")


@pytest.mark.parametrize(
    ("code", "http", "reason", "retry"),
    [
        ("21610", 400, "opted_out", False),
        (21614, 400, "landline", False),
        ("30006", None, "landline", False),
        ("30003", None, "unreachable", False),
        ("30005", None, "unreachable", False),
        ("30007", None, "filtered", False),
        ("20429", 429, "too_many", True),
        (None, 429, "too_many", True),
        (None, 503, "carrier_trouble", True),
        ("99999", 400, "other", False),
        (None, None, "other", False),
    ],
)
def test_codes_of_the_carrier_become_our_words(code: Any, http: int | None, reason: str, retry: bool) -> None:
    refusal = read_code(code, http)
    assert (refusal.reason, refusal.retry) == (reason, retry)
    assert reason in REASONS


def test_a_text_comes_from_the_agencys_number_and_carries_its_reference() -> None:
    http = RecordingHttp(body={"sid": "SM1", "status": "queued"})
    sent = send(http, status_callback="https://linkage.example/sms/status")
    assert sent.provider_id == "SM1"
    asked = http.asked[0]["data"]
    assert asked["From"] == "+12035550100"
    callback = urlsplit(asked["StatusCallback"])
    assert callback.path == "/sms/status"
    assert parse_qs(callback.query) == {"message": ["m-1"]}


def test_a_messaging_service_picks_the_number_itself() -> None:
    http = RecordingHttp(body={"sid": "SM1", "status": "accepted"})
    send(http, messaging_service_sid="MG1")
    asked = http.asked[0]["data"]
    assert asked["MessagingServiceSid"] == "MG1"
    assert "From" not in asked


def test_somebody_who_opted_out_is_refused_for_good() -> None:
    http = RecordingHttp(400, {"code": 21610, "message": "unsubscribed", "status": 400})
    with pytest.raises(SendRefused) as refusal:
        send(http)
    assert (refusal.value.reason, refusal.value.retry, refusal.value.code) == ("opted_out", False, "21610")


@pytest.mark.parametrize(
    "http",
    [RecordingHttp(429, {"code": 20429}), RecordingHttp(503, {}), RecordingHttp(error=ConnectTimeout())],
)
def test_a_text_that_never_got_in_may_be_tried_again(http: RecordingHttp) -> None:
    with pytest.raises(SendRefused) as refusal:
        send(http)
    assert refusal.value.retry
    assert len(http.asked) == 1


@pytest.mark.parametrize(
    "http", [RecordingHttp(500, {}), RecordingHttp(error=ReadTimeout()), RecordingHttp(error=NoConnection())]
)
def test_a_text_that_may_have_gone_is_never_called_refused(http: RecordingHttp) -> None:
    with pytest.raises(SendUnclear):
        send(http)
    assert len(http.asked) == 1


def test_the_signature_is_the_one_that_twilio_documents() -> None:
    # Twilio's documented example: https://www.twilio.com/docs/usage/security
    address = "https://mycompany.com/myapp.php?foo=1&bar=2"
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    assert sign("12345", address, form) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    assert is_signed("12345", address, form, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
    assert not is_signed("12345", address, {**form, "Digits": "9"}, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
    assert not is_signed("12345", address.replace("https", "http"), form, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")


@pytest.mark.parametrize(
    ("token", "signature"), [("", sign("", "https://a.example/", {})), ("t", None), ("t", "")]
)
def test_without_a_token_or_a_signature_nobody_gets_in(token: str, signature: str | None) -> None:
    assert not is_signed(token, "https://a.example/", {}, signature)


@pytest.mark.parametrize(
    ("public", "asked", "address"),
    [
        ("", "http://10.0.0.5:8000/sms/status?message=1", "http://10.0.0.5:8000/sms/status?message=1"),
        (
            "https://linkage.example",
            "http://10.0.0.5:8000/sms/status?message=1",
            "https://linkage.example/sms/status?message=1",
        ),
        (
            "https://agency.example/linkage/",
            "http://inner/sms/inbound",
            "https://agency.example/linkage/sms/inbound",
        ),
    ],
)
def test_behind_a_proxy_the_public_address_is_rebuilt(public: str, asked: str, address: str) -> None:
    assert public_address(public, asked) == address
