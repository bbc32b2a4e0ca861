"""A budget: a mail when the month's costs of a by-election come near to what it may cost."""

from aws_cdk import aws_budgets as budgets
from constructs import Construct

from infra.config import Election

TAG = "ringround:election"
"""The tag that each of a by-election's stacks gives its resources. AWS reckons costs by it only once it is activated
as a cost allocation tag: docs/operations.md, "budget"."""

TOLD = (("ACTUAL", 80), ("ACTUAL", 100), ("FORECASTED", 100))
"""At which percent of the budget somebody is told: of what is spent, or of what AWS expects of the month."""


class Budget(Construct):
    """The monthly budget of one by-election, in US dollars. AWS makes no charge for it."""

    def __init__(self, scope: Construct, construct_id: str, *, election: Election, limit: int) -> None:
        super().__init__(scope, construct_id)
        subscribers = [
            budgets.CfnBudget.SubscriberProperty(subscription_type="EMAIL", address=address)
            for address in election.alarm_emails
        ]
        budgets.CfnBudget(
            self,
            "month",
            budget=budgets.CfnBudget.BudgetDataProperty(
                budget_name=f"ringround-{election.name}",
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=budgets.CfnBudget.SpendProperty(amount=limit, unit="USD"),
                cost_filters={"TagKeyValue": [f"user:{TAG}${election.name}"]},
            ),
            notifications_with_subscribers=[
                budgets.CfnBudget.NotificationWithSubscribersProperty(
                    notification=budgets.CfnBudget.NotificationProperty(
                        notification_type=kind,
                        comparison_operator="GREATER_THAN",
                        threshold=percent,
                        threshold_type="PERCENTAGE",
                    ),
                    subscribers=subscribers,
                )
                for kind, percent in TOLD
            ],
        )
