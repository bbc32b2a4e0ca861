"""What CloudFront says to the API: never written down, known to those who answer, and changed without a gap."""

import json
import re
from typing import Any

import pytest

from infra.config import Election
from infra.staff.origin import SECRET
from ringround import settings
from ringround.api.routes import ROUTES
from tests.infra.synthesis import Synthesis, Template

pytestmark = pytest.mark.cdk

ANSWERING = {route.function for route in ROUTES}


def secrets_of(value: Any) -> list[str]:
    """The logical ids of the secrets that a value is resolved from, in their order."""
    ids = [part["Ref"] for part in value["Fn::Join"][1] if isinstance(part, dict)]
    written = "".join(part if isinstance(part, str) else "ARN" for part in value["Fn::Join"][1])
    assert re.fullmatch(r"(,?\{\{resolve:secretsmanager:ARN:SecretString:::\}\})+", written), written
    return ids


def said(app: Template) -> str:
    """The secret that CloudFront sends."""
    (api,) = (
        origin
        for origin in app.only("AWS::CloudFront::Distribution")["Properties"]["DistributionConfig"]["Origins"]
        if "CustomOriginConfig" in origin
    )
    (header,) = api["OriginCustomHeaders"]
    assert header["HeaderName"] == settings.ORIGIN_HEADER
    (secret,) = secrets_of(header["HeaderValue"])
    return secret


def test_staff_find_the_number_in_use_by_the_secrets_logical_ids(synthesis: Synthesis) -> None:
    for election in synthesis.elections:
        ids = synthesis.template(election.name, "app").resources("AWS::SecretsManager::Secret")
        numbers = [int(found[1]) for found in map(SECRET.fullmatch, ids) if found]
        assert sorted(numbers) == [election.origin_secret, election.origin_secret + 1]


def test_each_function_with_a_route_knows_the_secrets_and_no_other_does(synthesis: Synthesis) -> None:
    for election in synthesis.elections:
        app = synthesis.template(election.name, "app")
        made = set(app.resources("AWS::SecretsManager::Secret"))
        assert len(made) == 2
        for function in app.functions():
            variables = function["Environment"]["Variables"]
            if variables["POWERTOOLS_SERVICE_NAME"] in ANSWERING:
                assert set(secrets_of(variables[settings.ORIGIN_SECRETS])) == made
            else:
                assert settings.ORIGIN_SECRETS not in variables


def test_cloudfront_says_the_older_of_the_two(app: Template) -> None:
    known = secrets_of(app.function("login")["Environment"]["Variables"][settings.ORIGIN_SECRETS])
    assert said(app) == known[0]


def test_the_page_is_fetched_without_it(app: Template) -> None:
    origins = app.only("AWS::CloudFront::Distribution")["Properties"]["DistributionConfig"]["Origins"]
    assert [o for o in origins if "S3OriginConfig" in o and "OriginCustomHeaders" not in o]


def test_a_secret_is_256_random_bits_that_fit_a_header_and_a_list(app: Template) -> None:
    for secret in app.properties("AWS::SecretsManager::Secret"):
        made = secret["GenerateSecretString"]
        assert made["PasswordLength"] >= 43
        assert {",", " ", '"', "\\", ":", "{"} <= set(made["ExcludeCharacters"])
        assert not any(c.isalnum() for c in made["ExcludeCharacters"])
        # AWS keeps the name of a secret that was deleted for days: one made anew could not have it.
        assert "Name" not in secret


def test_no_value_is_in_a_template_or_an_output(app: Template) -> None:
    assert "SecretString" in json.dumps(app.body["Resources"])
    assert "SecretString" not in json.dumps(app.body["Outputs"])


def generations(election: Election, number: int) -> dict[str, Any]:
    """What a by-election has in its stack for the secrets of a generation: resources, what is sent and accepted."""
    import aws_cdk as cdk

    from infra.constructs.origin_secret import OriginSecret

    app = cdk.App()
    stack = cdk.Stack(app, "app")
    made = OriginSecret(stack, "origin-secret", election=election.model_copy(update={"origin_secret": number}))
    for name in ("sent", "accepted"):
        cdk.CfnOutput(stack, name, value=getattr(made, name))
    template: dict[str, Any] = app.synth().get_stack_by_name("app").template
    return template


def test_counting_up_says_what_was_accepted_already_and_makes_one_more(
    cdk_there: None, real_election: Election
) -> None:
    before, after = (generations(real_election, number) for number in (1, 2))
    sent = {n: secrets_of(t["Outputs"]["sent"]["Value"]) for n, t in ((1, before), (2, after))}
    accepted = {n: secrets_of(t["Outputs"]["accepted"]["Value"]) for n, t in ((1, before), (2, after))}
    # Before: 1 is said, 1 and 2 are accepted. After: 2 is said, 2 and 3 are accepted.
    assert accepted[1][0] == sent[1][0]
    assert accepted[1][1] == sent[2][0] == accepted[2][0]
    # The one that is both has the same logical id and the same properties: so its value stays.
    kept = set(before["Resources"]) & set(after["Resources"])
    assert kept == {accepted[1][1]}
    (name,) = kept
    assert before["Resources"][name] == after["Resources"][name]
    assert set(after["Resources"]) - kept == {accepted[2][1]}
