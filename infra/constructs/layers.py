"""The two layers: our own package, and what it depends on."""

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra import bundling
from infra.config import Election
from infra.python import PYTHON, interpreter

RUNTIME = lambda_.Runtime.PYTHON_3_13
ARCHITECTURE = lambda_.Architecture.ARM_64


class Layers(Construct):
    """`core` changes with every release; `deps`, made with `packages`, only when the lock file does."""

    def __init__(self, scope: Construct, construct_id: str, *, election: Election, packages: bundling.Packages) -> None:
        super().__init__(scope, construct_id)
        self._election = election
        # What handlers compile as they start is kept in it: it changes with them, and with what they import.
        ours = bundling.code(bundling.CORE, bundling.bundle_core, bundling.FUNCTIONS, bundling.REQUIREMENTS)
        core = self._layer("core", ours, "ringround itself")
        made = bundling.code(bundling.DEPS, packages.build, made_for=packages.made_for)
        deps = self._layer("deps", made, "third-party packages")
        self.all: list[lambda_.ILayerVersion] = [core, deps]
        if interpreter() is None:
            cdk.Annotations.of(self).add_warning_v2(
                "ringround:not-compiled",
                f"There is no Python {PYTHON} on this machine, so the layers hold no compiled modules: "
                "it works, but each cold start takes more than twice as long. Install that Python and deploy again.",
            )

    def _layer(self, name: str, code: lambda_.Code, description: str) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(
            self,
            name,
            # The versions that a stack leaves behind are found by it when the by-election is taken down.
            layer_version_name=f"ringround-{self._election.name}-{name}",
            description=description,
            code=code,
            compatible_runtimes=[RUNTIME],
            compatible_architectures=[ARCHITECTURE],
            # A function of the last version, still answering during an update, goes on using its layer.
            removal_policy=cdk.RemovalPolicy.RETAIN,
        )
