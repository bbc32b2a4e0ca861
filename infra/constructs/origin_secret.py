"""What CloudFront says to the API with each request, so that the API answers nobody who goes past it."""

import string

import aws_cdk as cdk
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.config import Election

LENGTH = 43
"""Letters and digits: 256 random bits."""


class OriginSecret(Construct):
    """Two generated secrets: that of the by-election's generation, which CloudFront sends, and the next one.

    The API accepts both. So when the generation is counted up, CloudFront may begin with the next one at any moment,
    and no request is refused meanwhile; the deploy makes the one after it and deletes the old one. A secret keeps its
    logical id, and with it its value, as long as it is one of the two.
    """

    def __init__(self, scope: Construct, construct_id: str, *, election: Election) -> None:
        super().__init__(scope, construct_id)
        now, next_one = (self._generation(election, election.origin_secret + n) for n in range(2))
        self.sent = now
        """What CloudFront sends: a reference that CloudFormation resolves, never the value."""
        self.accepted = f"{now},{next_one}"
        """What the functions accept, the same way."""

    def _generation(self, election: Election, number: int) -> str:
        made = secretsmanager.Secret(
            self,
            f"generation-{number}",
            description=f"ringround {election.name}: what CloudFront says to the API, generation {number}",
            generate_secret_string=secretsmanager.SecretStringGenerator(
                password_length=LENGTH, exclude_characters=string.punctuation + " "
            ),
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        # "Unsafe" because the reference may stand anywhere; where it stands here, its value is in the settings of the
        # distribution and the functions, for those in the account who may read them, and in no template or log.
        return made.secret_value.unsafe_unwrap()
