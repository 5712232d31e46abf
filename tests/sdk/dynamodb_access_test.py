"""Who may do what to DynamoDB's items, in AWS's words: users with policies that narrow them to keys and attributes."""

import itertools
import json

import pytest
from botocore.exceptions import ClientError

from penstock_server import ACCOUNT, REGION

numbers = itertools.count(1)


@pytest.fixture
def table(server):
    dynamodb = server.client("dynamodb")
    name = f"scores-{next(numbers)}"
    dynamodb.create_table(TableName=name, BillingMode="PAY_PER_REQUEST",
                          AttributeDefinitions=[{"AttributeName": "user", "AttributeType": "S"}],
                          KeySchema=[{"AttributeName": "user", "KeyType": "HASH"}])
    for user in ("ana", "bob"):
        dynamodb.put_item(TableName=name, Item={"user": {"S": user}, "points": {"N": "1"}, "secret": {"S": "x"}})
    return name


class Someone:
    """A new user and its client, with statements about a table."""

    def __init__(self, server, table, *statements):
        iam = server.client("iam")
        self.name = f"player-{next(numbers)}"
        self.arn = iam.create_user(UserName=self.name)["User"]["Arn"]
        if statements:
            iam.put_user_policy(UserName=self.name, PolicyName="inline", PolicyDocument=json.dumps({
                "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": arn_of(table), **one} for one in statements]}))
        key = iam.create_access_key(UserName=self.name)["AccessKey"]
        self.dynamodb = server.client("dynamodb", aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"])

    def denied(self, action, table, call, **arguments):
        with pytest.raises(ClientError) as raised:
            call(**arguments)
        assert raised.value.response["Error"]["Code"] == "AccessDeniedException"
        assert raised.value.response["Error"]["Message"] == (
            f"User: {self.arn} is not authorized to perform: {action} on resource: {arn_of(table)} "
            f"because no identity-based policy allows the {action} action")


def arn_of(table):
    return f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}"


def key(user):
    return {"user": {"S": user}}


def test_who_has_no_policy_is_told_so(server, table):
    nobody = Someone(server, table)
    client = nobody.dynamodb
    nobody.denied("dynamodb:GetItem", table, client.get_item, TableName=table, Key=key("ana"))
    nobody.denied("dynamodb:UpdateItem", table, client.update_item, TableName=table, Key=key("ana"), UpdateExpression="REMOVE n")
    nobody.denied("dynamodb:BatchGetItem", table, client.batch_get_item, RequestItems={table: {"Keys": [key("ana")]}})
    nobody.denied("dynamodb:BatchWriteItem", table, client.batch_write_item,
                  RequestItems={table: [{"DeleteRequest": {"Key": key("ana")}}]})
    nobody.denied("dynamodb:ConditionCheckItem", table, client.transact_write_items, TransactItems=[
        {"ConditionCheck": {"TableName": table, "Key": key("ana"), "ConditionExpression": "attribute_exists(points)"}}])
    nobody.denied("dynamodb:GetItem", table, client.transact_get_items, TransactItems=[{"Get": {"TableName": table, "Key": key("ana")}}])
    nobody.denied("dynamodb:PartiQLDelete", table, client.execute_transaction,
                  TransactStatements=[{"Statement": f"DELETE FROM \"{table}\" WHERE \"user\" = 'ana'"}])


def test_leading_keys_keep_everyone_to_their_own(server, table):
    ana = Someone(server, table, {"Action": "dynamodb:*", "Condition": {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["ana"]}}})
    client = ana.dynamodb
    assert client.get_item(TableName=table, Key=key("ana"))["Item"]["points"] == {"N": "1"}
    ana.denied("dynamodb:GetItem", table, client.get_item, TableName=table, Key=key("bob"))
    ana.denied("dynamodb:Query", table, client.query, TableName=table, KeyConditionExpression="#u = :u",
               ExpressionAttributeNames={"#u": "user"}, ExpressionAttributeValues={":u": {"S": "bob"}})
    ana.denied("dynamodb:DeleteItem", table, client.transact_write_items, TransactItems=[
        {"Delete": {"TableName": table, "Key": key("ana")}}, {"Delete": {"TableName": table, "Key": key("bob")}}])
    ana.denied("dynamodb:PartiQLUpdate", table, client.execute_statement,
               Statement=f"UPDATE \"{table}\" SET points = 9 WHERE \"user\" = 'bob'")
    client.execute_statement(Statement=f"UPDATE \"{table}\" SET points = 2 WHERE \"user\" = 'ana'")
    assert client.get_item(TableName=table, Key=key("ana"))["Item"]["points"] == {"N": "2"}


def test_attributes_keep_secrets(server, table):
    reader = Someone(server, table, {"Action": ["dynamodb:GetItem", "dynamodb:Scan"], "Condition": {
        "ForAllValues:StringEquals": {"dynamodb:Attributes": ["user", "points"]},
        "StringEqualsIfExists": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"}}})
    client = reader.dynamodb
    read = client.get_item(TableName=table, Key=key("ana"), ProjectionExpression="points")
    assert read["Item"] == {"points": {"N": "1"}}
    reader.denied("dynamodb:GetItem", table, client.get_item, TableName=table, Key=key("ana"))
    reader.denied("dynamodb:GetItem", table, client.get_item, TableName=table, Key=key("ana"), ProjectionExpression="secret")
    reader.denied("dynamodb:Scan", table, client.scan, TableName=table, ProjectionExpression="points", FilterExpression="secret = :x",
                  ExpressionAttributeValues={":x": {"S": "x"}})
    assert client.scan(TableName=table, ProjectionExpression="points")["Count"] == 2


def test_a_policy_on_the_table_lets_somebody_read(server, table):
    friend = Someone(server, table)
    server.client("dynamodb").put_resource_policy(ResourceArn=arn_of(table), Policy=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": friend.arn}, "Action": "dynamodb:GetItem",
                                                "Resource": arn_of(table)}]}))
    assert friend.dynamodb.get_item(TableName=table, Key=key("bob"))["Item"]["points"] == {"N": "1"}
    friend.denied("dynamodb:DeleteItem", table, friend.dynamodb.delete_item, TableName=table, Key=key("bob"))
