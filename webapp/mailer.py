"""Carries mail to a mail server (SMTP, RFC 5321)."""

import smtplib
from email.message import EmailMessage

from casework.mail import MailRefused
from webapp.settings import Settings

_PATIENCE_SECONDS = 20


class SmtpMailer:
    """Sends one mail after the other, each over a connection of its own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, to: str, subject: str, body: str) -> None:
        """Hands a mail over; raises MailRefused, with `retry` for what may pass later (4xx, no answer)."""
        settings = self._settings
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = settings.mail_from, to, subject
        mail.set_content(body)
        try:
            with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=_PATIENCE_SECONDS) as server:
                if settings.smtp_starttls:
                    server.starttls()
                if settings.smtp_user:
                    server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
                server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            code = max((answer[0] for answer in error.recipients.values()), default=550)
            raise MailRefused(f"the mail server refused the address ({code})", retry=code < 500) from error
        except smtplib.SMTPResponseException as error:
            raise MailRefused(
                f"the mail server answered {error.smtp_code}", retry=error.smtp_code < 500
            ) from error
        except (OSError, smtplib.SMTPException) as error:
            raise MailRefused("the mail server could not be reached", retry=True) from error
