"""What is deployed anew with each release: layers, functions, the HTTP API, the site."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.config import Election
from infra.constructs.functions import Function
from infra.constructs.http_api import HttpApi
from infra.constructs.layers import Layers
from infra.constructs.site import Site
from infra.stacks.data import DataStack
from infra.stacks.edge import EdgeStack
from ringround import settings

WEB = Path(__file__).resolve().parent.parent.parent / "web" / "dist"

REQUEST_TIMEOUT = 15
"""Seconds. The HTTP API gives up after 29; a caller has given up long before."""
IMPORT_TIMEOUT = 900
"""Seconds: the longest that Lambda allows."""
IMPORT_MEMORY = 1769
"""Megabytes: one whole processor."""

IMPORT_FILES = "imports/*"
"""Where the files of imports lie in either bucket (`ringround.storage.imports_files`)."""

ROSTER_FILES = "rosters/*"
"""Where what is counted for filters lies in the bucket of exports (`ringround.storage.rosters`)."""

EXPORT_FILES = "exports/*"
"""Where exports lie in their bucket (`ringround.storage.exports_files`)."""

RESULTS = (ROSTER_FILES, EXPORT_FILES)
"""What `export_results` makes and organisers read."""


class AppStack(cdk.Stack):
    """Holds nothing of its own: deleted and deployed again, it works on the same data."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        election: Election,
        *,
        data: DataStack,
        edge: EdgeStack | None,
        **stack: Any,
    ) -> None:
        super().__init__(scope, construct_id, **stack)
        self._election = election
        self._data = data
        self._layers = Layers(self, "layers").all
        self._logs: list[logs.ILogGroup] = []
        self.api = HttpApi(self, "api", election=election)
        self.site = Site(
            self,
            "site",
            election=election,
            api=self.api.api,
            uploads=data.uploads,
            files=self._built_site(),
            certificate=self._certificate(edge),
            web_acl=edge.web_acl if edge else None,
        )

        after_imports = {
            settings.ARRANGE_FUNCTION: self._worker("arrange_households"),
            settings.EXPORT_FUNCTION: self._export_results(),
        }
        importer = self._import_contacts(after_imports)
        workers = {
            settings.IMPORT_FUNCTION: importer,
            **after_imports,
            settings.CLOSE_FUNCTION: self._worker("close_campaign"),
        }
        self.functions = {
            "login": self._login(),
            "next_contact": self._function("next_contact"),
            "submit_response": self._function("submit_response"),
            "organiser": self._organiser(workers),
            "import_contacts": importer,
            "arrange_households": workers[settings.ARRANGE_FUNCTION],
            "export_results": workers[settings.EXPORT_FUNCTION],
            "close_campaign": workers[settings.CLOSE_FUNCTION],
            # Started by the staff's command, with the credentials that deployed; no route leads to it.
            "set_up": self._function("set_up"),
        }
        self._may_destroy(self.functions["close_campaign"])
        self.api.add_routes(self.functions)

        set_up = self.functions["set_up"].function_name
        cdk.CfnOutput(self, "SetUpFunction", value=set_up, description="Makes the campaign and its first volunteers")
        cdk.CfnOutput(self, "SiteAddress", value=self.site.address, description="What volunteers open")

    def _certificate(self, edge: EdgeStack | None) -> acm.ICertificate | None:
        if self._election.certificate:
            return acm.Certificate.from_certificate_arn(self, "certificate", self._election.certificate)
        return edge.certificate if edge else None

    def _built_site(self) -> Path | None:
        said = self.node.try_get_context("site")
        if said == "none":
            return None
        files = Path(said).resolve() if said else WEB
        if (files / "index.html").is_file():
            return files
        cdk.Annotations.of(self).add_warning_v2(
            "ringround:no-site",
            f"{files} holds no index.html, so no calling screen is uploaded: run `npm run build` in web/ first",
        )
        return None

    def _function(
        self,
        name: str,
        *,
        environment: dict[str, str] | None = None,
        timeout: int = REQUEST_TIMEOUT,
        **more: Any,
    ) -> lambda_.Function:
        made = Function(
            self,
            name,
            election=self._election,
            table=self._data.table,
            layers=self._layers,
            environment={settings.SITE: self.site.address, **(environment or {})},
            timeout=timeout,
            **more,
        )
        self._logs.append(made.log)
        return made.function

    def _login(self) -> lambda_.Function:
        sender = self._election.sender
        login = self._function("login", environment={settings.SENDER: sender} if sender else None)
        if sender:
            # SES knows an address by itself or by its domain; the condition holds for both.
            identities = [self._ses_identity(sender), self._ses_identity(sender.rpartition("@")[2])]
            login.add_to_role_policy(
                iam.PolicyStatement(
                    sid="Codes",
                    actions=["ses:SendEmail"],
                    resources=identities,
                    conditions={"StringEquals": {"ses:FromAddress": sender}},
                )
            )
        return login

    def _ses_identity(self, name: str) -> str:
        return self.format_arn(service="ses", resource="identity", resource_name=name)

    def _import_contacts(self, follow: Mapping[str, lambda_.Function]) -> lambda_.Function:
        data = self._data
        importer = self._function(
            "import_contacts",
            environment={
                settings.UPLOADS: data.uploads.bucket_name,
                settings.EXPORTS: data.exports.bucket_name,
                **{name: worker.function_name for name, worker in follow.items()},
            },
            timeout=IMPORT_TIMEOUT,
            memory=IMPORT_MEMORY,
            # The import goes on where it was; once more is enough for what passes, and the organiser sees the rest.
            retries=1,
        )
        importer.add_to_role_policy(
            iam.PolicyStatement(
                sid="ReadUploads", actions=["s3:GetObject"], resources=[data.uploads.arn_for_objects(IMPORT_FILES)]
            )
        )
        importer.add_to_role_policy(
            iam.PolicyStatement(
                sid="WriteProblems", actions=["s3:PutObject"], resources=[data.exports.arn_for_objects(IMPORT_FILES)]
            )
        )
        importer.add_to_role_policy(
            iam.PolicyStatement(
                sid="StartWhatFollows",
                actions=["lambda:InvokeFunction"],
                resources=[worker.function_arn for worker in follow.values()],
            )
        )
        return importer

    def _export_results(self) -> lambda_.Function:
        exporter = self._worker("export_results")
        exporter.add_to_role_policy(
            iam.PolicyStatement(
                sid="WriteResults",
                actions=["s3:PutObject"],
                resources=[self._data.exports.arn_for_objects(files) for files in RESULTS],
            )
        )
        return exporter

    def _may_destroy(self, closer: lambda_.Function) -> None:
        """Let the function that ends a campaign empty both buckets and the logs of all functions; of the table
        `infra.access` speaks."""
        buckets = (self._data.uploads, self._data.exports)
        closer.add_environment(settings.LOG_GROUPS, ",".join(log.log_group_name for log in self._logs))
        for sid, actions, resources in (
            ("FindFiles", ["s3:ListBucket", "s3:ListBucketMultipartUploads"], [b.bucket_arn for b in buckets]),
            ("DeleteFiles", ["s3:DeleteObject", "s3:AbortMultipartUpload"], [b.arn_for_objects("*") for b in buckets]),
            (
                "DeleteLogs",
                ["logs:DescribeLogStreams", "logs:DeleteLogStream"],
                [log.log_group_arn for log in self._logs],
            ),
        ):
            closer.add_to_role_policy(iam.PolicyStatement(sid=sid, actions=actions, resources=resources))

    def _worker(self, name: str) -> lambda_.Function:
        """A function that runs jobs: long work, begun by an organiser and repeatable."""
        data = self._data
        return self._function(
            name,
            environment={settings.UPLOADS: data.uploads.bucket_name, settings.EXPORTS: data.exports.bucket_name},
            timeout=IMPORT_TIMEOUT,
            memory=IMPORT_MEMORY,
            retries=1,
        )

    def _organiser(self, workers: Mapping[str, lambda_.Function]) -> lambda_.Function:
        data = self._data
        organiser = self._function(
            "organiser",
            environment={
                settings.UPLOADS: data.uploads.bucket_name,
                settings.EXPORTS: data.exports.bucket_name,
                **{name: worker.function_name for name, worker in workers.items()},
            },
        )
        # A link to upload or download can do what the role that signed it can.
        organiser.add_to_role_policy(
            iam.PolicyStatement(
                sid="LinksToUpload", actions=["s3:PutObject"], resources=[data.uploads.arn_for_objects(IMPORT_FILES)]
            )
        )
        organiser.add_to_role_policy(
            iam.PolicyStatement(
                sid="LinksToDownload", actions=["s3:GetObject"], resources=[data.exports.arn_for_objects(IMPORT_FILES)]
            )
        )
        organiser.add_to_role_policy(
            iam.PolicyStatement(
                sid="ReadResults",
                actions=["s3:GetObject"],
                resources=[data.exports.arn_for_objects(files) for files in RESULTS],
            )
        )
        organiser.add_to_role_policy(
            iam.PolicyStatement(
                sid="StartWork",
                actions=["lambda:InvokeFunction"],
                resources=[worker.function_arn for worker in workers.values()],
            )
        )
        return organiser
