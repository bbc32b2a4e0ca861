"""What an emulator of AWS can't do is left out or written differently: `-c emulator=ministack`, for tests of a deploy.

Every difference between what such a test deploys and what a by-election deploys is in this file, each with its reason.
Nothing else in `infra` asks what it runs on. The emulator is MiniStack 1.5.33, with IAM enforced and over TLS, so
policies, https-only viewers and buckets that refuse plain http are deployed and checked as they are.
"""

import compileall
import os
import shutil
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from py_compile import PycInvalidationMode
from urllib.parse import urlsplit

import aws_cdk as cdk
from aws_cdk.aws_s3_deployment import BucketDeployment
from aws_cdk.custom_resources import AwsCustomResource
from constructs import IConstruct

from infra import bundling, trimming
from infra.stages import ByElection

MINISTACK = "ministack"
ADDRESS = "AWS_ENDPOINT_URL"

UNKNOWN_TYPES = frozenset({"AWS::Budgets::Budget"})
"""Resource types for which it refuses the whole stack."""

MADE_BY_CDKS_FUNCTIONS = (AwsCustomResource, BucketDeployment)
"""What CDK's own functions make, which need what only Lambda's image and layers hold: the SDK for Node, and the AWS
command at /opt. So the bucket of uploads is told of no page, and the test uploads the page's files itself."""
CDKS_FUNCTIONS = ("AWS679f53fac002430cb0da5b7982bd2287", "Custom::CDKBucketDeployment")
"""What the paths of those functions, and of what belongs to them, begin with below the stack."""
THE_API = 1
"""Which of the distribution's origins the API is: the files' comes first, as that of all other addresses."""


class EmulatorError(Exception):
    """The emulator that was asked for can't be deployed to. The message says what to do."""


class Emulator:
    """MiniStack at `address`, which is the one that boto3 and CDK's command are told of."""

    def __init__(self, address: str) -> None:
        found = urlsplit(address)
        if found.scheme != "https" or found.port is None:
            raise EmulatorError(
                f"{ADDRESS} has to be the emulator's address, https://localhost:PORT: it is {address!r}"
            )
        self._host, self._port = found.hostname, found.port

    @classmethod
    def asked_for(cls, app: cdk.App) -> "Emulator | None":
        """The one that the context names; None for AWS itself. Raises EmulatorError for one that isn't known."""
        name = app.node.try_get_context("emulator")
        if name is None:
            return None
        if name != MINISTACK:
            raise EmulatorError(f"emulator={name}: only {MINISTACK} is known")
        return cls(os.environ.get(ADDRESS, ""))

    def packages(self) -> bundling.Packages:
        """The packages' layer. It runs functions with the Python that it runs with itself, on this machine."""
        return bundling.Packages("this machine", _installed_packages)

    def fit(self, stage: ByElection) -> None:
        """Change one by-election's stacks to what the emulator can deploy, after all is made and before the synth."""
        for stack in filter(None, (stage.data, stage.edge, stage.app)):
            for construct in list(_unfit(stack)):
                construct.node.scope.node.try_remove_child(construct.node.id)
        self._reach_the_api(stage)
        # It reads the outputs of stacks in the same region only.
        stage.app.site.distribution.node.default_child.add_property_deletion_override("DistributionConfig.WebACLId")

    def _reach_the_api(self, stage: ByElection) -> None:
        # Its CloudFront calls no address of AWS; its API is found by a path of its own.
        distribution = stage.app.site.distribution.node.default_child
        path = cdk.Fn.join("", ["/_aws/execute-api/", stage.app.api.api.api_id, "/$default"])
        for name, value in (
            ("DomainName", self._host),
            ("OriginPath", path),
            ("CustomOriginConfig.HTTPSPort", self._port),
        ):
            distribution.add_property_override(f"DistributionConfig.Origins.{THE_API}.{name}", value)


def _unfit(stack: cdk.Stack) -> Iterator[IConstruct]:
    """What goes: resources that it can't make, and CDK's own functions with all that belongs to them."""
    for construct in stack.node.find_all():
        theirs = any(construct.node.path.startswith(f"{stack.node.path}/{name}") for name in CDKS_FUNCTIONS)
        if theirs or isinstance(construct, MADE_BY_CDKS_FUNCTIONS):
            yield construct
        elif cdk.CfnResource.is_cfn_resource(construct):
            kind = construct.cfn_resource_type
            # An alarm on a formula of several metrics: it knows alarms on one.
            formula = kind == "AWS::CloudWatch::Alarm" and construct.metrics is not None
            if kind in UNKNOWN_TYPES or formula:
                yield construct


def _installed_packages(output: Path) -> None:
    """The packages of the lock file as they are installed beside this Python. Raises EmulatorError for another version
    or none."""
    target = output / "python"
    for name, version in _locked():
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            raise EmulatorError(f"{name} is not installed: `make test` installs it") from None
        if package.version != version:
            raise EmulatorError(f"{name} is {package.version}, and the functions' is {version}: `make lock`")
        for file in package.files or ():
            # Commands of packages lie beside their library, and Lambda's layer has none.
            if ".." not in file.parts and file.suffix != ".pyc":
                place = target / file
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file.locate(), place)
    trimming.leave_out(target)
    # For the emulator's own Python, or each function would compile all that it imports.
    compileall.compile_dir(target, quiet=2, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)


def _locked() -> Iterator[tuple[str, str]]:
    for line in bundling.REQUIREMENTS.read_text(encoding="utf-8").splitlines():
        name, equals, rest = line.partition("==")
        if equals:
            yield name, rest.split()[0]
