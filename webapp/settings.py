"""Every setting of the program: an environment variable LINKAGE_…, or a line of a `.env` file."""

from pathlib import Path
from secrets import token_urlsafe
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The settings; the descriptions below are what the README lists."""

    model_config = SettingsConfigDict(env_prefix="LINKAGE_", env_file=".env", extra="ignore")

    home: Path = Field(Path("instance"), description="folder for the database, the search index and keys")
    database_url: str = Field(
        "", description="sqlite:///… or postgresql://…; empty for a SQLite file in the home folder"
    )
    secret_key: SecretStr = Field(
        SecretStr(""),
        description="signs sessions and links; empty for one made once and kept in the home folder",
    )
    host: str = Field("127.0.0.1", description="address that the server listens on")
    port: int = Field(8000, description="port that the server listens on")
    threads: int = Field(8, description="requests that one server process answers at a time")
    public_url: str = Field(
        "",
        description="address under which people and Twilio reach this server (https://linkage.example); "
        "empty for the address of each request",
    )
    language: str = Field("en", description="language of pages for those who have chosen none")
    time_zone: str = Field(
        "America/New_York", description="time zone of pages for visitors without an agency"
    )
    twilio_account_sid: str = Field("", description="Twilio account; empty for the simulator")
    twilio_auth_token: SecretStr = Field(
        SecretStr(""),
        description="Twilio's secret, which also signs its webhooks; made up when the simulator is used",
    )
    twilio_messaging_service_sid: str = Field(
        "", description="Twilio messaging service that texts go out through"
    )
    twilio_from_number: str = Field(
        "", description="number that texts come from where there is no messaging service"
    )
    smtp_host: str = Field("", description="mail server; empty to keep mail on the outbox page")
    smtp_port: int = Field(587, description="port of the mail server")
    smtp_user: str = Field("", description="name to sign in to the mail server with; empty for none")
    smtp_password: SecretStr = Field(SecretStr(""), description="password for the mail server")
    smtp_starttls: bool = Field(True, description="whether to ask the mail server for encryption")
    mail_from: str = Field("linkage@localhost", description="sender of mail to providers")
    verification_mail: Literal["chosen", "all"] = Field(
        "chosen",
        description="which providers are asked by mail when a listing is due: those that a coordinator "
        "switched on (chosen), or all that have an address (all)",
    )
    tile_url: str = Field(
        "", description="map tiles, such as https://tiles.example/{z}/{x}/{y}.png; empty for a plain map"
    )
    tile_attribution: str = Field("", description="credit shown on the map for the tiles")
    geocoder_url: str = Field(
        "", description="Nominatim-compatible server for street addresses; empty to look up places only"
    )
    worker_poll_seconds: float = Field(5.0, description="pause of the worker between looks for what is due")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")

    @property
    def database_address(self) -> str:
        """The database's address, with the default filled in."""
        return self.database_url or f"sqlite:///{(self.home / 'linkage.db').resolve()}"

    @property
    def index_folder(self) -> Path:
        """Where this machine keeps its search index."""
        return self.home / "index"

    @property
    def feeds_folder(self) -> Path:
        """Where files lie that feeds read from this machine."""
        return self.home / "feeds"

    @property
    def texts_by_twilio(self) -> bool:
        """Whether texts really go out; otherwise the simulator shows them."""
        return bool(self.twilio_account_sid)

    def with_keys(self) -> "Settings":
        """The same settings with secrets that nobody set made up, kept in the home folder for next time."""
        made: dict[str, SecretStr] = {}
        if not self.secret_key.get_secret_value():
            made["secret_key"] = SecretStr(_kept(self.home / "secret.key"))
        if not self.texts_by_twilio and not self.twilio_auth_token.get_secret_value():
            made["twilio_auth_token"] = SecretStr(_kept(self.home / "simulator.key"))
        return self.model_copy(update=made)


def _kept(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(token_urlsafe(32), encoding="ascii")
    return path.read_text(encoding="ascii").strip()
