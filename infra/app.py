"""The CDK app: each by-election that has a file in `infra/elections/` is a stage, so `cdk deploy 'NAME/*'` is enough.

Run from the project's folder (`cdk.json` does). `-c election=NAME` makes that one only, which is quicker and doesn't
stop for what is wrong in another one's file. `-c bundling=off` leaves
the layers out: the templates are the same, it is quick and needs no network, and what it makes can't be deployed.
`-c site=FOLDER` takes the built calling screen from elsewhere than `web/dist`; `-c site=none` leaves its upload out.
`-c emulator=ministack` fits the stacks to an emulator of AWS (`infra.emulator`).
"""

import sys

import aws_cdk as cdk

from infra import bundling, nag
from infra.config import ElectionError, load, names
from infra.emulator import Emulator, EmulatorError
from infra.stages import ByElection

NO_BUNDLING: dict[str, list[str]] = {"aws:cdk:bundling-stacks": []}
"""CDK's own word for it, which its command line doesn't take."""


def main() -> None:
    """What `cdk` runs. Ends with 2 and one clear line where the by-election is not known, its file is wrong,
    or the emulator that was asked for can't be deployed to."""
    app = cdk.App()
    chosen = app.node.try_get_context("election")
    try:
        elections = [load(name) for name in ([str(chosen)] if chosen else names())]
        emulator = Emulator.asked_for(app)
    except (ElectionError, EmulatorError) as error:
        sys.stderr.write(f"ringround: {error}\n")
        sys.exit(2)
    if app.node.try_get_context("bundling") == "off":
        for name, value in NO_BUNDLING.items():
            app.node.set_context(name, value)
        cdk.Annotations.of(app).add_warning_v2("ringround:not-bundled", "bundling is off: not to be deployed")
    if emulator is None:
        nag.check(app)
    for election in elections:
        stage = ByElection(app, election, packages=emulator.packages() if emulator else bundling.FOR_LAMBDA)
        nag.acknowledge(stage)
        if emulator:
            emulator.fit(stage)
    app.synth()


if __name__ == "__main__":
    main()
