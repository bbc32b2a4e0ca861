"""`ringround rollback`: back to what ran before, and forward again, in seconds and without cdk."""

from typing import Annotated

import typer

from infra.staff import origin, releases
from infra.staff.account import open_account
from infra.staff.checks import stopping
from infra.staff.faults import AccountError
from infra.staff.releases import Release, Standing
from infra.staff.stacks import TABLE, State, find

from .deploy_screen import ago, asked, show_checks
from .deploying import NameArgument, Ready, YesOption, read_file, site_checks
from .screen import counted, fail, say, show, table


def rollback(
    name: NameArgument,
    forward: Annotated[bool, typer.Option("--forward", help="Towards the newest release again.")] = False,
    versions: Annotated[bool, typer.Option("--list", help="Only show the releases.")] = False,
    yes: YesOption = False,
) -> None:
    """Go back to the release before: API and pages, at once. The data stays as it is.

    A deploy later goes on from what is deployed, whatever ran in between.

    Example: [bold]ringround rollback runcorn-and-helsby[/]

    Example: [bold]ringround rollback runcorn-and-helsby --forward[/]
    """
    election = read_file(name)
    try:
        account = open_account(election.region, election.account)
        there = find(account, name)
        if there is None or there.state not in {State.RUNNING, State.ROLLED_BACK}:
            raise fail(f"{name} is not running ({there.state if there else State.NOT_DEPLOYED}).")
        standing = releases.look(account, name)
        _show(standing)
        if versions:
            return
        release = standing.step(1 if forward else -1)
        if release is None:
            raise fail("There is no later release." if forward else "There is no earlier release to go back to.")
        if late := origin.functions_that_refuse(account, name, release.functions):
            raise fail(
                f"{counted(len(late), 'function')} of that release would refuse what CloudFront sends: the origin "
                "secret was changed twice since. Deploy that release anew instead: git checkout, and ringround update "
                f"{name}."
            )
        if releases.on_another_table(account, release, there.outputs.get(TABLE, "")):
            raise fail(
                "That release works on another table: a restored one was put in use since then, or taken out. What is "
                "recorded would go where nobody looks. Deploy that release anew instead: git checkout, and "
                f"ringround update {name}."
            )
        if not asked(f"Go to the release of {ago(release.ended)}?", yes=yes):
            raise fail("Nothing was changed.")
        changed = releases.go_to(account, standing, release)
    except AccountError as error:
        raise fail(str(error)) from None
    for line in changed:
        say(f"  {line}")
    say(f"{counted(len(changed), 'thing')} changed. Pages that are open keep their version until they are opened anew.")
    checks = site_checks(Ready(election, account, there, {} if standing.pages else {"site": "none"}), there)
    show_checks(checks)
    other_way = f"ringround rollback {name}{'' if forward else ' --forward'}"
    if stopping(checks):
        raise fail(f"The site does not answer as it should: see “stop” above. The other way: {other_way}")
    say(f"The other way: {other_way}")


def _show(standing: Standing) -> None:
    rows = [
        (
            "→" if index == standing.at else "",
            ago(release.ended),
            _versions(release, standing.releases[index - 1] if index else None),
        )
        for index, release in reversed(list(enumerate(standing.releases)))
    ]
    show(table("Releases, newest first", ["", "Deployed", "What it changed"], rows))
    if standing.releases and standing.at is None:
        say("What runs is none of these: something was changed by hand, or a rollback broke off.")


def _versions(release: Release, before: Release | None) -> str:
    if before is None:
        return f"the first: {counted(len(release.functions), 'function')}, {counted(len(release.pages), 'page')}"
    functions = [one for one, version in release.functions.items() if version != before.functions.get(one)]
    pages = [one for one, content in release.pages.items() if content != before.pages.get(one)]
    return f"{counted(len(functions), 'function')}, {counted(len(pages), 'page')}"
