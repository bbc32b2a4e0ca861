"""Stacks deployed with CDK's own command into an emulated account, with IAM enforced and everything over TLS."""

import pytest

from tests.deploy.election import Deployed, make_bank

pytestmark = [pytest.mark.cdk, pytest.mark.deploy]


def test_a_call_is_made_on_the_deployed_stacks_and_lies_in_their_table(alpha: Deployed) -> None:
    admin = alpha.visitor().sign_in("ada@example.org")
    make_bank(admin, "first")
    claim = admin.ask("POST /api/banks/first/next")["claim"]
    admin.ask(f"POST /api/claims/{claim['id']}/response", {"outcome": "not_home"})
    (call,) = admin.ask("GET /api/my/calls")["calls"]
    print(call)
    caller = admin.ask("GET /api/me")["caller"]
    print(caller)
