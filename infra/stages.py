"""One Stage for each by-election: its stacks, in the order in which they are deployed."""

import aws_cdk as cdk
from constructs import Construct

from infra.config import Election
from infra.stacks.app import AppStack
from infra.stacks.data import DataStack


class ByElection(cdk.Stage):
    """A by-election's stacks: `NAME/data` is kept when `NAME/app` is deleted."""

    def __init__(self, scope: Construct, election: Election) -> None:
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
        self.app = AppStack(
            self,
            "app",
            election,
            data=self.data,
            tags=tags,
            stack_name=f"ringround-{election.name}-app",
            description=f"{election.title}: API, functions and site",
        )
