"""The requests made of the table when the table, or the way to it, has a bad moment."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from ringround.domain.errors import TryAgain
from ringround.storage.table import (
    ConditionFailed,
    Repeatable,
    Table,
    TransactionRefused,
    Update,
    put_in,
    update_in,
)

KEY = {"pk": "a", "sk": "b"}
Fault = Callable[[str], Exception]


def refused_with(code: str) -> Fault:
    """A client's error by its code."""
    return lambda operation: ClientError({"Error": {"Code": code, "Message": code}}, operation)


def cancelled_by(*reasons: str) -> Fault:
    """A transaction cancelled, with a reason for each of its writes."""

    def fault(operation: str) -> Exception:
        answer: Any = {
            "Error": {"Code": "TransactionCanceledException", "Message": "cancelled"},
            "CancellationReasons": [{"Code": reason} for reason in reasons],
        }
        return ClientError(answer, operation)

    return fault


class BadMoment:
    """A client that fails as it is told, one fault a request, and then does its work. It remembers the requests."""

    def __init__(self, client: Any, *faults: Fault) -> None:
        self._client = client
        self._faults = list(faults)
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def ask(**request: Any) -> Any:
            self.asked.append((operation, copy.deepcopy(request)))
            if self._faults:
                raise self._faults.pop(0)(operation)
            return getattr(self._client, operation)(**request)

        return ask


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """How long the code under test would have waited, without waiting."""
    waited: list[float] = []
    monkeypatch.setattr("ringround.storage.table.time.sleep", waited.append)
    yield waited
    assert sum(waited) < 6


def with_faults(table: Table, *faults: Fault) -> tuple[Table, BadMoment]:
    """The same table behind a client that has a bad moment."""
    client = BadMoment(table.client, *faults)
    return Table(client, table.name), client  # type: ignore[arg-type]


class TestConflicts:
    """Another transaction on the same item is over in a few milliseconds: it is waited for, not reported."""

    @pytest.mark.parametrize(
        "fault",
        [
            cancelled_by("TransactionConflict", "None"),
            cancelled_by("None", "ThrottlingError"),
            cancelled_by("ProvisionedThroughputExceeded", "TransactionConflict"),
        ],
    )
    def test_a_transaction_that_met_another_is_sent_again(
        self, table: Table, fault: Fault, pauses: list[float]
    ) -> None:
        busy, client = with_faults(table, fault, fault)
        busy.transact([put_in({**KEY, "n": 1}), update_in({**KEY, "sk": "c"}, Update(add={"n": 1}))])
        assert table.get(KEY) == {**KEY, "n": 1}
        assert len(client.asked) == 3
        assert len(pauses) == 2

    def test_a_transaction_sent_again_is_the_same_request_to_the_table(self, table: Table) -> None:
        busy, client = with_faults(table, cancelled_by("TransactionConflict"))
        busy.transact([update_in(KEY, Update(add={"n": 1}))])
        assert client.asked[0] == client.asked[1]

    def test_the_same_writes_asked_for_again_are_a_request_of_their_own(self, table: Table) -> None:
        # The service takes a request whose token it has seen within ten minutes for a repeat, and does nothing.
        busy, client = with_faults(table)
        for value in (True, False, True):
            busy.transact([update_in(KEY, Update(set={"active": value}))])
        assert len({request["ClientRequestToken"] for _, request in client.asked}) == 3

    def test_writes_that_may_be_repeated_are_one_request_however_often_they_are_sent(self, table: Table) -> None:
        busy, client = with_faults(table)
        writes = Repeatable([update_in(KEY, Update(add={"n": 1}))])
        busy.transact(writes)
        busy.transact(writes)
        assert client.asked[0] == client.asked[1]

    def test_a_single_write_that_met_a_transaction_is_sent_again(self, table: Table) -> None:
        busy, _ = with_faults(table, refused_with("TransactionConflictException"))
        busy.update(KEY, Update(add={"n": 1}))
        assert table.get(KEY) == {**KEY, "n": 1}

    def test_where_it_does_not_end_the_caller_is_asked_to_try_again(self, table: Table) -> None:
        busy, client = with_faults(table, *[cancelled_by("TransactionConflict")] * 99)
        with pytest.raises(TryAgain):
            busy.transact([put_in(KEY)])
        assert len(client.asked) == 6
        assert table.get(KEY) is None


class TestRefusals:
    """A condition that does not hold is an expected ending, with what was found."""

    def test_a_condition_that_fails_brings_what_was_there(self, table: Table) -> None:
        table.put({**KEY, "n": 1})
        with pytest.raises(ConditionFailed) as failed:
            table.update(KEY, Update(set={"n": 2}, condition="n = :seen", values={":seen": 9}))
        assert failed.value.found == {**KEY, "n": 1}

    def test_a_new_item_whose_first_answer_was_lost_is_there_and_no_refusal(self, table: Table) -> None:
        """The SDK sends a write again that it had no answer to: the second time it finds what the first one wrote."""
        item = {**KEY, "n": 1, "some": ["a", 2], "more": {"empty": ""}}
        table.put_new(item)
        table.put_new(item)
        assert table.get(KEY) == item

    def test_a_new_item_does_not_take_the_place_of_another(self, table: Table) -> None:
        table.put({**KEY, "n": 1})
        with pytest.raises(ConditionFailed) as failed:
            table.put_new({**KEY, "n": 2})
        assert failed.value.found == table.get(KEY) == {**KEY, "n": 1}

    def test_a_condition_on_nothing_finds_nothing(self, table: Table) -> None:
        with pytest.raises(ConditionFailed) as failed:
            table.update(KEY, Update(set={"n": 2}, condition="n = :seen", values={":seen": 9}))
        assert failed.value.found is None

    def test_a_put_can_have_a_condition(self, table: Table) -> None:
        table.put(KEY, "attribute_not_exists(pk)")
        with pytest.raises(ConditionFailed):
            table.put(KEY, "attribute_not_exists(pk)")

    def test_a_transaction_says_which_of_its_writes_refused(self, table: Table) -> None:
        table.put(KEY)
        fresh = {"pk": "new", "sk": "new"}
        with pytest.raises(TransactionRefused) as refused:
            table.transact([put_in(fresh), put_in(KEY, "attribute_not_exists(pk)")])
        assert refused.value.failed == (1,)
        assert table.get(fresh) is None

    def test_a_condition_that_failed_beside_a_conflict_is_not_tried_again(self, table: Table) -> None:
        busy, client = with_faults(table, cancelled_by("TransactionConflict", "ConditionalCheckFailed"))
        with pytest.raises(TransactionRefused) as refused:
            busy.transact([put_in(KEY), put_in({**KEY, "sk": "c"})])
        assert refused.value.failed == (1,)
        assert len(client.asked) == 1


class TestFaults:
    """A busy table asks to be tried again; what is wrong with the request itself is a fault of ours."""

    @pytest.mark.parametrize(
        "code",
        [
            "ProvisionedThroughputExceededException",
            "ThrottlingException",
            "RequestLimitExceeded",
            "InternalServerError",
            "ServiceUnavailable",
            "TransactionInProgressException",
        ],
    )
    def test_a_table_that_is_too_busy_says_try_again(self, table: Table, code: str) -> None:
        busy, _ = with_faults(table, refused_with(code))
        with pytest.raises(TryAgain):
            busy.get(KEY)

    @pytest.mark.parametrize(
        "error",
        [
            EndpointConnectionError(endpoint_url="http://x"),
            ConnectTimeoutError(endpoint_url="http://x"),
            ReadTimeoutError(endpoint_url="http://x"),
        ],
    )
    def test_a_table_that_does_not_answer_says_try_again(self, table: Table, error: Exception) -> None:
        silent, _ = with_faults(table, lambda _: error)
        with pytest.raises(TryAgain):
            silent.put(KEY)

    @pytest.mark.parametrize("fault", [refused_with("ValidationException"), cancelled_by("ValidationError")])
    def test_a_request_that_is_wrong_is_a_fault(self, table: Table, fault: Fault) -> None:
        wrong, client = with_faults(table, fault)
        with pytest.raises(ClientError):
            wrong.transact([put_in(KEY)])
        assert len(client.asked) == 1


class HalfAnswers(BadMoment):
    """A client whose batch reads leave keys unprocessed, all but the first of each request."""

    def __init__(self, client: Any, most: int = 99) -> None:
        super().__init__(client)
        self.half = most

    def batch_get_item(self, RequestItems: dict[str, Any]) -> Any:  # noqa: N803 - the SDK's name
        """The first key only, while there are half answers left."""
        self.asked.append(("batch_get_item", copy.deepcopy(RequestItems)))
        ((name, wanted),) = RequestItems.items()
        left = wanted["Keys"][1:] if self.half > 0 else []
        self.half -= 1
        done = {name: {**wanted, "Keys": wanted["Keys"][: len(wanted["Keys"]) - len(left)]}}
        answer = self._client.batch_get_item(RequestItems=done)
        return {**answer, "UnprocessedKeys": {name: {**wanted, "Keys": left}} if left else {}}


class TestReading:
    """Many keys, whatever a single request can hold."""

    def test_keys_left_unprocessed_are_asked_for_again(self, table: Table) -> None:
        wanted = [{"pk": "a", "sk": str(n)} for n in range(4)]
        for key in wanted:
            table.put(key)
        client = HalfAnswers(table.client)
        assert Table(client, table.name).get_many(wanted) == wanted  # type: ignore[arg-type]
        assert len(client.asked) == 4

    def test_keys_that_stay_unprocessed_say_try_again(self, table: Table) -> None:
        client = HalfAnswers(table.client)
        with pytest.raises(TryAgain):
            Table(client, table.name).get_many([{"pk": "a", "sk": str(n)} for n in range(12)])  # type: ignore[arg-type]

    def test_more_keys_than_a_request_can_hold_are_read_in_several(self, table: Table) -> None:
        keys = [{"pk": "a", "sk": f"{n:03d}"} for n in range(205)]
        for key in keys[::50]:
            table.put(key)
        client = HalfAnswers(table.client, 0)
        found = Table(client, table.name).get_many(keys)  # type: ignore[arg-type]
        assert [n for n, item in enumerate(found) if item] == [0, 50, 100, 150, 200]
        assert len(client.asked) == 3

    def test_the_same_key_twice_is_read_once(self, table: Table) -> None:
        table.put(KEY)
        client = HalfAnswers(table.client, 0)
        assert Table(client, table.name).get_many([KEY, KEY]) == [KEY, KEY]  # type: ignore[arg-type]
        assert len(client.asked[0][1][table.name]["Keys"]) == 1

    def test_reads_are_consistent_unless_said_otherwise(self, table: Table) -> None:
        client = HalfAnswers(table.client, 0)
        reader = Table(client, table.name)  # type: ignore[arg-type]
        reader.get(KEY)
        reader.get_many([KEY])
        reader.get(KEY, consistent=False)
        get, batch, loose = client.asked
        assert get[1]["ConsistentRead"] is True
        assert batch[1][table.name]["ConsistentRead"] is True
        assert loose[1]["ConsistentRead"] is False

    def test_a_query_goes_on_over_its_pages(self, table: Table) -> None:
        blob = "x" * 100_000
        for n in range(15):
            table.put({"pk": "a", "sk": f"{n:02d}", "blob": blob})
        reader, client = with_faults(table)
        found = reader.query(KeyConditionExpression="pk = :a", ExpressionAttributeValues={":a": {"S": "a"}})
        assert [item["sk"] for item in found] == [f"{n:02d}" for n in range(15)]
        assert len(client.asked) > 1

    def test_a_query_stops_at_its_limit(self, table: Table) -> None:
        for n in range(5):
            table.put({"pk": "a", "sk": str(n)})
        found = table.query(KeyConditionExpression="pk = :a", ExpressionAttributeValues={":a": {"S": "a"}}, Limit=2)
        assert [item["sk"] for item in found] == ["0", "1"]


class TestUpdates:
    """An update as its parts."""

    def test_values_are_set_removed_and_added_in_one_request(self, table: Table) -> None:
        table.put({**KEY, "old": 1, "count": 1, "same": "x"})
        table.update(KEY, Update(set={"new|name": "y"}, remove=["old"], add={"count": 2, "fresh": 5}))
        assert table.get(KEY) == {**KEY, "count": 3, "fresh": 5, "same": "x", "new|name": "y"}

    def test_what_it_was_or_became_can_be_asked_for(self, table: Table) -> None:
        assert table.update(KEY, Update(add={"n": 1}), returned="ALL_NEW") == {**KEY, "n": 1}
        assert table.update(KEY, Update(add={"n": 1})) == {}

    def test_an_item_that_is_not_there_can_be_deleted(self, table: Table) -> None:
        table.delete(KEY)
        assert table.get(KEY) is None
