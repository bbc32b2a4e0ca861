"""An account of AWS for tests, without AWS: MiniStack with IAM enforced and over TLS, and CDK's own command."""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from infra.local import children
from infra.local.engines import Engine
from infra.local.install.paths import MINISTACK_ENV, ROOT, python_of
from ringround.storage.schema import PK

ACCOUNT = "111122223333"
"""Its root's access key is the number itself: what CDK's roles and the functions may do is theirs to be granted."""
REGION = "eu-west-2"
EDGE_REGION = "us-east-1"
EMULATED = ("-c", "emulator=ministack", "-c", "site=none")
CDK = ROOT / "infra" / "node_modules" / ".bin" / "cdk"
STARTER = Path(__file__).with_name("as_aws.py")
PATIENCE = 600
"""Seconds that one command of CDK may take on a busy machine: a custom resource that says nothing would hold it."""


class Cloud:
    """One account in one folder, empty at first; `elections` is the folder of the by-elections' files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.elections = folder / "elections"
        for name in ("elections", "home", "tmp", "s3", "state"):
            (folder / name).mkdir(parents=True)
        self._engine = Engine("MiniStack", folder / "ministack.log", self._launch)

    def _launch(self, port: int) -> subprocess.Popen[bytes]:
        environment = {
            **children.bare_environment(),
            "AUTH": "true",
            "AWS_ACCESS_KEY_ID": ACCOUNT,
            "AWS_SECRET_ACCESS_KEY": "x",
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(port),
            "HOME": str(self.folder / "home"),
            "IOT_MTLS_ENABLED": "0",
            "MINISTACK_ACCOUNT_ID": ACCOUNT,
            "MINISTACK_REGION": REGION,
            "S3_DATA_DIR": str(self.folder / "s3"),
            "STATE_DIR": str(self.folder / "state"),
            "TMPDIR": str(self.folder / "tmp"),
            "USE_SSL": "1",
        }
        command = [str(python_of(MINISTACK_ENV)), str(STARTER), PK]
        return children.start(command, environment=environment, log=self._engine.log, folder=self.folder)

    def start(self) -> Cloud:
        """Start it on a free port and make the account ready for CDK. Raises SetupError where it does not start."""
        self._engine.start()
        self.cdk("bootstrap", *(f"aws://{ACCOUNT}/{region}" for region in (REGION, EDGE_REGION)), "--app", "")
        return self

    def stop(self) -> None:
        """End it, and the functions that it runs."""
        self._engine.stop()

    @property
    def port(self) -> int:
        """Where it listens, for everything."""
        return self._engine.port

    @property
    def address(self) -> str:
        """What boto3 and CDK's command call the endpoint."""
        return f"https://localhost:{self.port}"

    @property
    def certificate(self) -> Path:
        """What it shows to whoever connects; made by itself."""
        return self.folder / "tmp" / "ministack-tls" / "server.crt"

    @property
    def environment(self) -> dict[str, str]:
        """That of somebody who works in this account and this region. A home of its own, because CDK keeps there
        which account an access key is of."""
        known = children.bare_environment()
        return {
            **known,
            "PATH": f"{Path(sys.executable).parent}:{known['PATH']}",
            "HOME": str(self.folder / "home"),
            "AWS_ACCESS_KEY_ID": ACCOUNT,
            "AWS_SECRET_ACCESS_KEY": "x",
            "AWS_REGION": REGION,
            "AWS_ENDPOINT_URL": self.address,
            "AWS_CA_BUNDLE": str(self.certificate),
            "NODE_EXTRA_CA_CERTS": str(self.certificate),
            "RINGROUND_ELECTIONS": str(self.elections),
            "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
            "CDK_DISABLE_CLI_TELEMETRY": "true",
        }

    def cdk(self, *arguments: str, project: Path = ROOT, environment: Mapping[str, str] | None = None) -> str:
        """What CDK's command says, run in a project's folder. Fails the test with its last lines if it fails."""
        return self._run(CDK, *arguments, "--no-notices", "--no-color", project=project, environment=environment)

    def ringround(self, *arguments: str) -> str:
        """What the staff's command says. Fails the test with its last lines if it fails."""
        return self._run(Path(sys.executable).with_name("ringround"), *arguments)

    def _run(
        self,
        command: Path,
        *arguments: str,
        project: Path = ROOT,
        environment: Mapping[str, str] | None = None,
    ) -> str:
        done = subprocess.run(
            [str(command), *arguments], cwd=project, env={**self.environment, **(environment or {})},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            said = "\n".join(f"{done.stdout}\n{done.stderr}".splitlines()[-40:])
            pytest.fail(f"{command.name} {' '.join(arguments)}:\n{said}", pytrace=False)
        return done.stdout

    def synth(self, name: str, project: Path = ROOT) -> None:
        """Make what is deployed next of a by-election that has a file, from the code in a project's folder."""
        paths = {"PYTHONPATH": f"{project / 'layers' / 'core' / 'python'}:{project}"}
        wanted = ("-c", f"election={name}", *EMULATED, "--quiet")
        self.cdk("synth", "**", *wanted, "--output", self._assembly(name), project=project, environment=paths)

    def deploy(self, name: str) -> None:
        """Deploy all stacks of a by-election as they were made last."""
        self.cdk("deploy", f"{name}/*", "--app", self._assembly(name), "--require-approval", "never")

    def _assembly(self, name: str) -> str:
        return str(self.folder / f"cdk.out-{name}")

    def client(self, service: str, region: str = REGION) -> Any:
        """A client of boto3 with all rights in this account."""
        return self._client(service, region, ACCOUNT, "x")

    def _client(self, service: str, region: str, key: str, secret: str, token: str | None = None) -> Any:
        session: Any = boto3.session.Session(key, secret, token, region)
        return session.client(
            service,
            endpoint_url=self.address,
            verify=str(self.certificate),
            config=Config(proxies={}, retries={"total_max_attempts": 1}),
        )

    def client_of(self, role: str, service: str) -> Any:
        """A client of boto3 with a role's rights only."""
        said = self.client("sts").assume_role(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/{role}", RoleSessionName="test")
        keys = said["Credentials"]
        return self._client(service, REGION, keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])

    def outputs(self, stack: str) -> dict[str, str]:
        """What a stack says about itself."""
        (found,) = self.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
        return {one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", [])}

    def resources(self, stack: str, kind: str) -> dict[str, str]:
        """The physical ids of a stack's resources of one type, by logical id."""
        pages = self.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack)
        rows = [row for page in pages for row in page["StackResourceSummaries"]]
        return {row["LogicalResourceId"]: row["PhysicalResourceId"] for row in rows if row["ResourceType"] == kind}

    def stacks(self, region: str = REGION) -> set[str]:
        """The names of the stacks that are there."""
        pages = self.client("cloudformation", region).get_paginator("describe_stacks").paginate()
        return {stack["StackName"] for page in pages for stack in page["Stacks"]}

    def verify(self, address: str) -> None:
        """Have an address that mail may come from, as whoever owns it would: no stack makes it."""
        self.client("sesv2").create_email_identity(EmailIdentity=address)

    def trust(self) -> ssl.SSLContext:
        """For connections to it."""
        return ssl.create_default_context(cafile=str(self.certificate))

    def mails(self) -> list[dict[str, Any]]:
        """What was sent through SES, oldest first."""
        handlers = (urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=self.trust()))
        with urllib.request.build_opener(*handlers).open(f"{self.address}/_ministack/ses/messages", timeout=20) as said:
            return [one for account in json.load(said)["messages"].values() for one in account]

    @contextmanager
    def without(self, role: str, action: str) -> Iterator[None]:
        """A role whose policies don't grant an action, for as long as it takes."""
        iam = self.client("iam")
        (name,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
        before = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        after = {**before, "Statement": [s for s in (_less(s, action) for s in before["Statement"]) if s["Action"]]}
        assert after != before, f"{role} isn't granted {action}"
        iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(after))
        try:
            yield
        finally:
            iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(before))


def _less(statement: dict[str, Any], action: str) -> dict[str, Any]:
    actions = statement["Action"]
    return {**statement, "Action": [a for a in ([actions] if isinstance(actions, str) else actions) if a != action]}
