"""`ringround code`: a sign-in code by AWS credentials, where no mail and no organiser brings one."""

from dataclasses import asdict
from typing import Annotated

import typer

from infra.config import ElectionError, load
from infra.staff.account import open_account
from infra.staff.codes import NoCodeError, code_for
from infra.staff.faults import AccountError
from infra.staff.stacks import find

from .screen import JsonOption, as_json, fail, say, when


def staff_code(
    name: Annotated[str, typer.Argument(help="The by-election.", metavar="NAME")],
    email: Annotated[str, typer.Argument(help="Who is to sign in, by e-mail address.", metavar="E-MAIL")],
    json: JsonOption = False,
) -> None:
    """Make a sign-in code for an admin whom no mail reaches, with your AWS credentials.

    It works once, for half an hour, and stands in the audit. Organisers make codes for volunteers on their page, or by
    ringround volunteers code.

    Example: [bold]ringround code runcorn-and-helsby agent@example.org[/]
    """
    try:
        election = load(name)
        account = open_account(election.region, election.account)
        deployed = find(account, name)
        if deployed is None:
            raise fail(f"{name} is not deployed. First: ringround deploy {name}")
        made = code_for(account, deployed, email)
    except (ElectionError, AccountError, NoCodeError) as error:
        raise fail(str(error)) from None
    if json:
        as_json(asdict(made))
        return
    say(f"Code for {email}, until {when(made.until)}: {made.code[:3]} {made.code[3:]}")
    say(f"The link that fills it in: {made.link}")
