"""The environment of a function, read once by `wiring` and nowhere else.

Addresses of AWS services are not here: boto3 reads `AWS_ENDPOINT_URL_*` itself, so the code has no word about
running locally.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

TABLE = "RINGROUND_TABLE"
SITE = "RINGROUND_SITE"
SENDER = "RINGROUND_SENDER"
MAIL_SET = "RINGROUND_MAIL_SET"
UPLOADS = "RINGROUND_UPLOADS"
EXPORTS = "RINGROUND_EXPORTS"
IMPORT_FUNCTION = "RINGROUND_IMPORT_FUNCTION"
ARRANGE_FUNCTION = "RINGROUND_ARRANGE_FUNCTION"
EXPORT_FUNCTION = "RINGROUND_EXPORT_FUNCTION"
CLOSE_FUNCTION = "RINGROUND_CLOSE_FUNCTION"
LOG_GROUPS = "RINGROUND_LOG_GROUPS"
ORIGIN_SECRETS = "RINGROUND_ORIGIN_SECRETS"

ORIGIN_HEADER = "x-ringround-origin"
"""The header in which CloudFront says that a request came through it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a function is told from outside.

    `site` is the address that volunteers open, with no slash at the end. `sender` is the e-mail address that
    codes come from; empty means that no mail is sent and organisers hand codes out. `mail_set` is the mail service's
    configuration set that they are sent by. `log_groups` are those whose streams go with a campaign that is closed.
    Where there are `origin_secrets`, a request that says none of them is refused.
    """

    table: str
    site: str = ""
    sender: str = ""
    mail_set: str = ""
    uploads: str = ""
    exports: str = ""
    import_function: str = ""
    arrange_function: str = ""
    export_function: str = ""
    close_function: str = ""
    log_groups: tuple[str, ...] = ()
    origin_secrets: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Settings from the names above. Raises KeyError where the table's name is missing, ValueError where the
        secrets of the origin are given and there is none."""
        secrets = _parts(environment.get(ORIGIN_SECRETS, ""))
        if ORIGIN_SECRETS in environment and not secrets:
            # To answer whoever asks is right on one machine only, where nothing is given.
            raise ValueError(f"{ORIGIN_SECRETS} is empty")
        return cls(
            table=environment[TABLE],
            site=environment.get(SITE, "").rstrip("/"),
            sender=environment.get(SENDER, ""),
            mail_set=environment.get(MAIL_SET, ""),
            uploads=environment.get(UPLOADS, ""),
            exports=environment.get(EXPORTS, ""),
            import_function=environment.get(IMPORT_FUNCTION, ""),
            arrange_function=environment.get(ARRANGE_FUNCTION, ""),
            export_function=environment.get(EXPORT_FUNCTION, ""),
            close_function=environment.get(CLOSE_FUNCTION, ""),
            log_groups=_parts(environment.get(LOG_GROUPS, "")),
            origin_secrets=secrets,
        )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))
