"""The CDK app: `cdk synth -c election=NAME` makes one by-election's stacks.

Run from the project's folder (`cdk.json` does). Without `-c election=` it takes the sample. `-c bundling=off` leaves
the layers out: the templates are the same, it is quick and needs no network, and what it makes can't be deployed.
`-c site=FOLDER` takes the built calling screen from elsewhere than `web/dist`; `-c site=none` leaves its upload out.
"""

import sys

import aws_cdk as cdk

from infra import nag
from infra.config import SAMPLE, ElectionError, load
from infra.stages import ByElection

NO_BUNDLING: dict[str, list[str]] = {"aws:cdk:bundling-stacks": []}
"""CDK's own word for it, which its command line doesn't take."""


def main() -> None:
    """What `cdk` runs. Ends with 2 and one clear line where the by-election is not known or its file is wrong."""
    app = cdk.App()
    try:
        election = load(str(app.node.try_get_context("election") or SAMPLE))
    except ElectionError as error:
        sys.stderr.write(f"ringround: {error}\n")
        sys.exit(2)
    if app.node.try_get_context("bundling") == "off":
        for name, value in NO_BUNDLING.items():
            app.node.set_context(name, value)
        cdk.Annotations.of(app).add_warning_v2("ringround:not-bundled", "bundling is off: not to be deployed")
    nag.check(app)
    nag.acknowledge(ByElection(app, election))
    app.synth()


if __name__ == "__main__":
    main()
