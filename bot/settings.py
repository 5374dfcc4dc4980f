"""The settings: the only reader of the environment."""

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SLACK_API = "https://slack.com/api/"


class BadSetting(Exception):
    """One line: which variable, what was expected, what to do."""


class Settings(BaseSettings):
    """Every variable of ours; AWS_… belongs to boto3, which reads it itself."""

    model_config = SettingsConfigDict(env_file=None, extra="ignore", frozen=True)

    slack_bot_token: SecretStr | None = Field(None, description="the bot's token, xoxb-…")
    slack_signing_secret: SecretStr | None = Field(None, description="proves that a request is Slack's; HTTP only")
    slack_app_token: SecretStr | None = Field(
        None, description="an app-level token, xapp-…: Socket Mode instead of HTTP"
    )
    slack_api_url: str = Field(SLACK_API, description="base of Slack's Web API")
    database_url: str = Field("sqlite:///leasehold.db", description="SQLAlchemy URL; postgres:// is fine")
    port: int = Field(3000, ge=0, le=65535, description="HTTP port")
    leasehold_catalog: Path = Field(Path("catalog.yaml"), description="path of the catalog")
    leasehold_log_level: str = Field("info", description="debug, info, warning or error")

    @field_validator("slack_bot_token", "slack_signing_secret", "slack_app_token")
    @classmethod
    def _blank_is_unset(cls, value: SecretStr | None) -> SecretStr | None:
        return value if value and value.get_secret_value().strip() else None

    @field_validator("slack_api_url")
    @classmethod
    def _ends_in_a_slash(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("expected a URL such as https://slack.com/api/")
        return value.rstrip("/") + "/"

    @field_validator("leasehold_log_level")
    @classmethod
    def _is_a_level(cls, value: str) -> str:
        if value.lower() not in {"debug", "info", "warning", "error"}:
            raise ValueError("expected debug, info, warning or error")
        return value.lower()

    @property
    def bot_token(self) -> str:
        """Raises BadSetting when it is missing."""
        return _needed(self.slack_bot_token, "SLACK_BOT_TOKEN", "xoxb-…", "OAuth & Permissions")

    @property
    def signing_secret(self) -> str:
        return _needed(self.slack_signing_secret, "SLACK_SIGNING_SECRET", "the signing secret", "Basic Information")

    @property
    def app_token(self) -> str | None:
        return self.slack_app_token.get_secret_value() if self.slack_app_token else None

    @property
    def is_socket_mode(self) -> bool:
        return self.slack_app_token is not None

    def check_complete(self) -> None:
        """Raise BadSetting when a token is missing without which nothing can be served."""
        _ = self.bot_token
        if not self.is_socket_mode:
            _ = self.signing_secret


def read() -> Settings:
    """Read the environment. Raises BadSetting with one line for all that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = (f"{str(each['loc'][0]).upper()}: {each['msg']}" for each in error.errors(include_input=False))
        raise BadSetting("; ".join(wrong)) from None


def _needed(secret: SecretStr | None, variable: str, looks_like: str, page: str) -> str:
    if secret is None:
        raise BadSetting(f"{variable} is not set: expected {looks_like}, from the page '{page}' of your Slack app")
    return secret.get_secret_value()
