"""Texts through Twilio's Messages API."""

import logging
from urllib.parse import urlencode

from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import ConnectTimeout, RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http import HttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from chat.sms.refusals import read_code
from chat.sms.sender import SendRefused, SendUnclear, Sent

_log = logging.getLogger("linkage.sms")

_TIMEOUT_SECONDS = 15.0


class TwilioSender:
    """Sends through a messaging service, or from a number where there is none.

    `status_callback` is the address that Twilio reports deliveries to; each text adds its reference, so
    that a report finds its text even where Twilio's answer to the sending never arrived. Without
    `from_number` each text comes from the number of its agency. `http_client` is for tests.
    """

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        messaging_service_sid: str | None = None,
        from_number: str | None = None,
        status_callback: str | None = None,
        http_client: HttpClient | None = None,
    ) -> None:
        self._client = Client(
            account_sid, auth_token, http_client=http_client or TwilioHttpClient(timeout=_TIMEOUT_SECONDS)
        )
        self._service = messaging_service_sid
        self._from_number = from_number
        self._callback = status_callback

    def send(self, to: str, body: str, *, from_number: str, reference: str) -> Sent:
        """Hands one text to Twilio; see chat.sms.sender.Sender."""
        options: dict[str, str] = {"from_": self._from_number or from_number}
        if self._service:
            # The service picks the number; one that is not in its pool would be refused.
            options = {"messaging_service_sid": self._service}
        if self._callback:
            options["status_callback"] = f"{self._callback}?{urlencode({'message': reference})}"
        try:
            # No retry of our own inside one call: the API has no idempotency key.
            message = self._client.messages.create(to=to, body=body, **options)
        except TwilioRestException as error:
            refusal = read_code(error.code, error.status)
            if error.status >= 500 and error.status != 503:
                # 503 turns a request away at the door; after any other of these the text may have gone.
                raise SendUnclear(str(error.status)) from error
            raise SendRefused(str(error.code or error.status), refusal.reason, retry=refusal.retry) from error
        except ConnectTimeout as error:
            raise SendRefused("no connection", "carrier_trouble", retry=True) from error
        except NoConnection as error:
            raise SendUnclear("connection lost") from error
        except (RequestException, TwilioException) as error:
            raise SendUnclear(type(error).__name__) from error
        _log.info("text handed over", extra={"message_id": reference, "provider_id": message.sid})
        return Sent(str(message.sid), "sent")
