"""The steps of a deploy that its commands share: look, install, ask, deploy, try the site."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

import typer
from botocore.exceptions import BotoCoreError, ClientError

from infra.config import Election, ElectionError, load
from infra.local.install.report import SetupError
from infra.staff import machine, mail, readiness, releases, smoke
from infra.staff.account import Account, open_account
from infra.staff.cdk import Cdk, CdkError, Stack
from infra.staff.changes import Change, by_stack, read
from infra.staff.checks import Check, note, ok, stop, stopping
from infra.staff.faults import AccountError
from infra.staff.following import Following
from infra.staff.hints import hints
from infra.staff.reasons import in_words
from infra.staff.stacks import Deployed, find

from .deploy_screen import Shown, asked, show_checks
from .screen import LONDON, counted, fail, say, tell, usage

ContextOption = Annotated[
    list[str] | None,
    typer.Option("--context", "-c", help="Given to cdk as it is: KEY=VALUE. May be repeated.", metavar="KEY=VALUE"),
]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Don’t ask; the answer is yes.")]
NameArgument = Annotated[str, typer.Argument(help="The by-election: its file’s name in infra/elections.")]

API_ADDRESS: Final = "ApiAddress"
"""The app stack's output that holds the API's own address, which answers nobody."""
POINT_THE_DOMAIN_TO: Final = "PointTheDomainTo"
"""The app stack's output where the domain's DNS is somebody else's: what its record has to name."""
_PAUSE: Final = 3.0
_PATIENCE: Final = 180.0
"""Seconds for a new site to be known everywhere before it counts as not answering."""
_SLOWER: Final = 10.0


@dataclass(frozen=True)
class Ready:
    """A by-election that can be deployed: its file, the account, and what runs of it so far."""

    election: Election
    account: Account
    there: Deployed | None
    context: Mapping[str, str]

    @property
    def name(self) -> str:
        """The by-election's name."""
        return self.election.name

    @property
    def brings_pages(self) -> bool:
        """Whether this deploy brings the calling screen with it."""
        return self.context.get("site") != "none"


def read_file(name: str) -> Election:
    """The by-election's file. Ends the command where it is missing or wrong."""
    try:
        return load(name)
    except ElectionError as error:
        raise usage(str(error)) from None


def read_context(given: Sequence[str] | None) -> dict[str, str]:
    """What cdk is to be given. Ends the command where it is no KEY=VALUE."""
    if wrong := [one for one in given or () if not one.partition("=")[0] or "=" not in one]:
        raise usage(f"“{wrong[0]}” is no KEY=VALUE.")
    return {key: value for key, _, value in (one.partition("=") for one in given or ())}


def look(
    name: str, context: Sequence[str] | None, *, install: bool, bootstrap: bool = False, yes: bool = False
) -> Ready:
    """Everything that a deploy depends on, each as a line. Ends the command where something has to be put right first.

    `install` lets what is missing on this machine be installed, and CDK's bootstrap be run: after a question, or
    without one by `bootstrap` or `yes`.
    """
    election, given = read_file(name), read_context(context)
    say(f"{election.title} ({name}), polling day {election.poll_date:%-d %B %Y}, made for “{election.size}”")
    for hint in hints(election, datetime.now(LONDON).date()):
        tell(f"  {hint}")
    checks = _this_machine(given, install=install)
    try:
        account = open_account(election.region, election.account)
    except AccountError as error:
        raise _not_ready([*checks, _shown(stop("Credentials", "AWS is not to be asked", str(error)))]) from None
    try:
        there = find(account, name)
        found = readiness.look(election, account, there, datetime.now(LONDON).date()) + mail.look(election, account)
    except AccountError as error:
        raise fail(str(error)) from None
    ready = Ready(election, account, there, given)
    if install:
        found = [_bootstrapped(ready, check, bootstrap=bootstrap, yes=yes) for check in found]
    show_checks(found)
    checks += found
    if stopping(checks):
        raise _not_ready(checks)
    return ready


def _shown(check: Check) -> Check:
    show_checks([check])
    return check


def _not_ready(checks: Sequence[Check]) -> typer.Exit:
    return fail(f"{counted(len(stopping(checks)), 'thing')} to put right first: see “stop” above.")


def _this_machine(context: Mapping[str, str], *, install: bool) -> list[Check]:
    checks = machine.look(context)
    if install and stopping(checks):
        missing = ", ".join(check.what for check in stopping(checks))
        tell(f"Installing or building what is missing ({missing}), by the project’s own set-up …")
        try:
            machine.set_up()
        except SetupError as error:
            raise fail(str(error)) from None
        checks = machine.look(context)
    elif not install:
        checks = [note(one.what, one.said, one.do) if one.do == machine.BY_ITSELF else one for one in checks]
    show_checks(checks)
    return checks


def _bootstrapped(ready: Ready, check: Check, *, bootstrap: bool, yes: bool) -> Check:
    """The check of CDK's bootstrap after it was done, where the person wants that."""
    region = next((r for r in readiness.regions(ready.election) if check.what.endswith(f"bootstrap in {r}")), "")
    if not region or check.state != "stop":
        return check
    tell(
        f"CDK needs a bucket and some roles of its own in {region}, once for each account and region "
        "(the stack CDKToolkit)."
    )
    if not asked(f"Make them in account {ready.account.id} now?", yes=bootstrap or yes):
        return check
    try:
        Cdk(ready.name, ready.account).bootstrap(region)
    except CdkError as error:
        raise fail(f"{error}\nAll that was said: {error.log}") from None
    return ok(check.what, "done just now")


def templates(ready: Ready) -> tuple[Cdk, list[Stack]]:
    """The cdk command with the templates made. Ends the command where they can't be."""
    cdk = Cdk(ready.name, ready.account, ready.context)
    tell("Making the templates and building the layers …")
    try:
        return cdk, cdk.synth()
    except CdkError as error:
        raise fail(f"{error}\nAll that was said: {error.log}") from None


def carry_out(ready: Ready, cdk: Cdk, stacks: Sequence[Stack], totals: Mapping[str, int]) -> Deployed:
    """Deploy what is synthesised and wait for it: the by-election as it is then. Ends the command where that fails."""
    regions = {stack.name: stack.region for stack in stacks}
    try:
        following = Following(ready.account, {stack.name: totals.get(stack.name, 0) for stack in stacks}, regions)
    except (ClientError, BotoCoreError) as error:
        raise fail(f"CloudFormation could not be asked: {error}") from None
    process = cdk.deploy()
    began = time.monotonic()
    try:
        with Shown(following) as shown:
            while process.poll() is None:
                time.sleep(_PAUSE)
                shown.look()
            shown.look()
    except KeyboardInterrupt:
        raise _left_alone(ready, process.pid, cdk) from None
    if process.returncode != 0:
        raise _failed(ready, following, cdk)
    tell(f"Deployed in {time.monotonic() - began:.0f} s. What cdk said: {cdk.log}")
    try:
        found = find(ready.account, ready.name)
    except AccountError as error:
        raise fail(str(error)) from None
    if found is None:
        raise fail(f"cdk said that all is well, and there is no stack of {ready.name} in {ready.account.region}.")
    return found


def _left_alone(ready: Ready, process: int, cdk: Cdk) -> typer.Exit:
    tell("")
    return fail(
        f"You stopped watching; the deploy goes on by itself (process {process}, log {cdk.log}), and what AWS has "
        f"begun it finishes or takes back as a whole. Look: ringround status {ready.name}\nTo take back an update that "
        f"is under way: aws cloudformation cancel-update-stack --region {ready.account.region} --stack-name "
        f"ringround-{ready.name}-app",
        code=130,
    )


def _failed(ready: Ready, following: Following, cdk: Cdk) -> typer.Exit:
    first = following.first_failure
    said = in_words(first).replace("NAME", ready.name) if first else f"cdk ended with an error:\n{cdk.tail()}"
    before = "What ran before runs on: CloudFormation takes a failed update back as a whole.\n" if ready.there else ""
    return fail(f"The deploy failed.\n{said}\n{before}All that was said: {cdk.log}")


def tried(ready: Ready, deployed: Deployed) -> None:
    """Smoke-test the site through CloudFront until it is well or patience ends; the lines are shown once. Ends the
    command where it is not well."""
    end = time.monotonic() + _PATIENCE
    tell(f"Trying {deployed.address} …")
    checks = site_checks(ready, deployed)
    if (first := stopping(checks)) and time.monotonic() < end:
        minutes = counted(round(_PATIENCE / 60), "minute")
        tell(
            f"Not yet ({first[0].what}: {first[0].said}). It may take a while to be known everywhere: trying {minutes}."
        )
    while stopping(checks) and time.monotonic() < end:
        time.sleep(min(_SLOWER, max(0.0, end - time.monotonic())))
        checks = site_checks(ready, deployed)
    show_checks(checks)
    if stopping(checks):
        back = f" Back to what ran before: ringround rollback {ready.name}" if ready.there else ""
        raise fail(f"It is deployed, and the site does not answer as it should: see “stop” above.{back}")


def site_checks(ready: Ready, deployed: Deployed) -> list[Check]:
    """One look at the site, as lines to show."""
    address, domain = deployed.address, []
    target = deployed.outputs.get(POINT_THE_DOMAIN_TO)
    if target and not smoke.is_known(address):
        # Its record is made by somebody else, later: the site itself can be tried without it.
        do = f"have this record made in its DNS: {ready.election.domain} CNAME {target}"
        domain = [note("The domain", f"{ready.election.domain} does not lead here yet", do)]
        address = f"https://{target}"
    found = smoke.look(address, deployed.outputs.get(API_ADDRESS, ""), page=ready.brings_pages)
    return [_named(check, ready.name) for check in (*domain, *found)]


def _named(check: Check, name: str) -> Check:
    return Check(check.what, check.state, check.said, check.do.replace("NAME", name))


def newest_release(ready: Ready) -> None:
    """Where somebody had gone back to an earlier release, go to what was deployed now: CloudFormation leaves alone
    what it thinks is there already."""
    try:
        standing = releases.look(ready.account, ready.name)
        if standing.releases and standing.at != len(standing.releases) - 1:
            changed = releases.go_to(ready.account, standing, standing.releases[-1])
            if changed:
                tell(f"An earlier release was running: {counted(len(changed), 'thing')} set to the new one.")
    except AccountError as error:
        raise fail(str(error)) from None


def changes_of(ready: Ready, cdk: Cdk) -> list[Change] | None:
    """What a deploy would change; None where nothing is there yet. Ends the command where it can't be told."""
    if ready.there is None:
        return None
    try:
        return read(cdk.diff())
    except CdkError as error:
        raise fail(f"{error}\nAll that was said: {error.log}") from None


def totals_of(stacks: Sequence[Stack], changes: Sequence[Change] | None) -> dict[str, int]:
    """How many resources a deploy has to make or change, by stack: all of a template's where nothing is there yet."""
    if changes is None:
        return {stack.name: len(stack.resources) for stack in stacks}
    return dict(by_stack(changes))
