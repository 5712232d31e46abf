"""Table settings of DynamoDB through boto3: what tools that manage tables rely on."""

import itertools
import json
import subprocess
import time

import pytest
from botocore.exceptions import ClientError

from penstock_server import ACCOUNT, PROGRAM, REGION

numbers = itertools.count(1)
SECONDS_MAX = 20


@pytest.fixture
def dynamodb(server):
    return server.client("dynamodb")


@pytest.fixture
def table(dynamodb):
    name = f"settings-{next(numbers)}"
    dynamodb.create_table(TableName=name, KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                          AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}], BillingMode="PAY_PER_REQUEST")
    dynamodb.get_waiter("table_exists").wait(TableName=name)
    return name


def arn_of(table):
    return f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}"


def error_of(call, **arguments):
    with pytest.raises(ClientError) as raised:
        call(**arguments)
    answer = raised.value.response["Error"]
    return answer["Code"], answer["Message"]


def wait_until(condition):
    deadline = time.monotonic() + SECONDS_MAX
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def index_status(dynamodb, table):
    return [index["IndexStatus"] for index in dynamodb.describe_table(TableName=table)["Table"].get("GlobalSecondaryIndexes", [])]


def test_a_new_index_is_filled_and_becomes_active(dynamodb, table):
    for n in range(250):
        dynamodb.put_item(TableName=table, Item={"id": {"S": f"{n}"}, "team": {"S": f"team-{n % 3}"}})
    created = dynamodb.update_table(
        TableName=table, AttributeDefinitions=[{"AttributeName": "team", "AttributeType": "S"}],
        GlobalSecondaryIndexUpdates=[{"Create": {"IndexName": "by-team", "KeySchema": [{"AttributeName": "team", "KeyType": "HASH"}],
                                                 "Projection": {"ProjectionType": "ALL"}}}])
    assert created["TableDescription"]["GlobalSecondaryIndexes"][0]["IndexStatus"] == "CREATING"
    wait_until(lambda: index_status(dynamodb, table) == ["ACTIVE"])
    found = dynamodb.query(TableName=table, IndexName="by-team", KeyConditionExpression="team = :t",
                           ExpressionAttributeValues={":t": {"S": "team-1"}})
    assert found["Count"] == len(range(1, 250, 3))
    dynamodb.update_table(TableName=table, GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "by-team"}}])
    wait_until(lambda: index_status(dynamodb, table) == [])


def test_a_stream_is_switched_on_and_off(dynamodb, table):
    on = dynamodb.update_table(TableName=table, StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"})
    assert on["TableDescription"]["StreamSpecification"] == {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
    assert error_of(dynamodb.update_table, TableName=table, StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}) == (
        "ValidationException", f"Table already has an enabled stream: TableName: {table}")
    off = dynamodb.update_table(TableName=table, StreamSpecification={"StreamEnabled": False})["TableDescription"]
    assert "StreamSpecification" not in off and off["LatestStreamArn"] == on["TableDescription"]["LatestStreamArn"]


def test_an_expired_item_is_deleted_by_the_service(server, dynamodb, table):
    dynamodb.update_table(TableName=table, StreamSpecification={"StreamEnabled": True, "StreamViewType": "OLD_IMAGE"})
    dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification={"Enabled": True, "AttributeName": "ends"})
    ttl = lambda: dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    wait_until(lambda: ttl() == {"TimeToLiveStatus": "ENABLED", "AttributeName": "ends"})
    dynamodb.put_item(TableName=table, Item={"id": {"S": "kept"}, "ends": {"N": str(int(time.time()) + 3600)}})
    dynamodb.put_item(TableName=table, Item={"id": {"S": "gone"}, "ends": {"N": str(int(time.time()) - 1)}})
    wait_until(lambda: dynamodb.scan(TableName=table)["Count"] == 1)
    streams = server.client("dynamodbstreams")
    arn = dynamodb.describe_table(TableName=table)["Table"]["LatestStreamArn"]
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    last = streams.get_records(ShardIterator=iterator)["Records"][-1]
    assert (last["eventName"], last["dynamodb"]["Keys"]) == ("REMOVE", {"id": {"S": "gone"}})
    assert last["userIdentity"] == {"PrincipalId": "dynamodb.amazonaws.com", "Type": "Service"}
    assert error_of(dynamodb.update_time_to_live, TableName=table, TimeToLiveSpecification={"Enabled": True, "AttributeName": "ends"}) == (
        "ValidationException", "TimeToLive is already enabled")


def test_tags_are_listed_in_pages(dynamodb, table):
    dynamodb.tag_resource(ResourceArn=arn_of(table), Tags=[{"Key": f"k{n:02}", "Value": "v"} for n in range(12)])
    pages = list(dynamodb.get_paginator("list_tags_of_resource").paginate(ResourceArn=arn_of(table)))
    assert [len(page["Tags"]) for page in pages] == [10, 2]
    dynamodb.untag_resource(ResourceArn=arn_of(table), TagKeys=["k00"])
    assert dynamodb.list_tags_of_resource(ResourceArn=arn_of(table))["Tags"][0]["Key"] == "k01"


def test_a_resource_policy_lets_a_user_of_no_other_leave_in(server, dynamodb, table):
    iam = server.client("iam")
    name = f"reader-{table}"
    user = iam.create_user(UserName=name)["User"]["Arn"]
    key = iam.create_access_key(UserName=name)["AccessKey"]
    reader = server.client("dynamodb", aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"])
    dynamodb.put_item(TableName=table, Item={"id": {"S": "a"}})
    assert error_of(reader.get_item, TableName=table, Key={"id": {"S": "a"}})[0] == "AccessDeniedException"
    policy = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": user}, "Action": "dynamodb:GetItem", "Resource": arn_of(table)}]})
    assert error_of(dynamodb.put_resource_policy, ResourceArn=arn_of(table), Policy=policy.replace(user, user + "-gone")) == (
        "ValidationException", "One or more parameter values were invalid: Invalid principal in policy document.")
    revision = dynamodb.put_resource_policy(ResourceArn=arn_of(table), Policy=policy)["RevisionId"]
    assert dynamodb.get_resource_policy(ResourceArn=arn_of(table))["Policy"] == policy.replace(" ", "")
    assert reader.get_item(TableName=table, Key={"id": {"S": "a"}})["Item"] == {"id": {"S": "a"}}
    assert error_of(reader.put_item, TableName=table, Item={"id": {"S": "b"}})[0] == "AccessDeniedException"
    locked = policy.replace("Allow", "Deny").replace("dynamodb:GetItem", "dynamodb:*").replace(user, user.split(":user/")[0] + ":root")
    assert error_of(dynamodb.put_resource_policy, ResourceArn=arn_of(table), Policy=locked) == (
        "AccessDeniedException", "The new resource policy will not allow you to update the resource policy in the future.")
    assert dynamodb.delete_resource_policy(ResourceArn=arn_of(table))["RevisionId"] == revision
    assert error_of(reader.get_item, TableName=table, Key={"id": {"S": "a"}})[0] == "AccessDeniedException"
    assert error_of(dynamodb.get_resource_policy, ResourceArn=arn_of(table)) == (
        "PolicyNotFoundException", f"Resource-based policy not found for the provided ResourceArn: {arn_of(table)}")


def test_point_in_time_recovery_is_a_setting(dynamodb, table):
    dynamodb.update_continuous_backups(TableName=table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    recovery = dynamodb.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert (recovery["PointInTimeRecoveryStatus"], recovery["RecoveryPeriodInDays"]) == ("ENABLED", 35)
    code, message = error_of(dynamodb.restore_table_to_point_in_time, SourceTableName=table, TargetTableName="restored", UseLatestRestorableTime=True)
    assert code == "NotImplemented" and "RestoreTableToPointInTime" in message


def test_violations_are_told_in_the_order_of_aws(dynamodb):
    violation = "failed to satisfy constraint: Member must"
    keys = [{"AttributeName": name, "KeyType": "HASH"} for name in "abc"]
    assert error_of(dynamodb.create_table, TableName="many-keys", KeySchema=keys, BillingMode="PAY_PER_REQUEST", AttributeDefinitions=[
        {"AttributeName": "a", "AttributeType": "X"}])[1] == (
        f"2 validation errors detected: Value 'X' at 'attributeDefinitions.1.member.attributeType' {violation} satisfy enum value set: "
        f"[B, N, S]; Value '[KeySchemaElement(attributeName=a, keyType=HASH), KeySchemaElement(attributeName=b, keyType=HASH), "
        f"KeySchemaElement(attributeName=c, keyType=HASH)]' at 'keySchema' {violation} have length less than or equal to 2")


def test_limits_and_endpoints(dynamodb):
    limits = dynamodb.describe_limits()
    assert (limits["AccountMaxReadCapacityUnits"], limits["TableMaxWriteCapacityUnits"]) == (80000, 40000)
    assert dynamodb.describe_endpoints()["Endpoints"][0]["Address"] == f"dynamodb.{REGION}.amazonaws.com"


def test_an_index_goes_on_being_filled_after_a_kill(own_server):
    dynamodb = own_server.client("dynamodb")
    name = "large"
    dynamodb.create_table(TableName=name, KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                          AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}], BillingMode="PAY_PER_REQUEST")
    dynamodb.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1})
    for n in range(300):
        dynamodb.put_item(TableName=name, Item={"id": {"S": f"{n}"}, "team": {"S": "red"}})
    dynamodb.update_table(
        TableName=name, AttributeDefinitions=[{"AttributeName": "team", "AttributeType": "S"}],
        GlobalSecondaryIndexUpdates=[{"Create": {"IndexName": "by-team", "KeySchema": [{"AttributeName": "team", "KeyType": "HASH"}],
                                                 "Projection": {"ProjectionType": "KEYS_ONLY"}}}])
    own_server.kill()
    own_server.start()
    dynamodb = own_server.client("dynamodb")
    wait_until(lambda: index_status(dynamodb, name) == ["ACTIVE"])
    assert dynamodb.scan(TableName=name, IndexName="by-team")["Count"] == 300


def test_changes_arrive_in_a_kinesis_stream(server, dynamodb, table):
    kinesis = server.client("kinesis")
    stream = f"changes-of-{table}"
    kinesis.create_stream(StreamName=stream, ShardCount=1)
    arn = kinesis.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]["StreamARN"]
    dynamodb.enable_kinesis_streaming_destination(TableName=table, StreamArn=arn)
    destinations = lambda: dynamodb.describe_kinesis_streaming_destination(TableName=table)["KinesisDataStreamDestinations"]
    assert [d["DestinationStatus"] for d in destinations()] == ["ACTIVE"]
    for n in range(10):
        dynamodb.put_item(TableName=table, Item={"id": {"S": "a"}, "n": {"N": f"{n}"}})
    dynamodb.delete_item(TableName=table, Key={"id": {"S": "a"}})
    iterator = kinesis.get_shard_iterator(StreamName=stream, ShardId="shardId-000000000000", ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    events = lambda: [json.loads(r["Data"]) for r in kinesis.get_records(ShardIterator=iterator)["Records"]]
    wait_until(lambda: len(events()) == 11)
    assert [event["eventName"] for event in events()] == ["INSERT"] + ["MODIFY"] * 9 + ["REMOVE"]
    last = events()[-1]
    assert (last["tableName"], last["awsRegion"], last["eventSource"], last["recordFormat"]) == (table, REGION, "aws:dynamodb", "application/json")
    assert last["dynamodb"]["OldImage"] == {"id": {"S": "a"}, "n": {"N": "9"}}
    dynamodb.disable_kinesis_streaming_destination(TableName=table, StreamArn=arn)
    assert [d["DestinationStatus"] for d in destinations()] == ["DISABLED"]


def test_the_doctor_compares_tables_with_their_indexes_and_streams(own_server):
    dynamodb = own_server.client("dynamodb")
    dynamodb.create_table(TableName="orders", BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                          AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("id", "team")],
                          GlobalSecondaryIndexes=[{"IndexName": "by-team", "KeySchema": [{"AttributeName": "team", "KeyType": "HASH"}],
                                                   "Projection": {"ProjectionType": "ALL"}}],
                          StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"})
    dynamodb.get_waiter("table_exists").wait(TableName="orders", WaiterConfig={"Delay": 1})
    for n in range(20):
        dynamodb.put_item(TableName="orders", Item={"id": {"S": f"{n % 15}"}, "team": {"S": f"{n % 2}"}, "n": {"N": f"{n}"}})
    doctor = lambda: subprocess.run([PROGRAM, "doctor", "--data", own_server.data], capture_output=True, text=True).stdout
    assert "tables are not looked at while a server runs" in doctor()
    assert own_server.stop() == 0
    said = doctor()
    own_server.start()
    assert f"{arn_of('orders')}: 15 items, 15 index entries and 20 changes agree" in said
