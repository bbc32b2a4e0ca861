"""The engine that the races run on."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support.engine import DynamoDbLocal


@pytest.mark.races
def test_of_many_conditional_writes_at_once_exactly_one_wins(dynamodb_local: DynamoDbLocal) -> None:
    table = dynamodb_local.new_table()
    client, name = dynamodb_local.client(), table.name

    def claim(number: int) -> bool:
        try:
            client.put_item(
                TableName=name,
                Item={"pk": {"S": f"household-{number // 16}"}, "sk": {"S": "x"}, "by": {"N": str(number)}},
                ConditionExpression="attribute_not_exists(pk)",
            )
        except client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(claim, range(16 * 20))) == 20


@pytest.mark.races
def test_it_is_reached_while_aws_is_mocked(mocked_aws: Any, dynamodb_local: DynamoDbLocal) -> None:
    name = dynamodb_local.new_table().name
    assert name in dynamodb_local.client().list_tables()["TableNames"]
    assert name not in mocked_aws.list_tables()["TableNames"] or name.startswith("test-")
    assert "queue" in str(dynamodb_local.client().describe_table(TableName=name))
