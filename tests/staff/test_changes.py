"""What an update changes, from cdk's own words, and what of it must not happen."""

import pytest

from infra.staff.changes import Change, by_stack, counts, read

DIFF = """WARNING something
Stack runcorn/data (ringround-runcorn-data) (aws://111122223333/eu-west-2)
IAM Statement Changes
│ + │ ${New.Arn} │ Allow │
Resources
[-] AWS::S3::Bucket logsaccess386D8DCF destroy
[-] AWS::S3::BucketPolicy logsaccessPolicyA6DBF394 destroy
[+] AWS::SNS::Topic New
[~] AWS::KMS::Key data/key keyFEDD6EC0
 └─ [~] EnableKeyRotation
[~] AWS::DynamoDB::Table data/table/one tableoneF33A7095 replace
 └─ [~] KeySchema (requires replacement)
     └─ @@ -1,10 +1,6 @@
        [ ] [
        [-]     "AttributeName": "pk",


Outputs
[+] Output TableName TableName: {"Value":"x"}

Stack runcorn/app (ringround-runcorn-app) (aws://111122223333/eu-west-2)
Resources
[-] AWS::Lambda::Version login/function/CurrentVersion loginfunctionCurrentVersion1 orphan
[+] AWS::Lambda::Version login/function/CurrentVersion loginfunctionCurrentVersion2
[~] AWS::Lambda::LayerVersion app/layers/core layerscoreD660B848 replace
[~] AWS::CloudFront::Distribution site/distribution sitedistribution1 may be replaced
[~] Custom::Campaign app/campaign campaign

"""


def test_each_resource_is_read_once_with_its_stack_and_no_property_is() -> None:
    found = read(DIFF)
    assert by_stack(found) == {"ringround-runcorn-data": 5, "ringround-runcorn-app": 5}
    assert counts(found)["AWS::Lambda::Version", "added"] == 1
    assert counts(found)["AWS::Lambda::Version", "removed"] == 1
    assert Change("ringround-runcorn-data", "AWS::KMS::Key", "data/key", "changed") in found
    assert Change("ringround-runcorn-app", "Custom::Campaign", "app/campaign", "changed") in found


def test_what_cant_be_made_anew_is_lost_by_a_removal_and_by_a_replacement_even_a_possible_one() -> None:
    assert [change.kind for change in read(DIFF) if change.loses] == [
        "AWS::S3::Bucket",
        "AWS::DynamoDB::Table",
        "AWS::CloudFront::Distribution",
    ]


def test_a_kept_resource_that_the_stack_lets_go_is_lost_as_well() -> None:
    (found,) = read("Stack a/data (ringround-a-data)\n[-] AWS::DynamoDB::Table data/table/one tableone orphan\n")
    assert found.loses


@pytest.mark.parametrize(
    ("line", "noticed"),
    [
        ("[~] AWS::Lambda::Function login/function f1", False),
        ("[+] AWS::ApiGatewayV2::Route api/new r1", False),
        ("[-] AWS::ApiGatewayV2::Route api/old r1 destroy", True),
        ("[~] AWS::CloudFront::Distribution site/distribution d1", True),
        ("[~] AWS::Logs::LogGroup login/log l1", False),
    ],
)
def test_callers_notice_what_every_request_goes_through(line: str, noticed: bool) -> None:
    (found,) = read(f"Stack a/app (ringround-a-app)\n{line}\n")
    assert found.noticed is noticed


def test_nothing_is_nothing() -> None:
    assert read("Stack a/app (ringround-a-app)\nThere were no differences\n") == []
