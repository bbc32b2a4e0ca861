"""A stack with one function and nothing else, for what depends on the by-election's file or on the code alone."""

import json
from typing import Any

from infra.config import Election
from tests.infra.synthesis import ROOT


def login_alone(election: Election, **environment: str) -> dict[str, Any]:
    """The resources of a stack with `login` and its layers. Needs aws-cdk-lib."""
    import aws_cdk as cdk
    from aws_cdk import aws_dynamodb as dynamodb

    from infra import bundling
    from infra.app import NO_BUNDLING
    from infra.constructs.functions import Function
    from infra.constructs.layers import Layers

    context = json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"]
    app = cdk.App(context={**context, **NO_BUNDLING})
    stack = cdk.Stack(app, "app")
    layers = Layers(stack, "layers", election=election, packages=bundling.FOR_LAMBDA).all
    table = dynamodb.Table.from_table_name(stack, "table", "table")
    Function(stack, "login", election=election, table=table, layers=layers, environment=environment, timeout=15)
    found: dict[str, Any] = app.synth().get_stack_by_name("app").template["Resources"]
    return found
