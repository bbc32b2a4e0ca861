"""Told of mails that did not arrive: started by the one topic that the mail service's events come through, and by
nothing else (the function's own policy says so).

An event holds the address and the subject of a mail, so none of it is ever logged: only what happened.
"""

import json
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from ringround import observability, wiring
from ringround.domain.errors import NotThere
from ringround.usecases.hear_of_mail import hear_of_mail

FUNCTION = "mail_events"


class MailFault(Exception):  # noqa: N818 - an ending that Lambda must see
    """Something went wrong, and the event is tried again. Holds the name of what it was and nothing else: the runtime
    logs what a function raises, and a message may hold an address."""


def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Write down what became of mails. Raises MailFault for whatever may go well the next time."""
    heard = []
    try:
        context = wiring.context()
        for record in event["Records"]:
            heard += hear_of_mail(context, json.loads(record["Sns"]["Message"]))
    except NotThere:
        # The campaign and its volunteers are gone: there is nobody to write this down for.
        observability.logger().info("no campaign", extra={"operation": FUNCTION})
        return {"heard": 0}
    except (ValueError, KeyError, TypeError) as error:
        # Tried again, it would read the same.
        observability.unexpected(FUNCTION, error)
        return {"heard": len(heard)}
    except Exception as error:  # noqa: BLE001 - nothing of it may reach the log as it is
        observability.unexpected(FUNCTION, error)
        fault = MailFault(type(error).__name__)
    else:
        for what in heard:
            observability.logger().info(what, extra={"operation": FUNCTION})
        return {"heard": len(heard)}
    # Outside of the handling, so that the first error does not hang on it.
    raise fault
