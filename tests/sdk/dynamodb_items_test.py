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


def test_attribute_names_end_at_64_kilobytes(table):
    refused = ("ValidationException",
               "1 validation error detected: Attribute name is too large, must be less than 65536 bytes")
    too_long = "n" * 65_536
    table.put_item(Item={"id": "a", "at": 1, too_long[1:]: 1})
    assert error_of(table.put_item, Item={"id": "a", "at": 1, "m": {too_long: 1}}) == refused
    assert error_of(table.update_item, Key={"id": "a", "at": 1}, UpdateExpression="REMOVE #n",
                    ExpressionAttributeNames={"#n": too_long}) == refused


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
        "ValidationException", "1 validation error detected: Value at 'RequestItems' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1")
    many = [{"id": {"S": "a"}, "at": {"N": str(n)}} for n in range(101)]
    assert error_of(dynamodb.batch_get_item, RequestItems={table.name: {"Keys": many}})[1].endswith(
        "failed to satisfy constraint: Member must have length less than or equal to 100")


def test_transact_write_items_tell_their_reasons(dynamodb, table):
    key = {"id": {"S": "a"}, "at": {"N": "1"}}
    other = {"id": {"S": "b"}, "at": {"N": "1"}}
    dynamodb.transact_write_items(TransactItems=[
        {"Put": {"TableName": table.name, "Item": {**key, "n": {"N": "1"}}}},
        {"Update": {"TableName": table.name, "Key": other, "UpdateExpression": "ADD n :one",
                    "ExpressionAttributeValues": {":one": {"N": "1"}}}}])
    with pytest.raises(dynamodb.exceptions.TransactionCanceledException) as raised:
        dynamodb.transact_write_items(TransactItems=[
            {"Delete": {"TableName": table.name, "Key": other}},
            {"ConditionCheck": {"TableName": table.name, "Key": key, "ConditionExpression": "attribute_not_exists(n)",
                                "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}}])
    assert raised.value.response["Error"]["Message"] == (
        "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]")
    assert raised.value.response["CancellationReasons"] == [
        {"Code": "None"},
        {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed", "Item": {**key, "n": {"N": "1"}}}]
    read = dynamodb.transact_get_items(TransactItems=[{"Get": {"TableName": table.name, "Key": k}} for k in (key, other)],
                                       ReturnConsumedCapacity="TOTAL")
    assert [answer["Item"]["n"] for answer in read["Responses"]] == [{"N": "1"}, {"N": "1"}]
    assert read["ConsumedCapacity"] == [{"TableName": table.name, "CapacityUnits": 4.0, "ReadCapacityUnits": 4.0}]


def test_transactions_are_done_once_with_a_token(dynamodb, table):
    def count(amount):
        return dynamodb.transact_write_items(ClientRequestToken=table.name, ReturnConsumedCapacity="TOTAL", TransactItems=[
            {"Update": {"TableName": table.name, "Key": {"id": {"S": "a"}, "at": {"N": "1"}}, "UpdateExpression": "ADD n :n",
                        "ExpressionAttributeValues": {":n": {"N": amount}}}}])["ConsumedCapacity"][0]
    assert count("1")["WriteCapacityUnits"] == 2
    assert count("1")["ReadCapacityUnits"] == 2
    assert table.get_item(Key={"id": "a", "at": 1})["Item"]["n"] == 1
    with pytest.raises(dynamodb.exceptions.IdempotentParameterMismatchException):
        count("2")


def test_transactions_refuse_too_much(dynamodb, table):
    puts = [{"Put": {"TableName": table.name, "Item": {"id": {"S": "a"}, "at": {"N": str(n)}}}} for n in range(101)]
    code, message = error_of(dynamodb.transact_write_items, TransactItems=puts)
    assert code == "ValidationException"
    assert message.endswith("at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100")
    dynamodb.transact_write_items(TransactItems=puts[:100])
    assert table.scan()["Count"] == 100


def test_execute_transaction(dynamodb, table):
    name = f'"{table.name}"'
    dynamodb.execute_transaction(TransactStatements=[
        {"Statement": f"INSERT INTO {name} VALUE {{'id': 'a', 'at': ?}}", "Parameters": [{"N": "1"}]},
        {"Statement": f"INSERT INTO {name} VALUE {{'id': 'b', 'at': 1}}"}])
    read = dynamodb.execute_transaction(TransactStatements=[
        {"Statement": f"SELECT * FROM {name} WHERE id = '{id}' AND \"at\" = 1"} for id in "ab"])
    assert [answer["Item"]["id"]["S"] for answer in read["Responses"]] == ["a", "b"]
    with pytest.raises(dynamodb.exceptions.TransactionCanceledException) as raised:
        dynamodb.execute_transaction(TransactStatements=[
            {"Statement": f"DELETE FROM {name} WHERE id = 'b' AND \"at\" = 1"},
            {"Statement": f"INSERT INTO {name} VALUE {{'id': 'a', 'at': 1}}"}])
    assert [reason["Code"] for reason in raised.value.response["CancellationReasons"]] == ["None", "DuplicateItem"]
    assert table.scan()["Count"] == 2


def test_batch_write_item_refuses_too_much(dynamodb, table):
    puts = [{"PutRequest": {"Item": {"id": {"S": "a"}, "at": {"N": str(n)}}}} for n in range(26)]
    code, message = error_of(dynamodb.batch_write_item, RequestItems={table.name: puts})
    assert code == "ValidationException"
    assert message.endswith("at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have "
                            "length less than or equal to 25, Member must have length greater than or equal to 1]")
    assert error_of(dynamodb.batch_write_item, RequestItems={}) == (
        "ValidationException", "The requestItems parameter is required for BatchWriteItem")
    assert table.scan()["Count"] == 0


def test_batch_write_item_takes_25_items_of_the_largest_size(dynamodb, table):
    large = {"B": b"x" * 409_000}
    puts = [{"PutRequest": {"Item": {"id": {"S": "a"}, "at": {"N": str(n)}, "b": large}}} for n in range(25)]
    assert dynamodb.batch_write_item(RequestItems={table.name: puts})["UnprocessedItems"] == {}
    assert table.meta.client.get_item(TableName=table.name, Key={"id": "a", "at": 24})["Item"]["b"].value == large["B"]
