"""The HTTP API: one explicit route for each line of the route table, and no other."""

from collections.abc import Mapping
from typing import cast

from aws_cdk import aws_apigatewayv2 as gateway
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.access_log import ACCESS_LOG, one_line
from infra.config import Election
from infra.constructs.log_group import log_group
from ringround.api.routes import ROUTES


class HttpApi(Construct):
    """Who may call a route is said in the route table and checked by the handler, from the session cookie.

    So there is no authoriser: it would be a second function, and a second read of the session, for each request.
    """

    def __init__(self, scope: Construct, construct_id: str, *, election: Election) -> None:
        super().__init__(scope, construct_id)
        self.api = gateway.HttpApi(
            self,
            "http",
            api_name=f"ringround-{election.name}",
            description=f"{election.title}: the API",
            create_default_stage=False,
        )
        self.access_log = log_group(self, "access-log", days=election.log_days)
        self.stage = gateway.HttpStage(
            self,
            "stage",
            http_api=self.api,
            stage_name="$default",
            auto_deploy=True,
            throttle=gateway.ThrottleSettings(
                rate_limit=election.made_for.requests_per_second, burst_limit=election.made_for.burst
            ),
        )
        settings = gateway.CfnStage.AccessLogSettingsProperty(
            destination_arn=self.access_log.log_group_arn, format=one_line(ACCESS_LOG)
        )
        cast("gateway.CfnStage", self.stage.node.default_child).access_log_settings = settings

    def add_routes(self, functions: Mapping[str, lambda_.IFunction]) -> None:
        """A route for each line of the route table to the function that it names. KeyError where there is none."""
        ways: dict[str, integrations.HttpLambdaIntegration] = {}
        for route in ROUTES:
            is_first = route.function not in ways
            if is_first:
                ways[route.function] = integrations.HttpLambdaIntegration(
                    route.function,
                    functions[route.function],
                    payload_format_version=gateway.PayloadFormatVersion.VERSION_2_0,
                    # One permission for each function: a function's policy has room for some fifty only.
                    scope_permission_to_route=False,
                )
            made = gateway.HttpRoute(
                self,
                route.operation,
                http_api=self.api,
                route_key=gateway.HttpRouteKey.with_(route.path, gateway.HttpMethod[route.method]),
                integration=ways[route.function],
            )
            if is_first:
                _permission_first(made)


def _permission_first(route: gateway.HttpRoute) -> None:
    """An integration that changes is live at once: the right to call what it then names has to be there before."""
    parts = route.node.find_all()
    permissions = [part for part in parts if isinstance(part, lambda_.CfnPermission)]
    for part in parts:
        if isinstance(part, gateway.CfnIntegration):
            part.node.add_dependency(*permissions)
