"""What is deployed anew with each release: layers, functions, the HTTP API, the site."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra import bundling
from infra.config import Election
from infra.constructs.campaign import Campaign
from infra.constructs.functions import Function
from infra.constructs.http_api import HttpApi
from infra.constructs.layers import Layers
from infra.constructs.mail import Mail, set_name
from infra.constructs.origin_secret import OriginSecret
from infra.constructs.site import Site
from infra.constructs.watch import Watch
from infra.stacks.data import DataStack
from infra.stacks.edge import EdgeStack
from infra.version import version
from ringround import settings
from ringround.api.routes import ROUTES

WEB = Path(__file__).resolve().parent.parent.parent / "web" / "dist"

REQUEST_TIMEOUT = 15
"""Seconds. The HTTP API gives up after 29; a caller has given up long before."""
SET_UP_TIMEOUT = 120
"""Seconds: rights that were just granted are waited for, and then CloudFormation is told."""
CHECK_TIMEOUT = 30
"""Seconds: two answers that are waited for, and some."""
IMPORT_TIMEOUT = 900
"""Seconds: the longest that Lambda allows."""

ANSWERING = frozenset(route.function for route in ROUTES)
"""The functions that answer requests of pages: those have to come through the site."""

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
        packages: bundling.Packages,
        **stack: Any,
    ) -> None:
        super().__init__(scope, construct_id, **stack)
        self._election = election
        self._data = data
        self._layers = Layers(self, "layers", election=election, packages=packages).all
        self._logs: list[logs.ILogGroup] = []
        self._origin = OriginSecret(self, "origin-secret", election=election)
        self.api = HttpApi(self, "api", election=election)
        self.site = Site(
            self,
            "site",
            election=election,
            api=self.api.api,
            origin_secret=self._origin.sent,
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
            "next_contact": self._function("next_contact", environment=self._codes()),
            "submit_response": self._function("submit_response"),
            "organiser": self._organiser(workers),
            "import_contacts": importer,
            "arrange_households": workers[settings.ARRANGE_FUNCTION],
            "export_results": workers[settings.EXPORT_FUNCTION],
            "close_campaign": workers[settings.CLOSE_FUNCTION],
            # Asked by the deploy itself and by the staff's command; no route leads to it.
            "set_up": self._function("set_up", timeout=SET_UP_TIMEOUT),
            "site_check": self._site_check(),
        }
        self.mail: Mail | None = None
        if election.sender:
            self.functions["mail_events"] = hears = self._function("mail_events")
            self.mail = Mail(self, "mail", election=election, key=data.key, listener=hears.live)
            # The set is there before anything is sent by it.
            self.functions["login"].function.node.add_dependency(self.mail.set)
        self._may_destroy(self.functions["close_campaign"])
        self.api.add_routes({name: function.live for name, function in self.functions.items()})
        self.campaign = Campaign(self, "campaign", election=election, set_up=self.functions["set_up"], table=data.table)
        if self.site.page:
            # A new page may ask what only the new API knows; the page before it asks what both know.
            self.site.page.node.add_dependency(self.api, self.campaign, *self.functions.values())
        watch = Watch(
            self,
            "watch",
            election=election,
            functions=self.functions,
            api=self.api,
            table=data.table,
            distribution=self.site.distribution,
            site=self.site.address,
            key=data.key,
        )

        for name, value, description in (
            ("SiteAddress", self.site.address, "What volunteers open"),
            ("ApiAddress", self.api.api.api_endpoint, "What CloudFront asks; it answers nobody else"),
            (
                "SetUpFunction",
                self.functions["set_up"].live.function_arn,
                "Makes the campaign and its first volunteers",
            ),
            ("DashboardAddress", watch.dashboard.address, "What staff look at"),
            ("Version", version(), "What is deployed"),
        ):
            cdk.CfnOutput(self, name, value=value, description=description)
        if self._election.domain and not self._election.hosted_zone:
            cdk.CfnOutput(
                self,
                "PointTheDomainTo",
                value=self.site.distribution.distribution_domain_name,
                description="What the domain's own record has to name: a CNAME, or an ALIAS where CNAME can't stand",
            )

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
    ) -> Function:
        answers = {settings.ORIGIN_SECRETS: self._origin.accepted} if name in ANSWERING else {}
        made = Function(
            self,
            name,
            election=self._election,
            table=self._data.table,
            layers=self._layers,
            environment={settings.SITE: self.site.address, **answers, **(environment or {})},
            timeout=timeout,
            **more,
        )
        # With a new secret, CloudFront says it first: the functions that stand know it already.
        made.function.node.add_dependency(self.site.distribution)
        self._logs.append(made.log)
        return made

    def _site_check(self) -> Function:
        """The function that looks every five minutes whether the site is there."""
        check = self._function("site_check", timeout=CHECK_TIMEOUT)
        events.Rule(
            check,
            "every-five-minutes",
            description=f"Is the site of {self._election.name} there?",
            schedule=events.Schedule.rate(cdk.Duration.minutes(5)),
            # One that is late says nothing: the next one is at hand.
            targets=[targets.LambdaFunction(check.live, retry_attempts=0, max_event_age=cdk.Duration.minutes(5))],
        )
        return check

    def _login(self) -> Function:
        sender = self._election.sender
        if not sender:
            return self._function("login")
        mail_set = set_name(self._election)
        login = self._function("login", environment={**self._codes(), settings.MAIL_SET: mail_set})
        # SES knows an address by itself or by its domain; the condition holds for both.
        identities = [self._ses("identity", name) for name in (sender, sender.rpartition("@")[2])]
        login.role.add_to_policy(
            iam.PolicyStatement(
                sid="Codes",
                actions=["ses:SendEmail"],
                resources=[*identities, self._ses("configuration-set", mail_set)],
                conditions={"StringEquals": {"ses:FromAddress": sender}},
            )
        )
        return login

    def _codes(self) -> dict[str, str]:
        """What a function has to know that says how sign-in codes come."""
        return {settings.SENDER: self._election.sender} if self._election.sender else {}

    def _ses(self, kind: str, name: str) -> str:
        return self.format_arn(service="ses", resource=kind, resource_name=name)

    def _import_contacts(self, follow: Mapping[str, Function]) -> Function:
        data = self._data
        importer = self._function(
            "import_contacts",
            environment={
                settings.UPLOADS: data.uploads.bucket_name,
                settings.EXPORTS: data.exports.bucket_name,
                **{name: worker.live.function_arn for name, worker in follow.items()},
            },
            timeout=IMPORT_TIMEOUT,
            # The import goes on where it was; once more is enough for what passes, and the organiser sees the rest.
            retries=1,
        )
        importer.role.add_to_policy(
            iam.PolicyStatement(
                sid="ReadUploads", actions=["s3:GetObject"], resources=[data.uploads.arn_for_objects(IMPORT_FILES)]
            )
        )
        importer.role.add_to_policy(
            iam.PolicyStatement(
                sid="WriteProblems", actions=["s3:PutObject"], resources=[data.exports.arn_for_objects(IMPORT_FILES)]
            )
        )
        importer.role.add_to_policy(
            iam.PolicyStatement(
                sid="StartWhatFollows",
                actions=["lambda:InvokeFunction"],
                resources=[worker.live.function_arn for worker in follow.values()],
            )
        )
        return importer

    def _export_results(self) -> Function:
        exporter = self._worker("export_results")
        exporter.role.add_to_policy(
            iam.PolicyStatement(
                sid="WriteResults",
                actions=["s3:PutObject"],
                resources=[self._data.exports.arn_for_objects(files) for files in RESULTS],
            )
        )
        return exporter

    def _may_destroy(self, closer: Function) -> None:
        """Let the function that ends a campaign empty both buckets and the logs of all functions; of the table
        `infra.access` speaks."""
        buckets = (self._data.uploads, self._data.exports)
        closer.function.add_environment(settings.LOG_GROUPS, ",".join(log.log_group_name for log in self._logs))
        for sid, actions, resources in (
            ("FindFiles", ["s3:ListBucket", "s3:ListBucketMultipartUploads"], [b.bucket_arn for b in buckets]),
            ("DeleteFiles", ["s3:DeleteObject", "s3:AbortMultipartUpload"], [b.arn_for_objects("*") for b in buckets]),
            (
                "DeleteLogs",
                ["logs:DescribeLogStreams", "logs:DeleteLogStream"],
                [log.log_group_arn for log in self._logs],
            ),
        ):
            closer.role.add_to_policy(iam.PolicyStatement(sid=sid, actions=actions, resources=resources))

    def _worker(self, name: str) -> Function:
        """A function that runs jobs: long work, begun by an organiser and repeatable."""
        data = self._data
        return self._function(
            name,
            environment={settings.UPLOADS: data.uploads.bucket_name, settings.EXPORTS: data.exports.bucket_name},
            timeout=IMPORT_TIMEOUT,
            retries=1,
        )

    def _organiser(self, workers: Mapping[str, Function]) -> Function:
        data = self._data
        organiser = self._function(
            "organiser",
            environment={
                settings.UPLOADS: data.uploads.bucket_name,
                settings.EXPORTS: data.exports.bucket_name,
                **{name: worker.live.function_arn for name, worker in workers.items()},
            },
        )
        # A link to upload or download can do what the role that signed it can.
        organiser.role.add_to_policy(
            iam.PolicyStatement(
                sid="LinksToUpload", actions=["s3:PutObject"], resources=[data.uploads.arn_for_objects(IMPORT_FILES)]
            )
        )
        organiser.role.add_to_policy(
            iam.PolicyStatement(
                sid="LinksToDownload", actions=["s3:GetObject"], resources=[data.exports.arn_for_objects(IMPORT_FILES)]
            )
        )
        organiser.role.add_to_policy(
            iam.PolicyStatement(
                sid="ReadResults",
                actions=["s3:GetObject"],
                resources=[data.exports.arn_for_objects(files) for files in RESULTS],
            )
        )
        organiser.role.add_to_policy(
            iam.PolicyStatement(
                sid="StartWork",
                actions=["lambda:InvokeFunction"],
                resources=[worker.live.function_arn for worker in workers.values()],
            )
        )
        return organiser
