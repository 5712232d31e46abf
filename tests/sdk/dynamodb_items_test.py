"""DynamoDB's operations on items through boto3: what programs rely on, and the errors that they catch."""

import itertools
from decimal import Decimal

import boto3
import pytest
from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import ClientError

from penstock_server import REGION

numbers = itertools.count(1)


@pytest.fixture
def dynamodb(server):
    return server.client("dynamodb")


@pytest.fixture
def resource(server):
    return boto3.resource("dynamodb", endpoint_url=server.endpoint, region_name=REGION, aws_access_key_id=server.access_key,
                          aws_secret_access_key=server.secret_key)


@pytest.fixture
def table(resource):
    """A table with a hash and a range key, and a global index on the city."""
    made = resource.create_table(
        TableName=f"orders-{next(numbers)}", BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}, {"AttributeName": "at", "AttributeType": "N"},
                              {"AttributeName": "city", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "at", "KeyType": "RANGE"}],
        GlobalSecondaryIndexes=[{"IndexName": "by-city", "KeySchema": [{"AttributeName": "city", "KeyType": "HASH"}],
                                 "Projection": {"ProjectionType": "ALL"}}])
    made.wait_until_exists()
    return made


def error_of(call, **arguments):
    with pytest.raises(ClientError) as raised:
        call(**arguments)
    return raised.value.response["Error"]["Code"], raised.value.response["Error"]["Message"]


def test_update_item_makes_and_changes(table):
    key = {"id": "a", "at": 1}
    made = table.update_item(Key=key, UpdateExpression="SET n = :n, #m = :m", ExpressionAttributeNames={"#m": "map"},
                             ExpressionAttributeValues={":n": 1, ":m": {"list": [1, "x"]}}, ReturnValues="ALL_NEW")
    assert made["Attributes"] == {**key, "n": 1, "map": {"list": [1, "x"]}}
    changed = table.update_item(Key=key, UpdateExpression="SET n = n + :n REMOVE #m.#l[0]", ReturnValues="UPDATED_NEW",
                                ExpressionAttributeNames={"#m": "map", "#l": "list"}, ExpressionAttributeValues={":n": Decimal("0.5")})
    assert changed["Attributes"] == {"n": Decimal("1.5"), "map": {"list": ["x"]}}
    assert table.get_item(Key=key)["Item"]["map"] == {"list": ["x"]}


def test_update_item_says_why_a_condition_failed(table):
    table.put_item(Item={"id": "a", "at": 1, "n": 5})
    with pytest.raises(table.meta.client.exceptions.ConditionalCheckFailedException) as raised:
        table.update_item(Key={"id": "a", "at": 1}, UpdateExpression="SET n = :n", ConditionExpression=Attr("n").gt(7),
                          ExpressionAttributeValues={":n": 0}, ReturnValuesOnConditionCheckFailure="ALL_OLD")
    assert raised.value.response["Error"]["Message"] == "The conditional request failed"
    assert raised.value.response["Item"] == {"id": {"S": "a"}, "at": {"N": "1"}, "n": {"N": "5"}}


def test_update_item_leaves_the_key_alone(table):
    assert error_of(table.update_item, Key={"id": "a", "at": 1}, UpdateExpression="SET id = :v",
                    ExpressionAttributeValues={":v": "b"}) == (
        "ValidationException",
        "One or more parameter values were invalid: Cannot update attribute id. This attribute is part of the key")


def test_batch_writer_and_the_pages_of_query_and_scan(table):
    with table.batch_writer(overwrite_by_pkeys=["id", "at"]) as batch:
        for n in range(120):
            batch.put_item(Item={"id": f"id-{n % 3}", "at": n, "city": "Bern" if n % 2 else "Chur"})
        batch.put_item(Item={"id": "id-0", "at": 0, "city": "Chur"})
    with table.batch_writer() as batch:
        for n in range(0, 120, 40):
            batch.delete_item(Key={"id": f"id-{n % 3}", "at": n})
    client = table.meta.client
    scanned = [item for page in client.get_paginator("scan").paginate(TableName=table.name, PaginationConfig={"PageSize": 10})
               for item in page["Items"]]
    assert len(scanned) == 117
    queried = [item for page in client.get_paginator("query").paginate(
        TableName=table.name, IndexName="by-city", KeyConditionExpression=Key("city").eq("Bern"),
        FilterExpression=Attr("at").between(10, 29), PaginationConfig={"PageSize": 7}) for item in page["Items"]]
    assert sorted(item["at"] for item in queried) == list(range(11, 30, 2))


def test_condition_builder(table):
    for n in range(10):
        table.put_item(Item={"id": "a", "at": n, "n": n, "tags": {f"t{n}"}, "s": f"text-{n}"})
    found = table.query(KeyConditionExpression=Key("id").eq("a") & Key("at").gte(3), FilterExpression=Attr("tags").contains("t4") |
                        (Attr("s").begins_with("text-") & Attr("n").is_in([5, 8]) & ~Attr("missing").exists()))
    assert [item["at"] for item in found["Items"]] == [4, 5, 8]


def test_batch_get_item(dynamodb, table):
    for n in range(3):
        table.put_item(Item={"id": "a", "at": n, "n": n})
    keys = [{"id": {"S": "a"}, "at": {"N": str(n)}} for n in (0, 2, 7)]
    answer = dynamodb.batch_get_item(RequestItems={table.name: {"Keys": keys, "ProjectionExpression": "n"}}, ReturnConsumedCapacity="TOTAL")
    assert sorted(item["n"]["N"] for item in answer["Responses"][table.name]) == ["0", "2"]
    assert answer["UnprocessedKeys"] == {}
    assert answer["ConsumedCapacity"] == [{"TableName": table.name, "CapacityUnits": 1.5}]
    assert error_of(dynamodb.batch_get_item, RequestItems={table.name: {"Keys": [keys[0], keys[0]]}}) == (
        "ValidationException", "Provided list of item keys contains duplicates")
    assert error_of(dynamodb.batch_get_item, RequestItems={}) == (
        "ValidationException", "The requestItems parameter is required for BatchGetItem")
    many = [{"id": {"S": "a"}, "at": {"N": str(n)}} for n in range(101)]
    assert error_of(dynamodb.batch_get_item, RequestItems={table.name: {"Keys": many}})[1].endswith(
        "failed to satisfy constraint: Member must have length less than or equal to 100")


def test_batch_write_item_refuses_too_much(dynamodb, table):
    puts = [{"PutRequest": {"Item": {"id": {"S": "a"}, "at": {"N": str(n)}}}} for n in range(26)]
    code, message = error_of(dynamodb.batch_write_item, RequestItems={table.name: puts})
    assert code == "ValidationException"
    assert message.endswith("at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have "
                            "length less than or equal to 25, Member must have length greater than or equal to 1]")
    assert error_of(dynamodb.batch_write_item, RequestItems={}) == (
        "ValidationException", "The requestItems parameter is required for BatchWriteItem")
    assert table.scan()["Count"] == 0
