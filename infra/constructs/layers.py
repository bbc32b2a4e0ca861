"""The two layers: our own package, and what it depends on."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra import bundling
from infra.python import PYTHON, interpreter

RUNTIME = lambda_.Runtime.PYTHON_3_13
ARCHITECTURE = lambda_.Architecture.ARM_64


class Layers(Construct):
    """`core` changes with every release; `deps` only when the lock file does."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        core = self._layer("core", bundling.CORE, bundling.bundle_core, "ringround itself")
        deps = self._layer("deps", bundling.DEPS, bundling.bundle_deps, "third-party packages")
        self.all: list[lambda_.ILayerVersion] = [core, deps]
        if interpreter() is None:
            cdk.Annotations.of(self).add_warning_v2(
                "ringround:not-compiled",
                f"There is no Python {PYTHON} on this machine, so the layers hold no compiled modules: "
                "it works, but each cold start takes more than twice as long. Install that Python and deploy again.",
            )

    def _layer(self, name: str, source: Path, build: bundling.Build, description: str) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(
            self,
            name,
            description=description,
            code=bundling.code(source, build),
            compatible_runtimes=[RUNTIME],
            compatible_architectures=[ARCHITECTURE],
            # A function of the last version, still answering during an update, goes on using its layer.
            removal_policy=cdk.RemovalPolicy.RETAIN,
        )
