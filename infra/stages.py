"""One Stage for each by-election: its stacks, in the order in which they are deployed."""

import aws_cdk as cdk
from constructs import Construct

from infra import bundling
from infra.config import Election
from infra.stacks import edge
from infra.stacks.app import AppStack
from infra.stacks.data import DataStack


class ByElection(cdk.Stage):
    """A by-election's stacks: `NAME/data` is kept when `NAME/app` is deleted; `NAME/edge` only where needed."""

    def __init__(
        self, scope: Construct, election: Election, *, packages: bundling.Packages = bundling.FOR_LAMBDA
    ) -> None:
        super().__init__(scope, election.name, env=cdk.Environment(account=election.account, region=election.region))
        self.election = election
        tags = {"ringround:election": election.name, "ringround:poll-date": election.poll_date.isoformat()}
        self.data = DataStack(
            self,
            "data",
            election,
            stack_name=f"ringround-{election.name}-data",
            description=f"{election.title}: table and buckets",
            tags=tags,
            termination_protection=not election.throw_away,
        )
        self.edge = self._edge(election, tags) if edge.is_needed(election) else None
        self.app = AppStack(
            self,
            "app",
            election,
            data=self.data,
            edge=self.edge,
            packages=packages,
            tags=tags,
            stack_name=f"ringround-{election.name}-app",
            description=f"{election.title}: API, functions and site",
        )
        # What the new code needs of the table is there before it.
        self.app.add_dependency(self.data)

    def _edge(self, election: Election, tags: dict[str, str]) -> edge.EdgeStack:
        return edge.EdgeStack(
            self,
            "edge",
            election,
            env=cdk.Environment(account=election.account, region=edge.REGION),
            stack_name=f"ringround-{election.name}-edge",
            description=f"{election.title}: certificate and web ACL",
            tags=tags,
        )
