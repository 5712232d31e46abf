"""DynamoDB Streams through boto3: what a consumer of a table's changes relies on."""

import itertools
import json

import pytest

from client_error import error_of
from penstock_server import ACCOUNT, REGION

numbers = itertools.count(1)


@pytest.fixture
def dynamodb(server):
    return server.client("dynamodb")


@pytest.fixture
def streams(server):
    return server.client("dynamodbstreams")


def create_table(dynamodb, view="NEW_AND_OLD_IMAGES", name=None):
    """A new table with a stream: its name and the stream's ARN."""
    name = name or f"recorded-{next(numbers)}"
    dynamodb.create_table(TableName=name, KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                          AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}], BillingMode="PAY_PER_REQUEST",
                          StreamSpecification={"StreamEnabled": True, "StreamViewType": view})
    dynamodb.get_waiter("table_exists").wait(TableName=name)
    return name, dynamodb.describe_table(TableName=name)["Table"]["LatestStreamArn"]


def records_of(streams, arn):
    found = []
    for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
        iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard["ShardId"],
                                              ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
        while iterator:
            answer = streams.get_records(ShardIterator=iterator)
            found += answer["Records"]
            iterator = answer.get("NextShardIterator") if answer["Records"] else None
    return found


def test_a_change_is_there_as_soon_as_it_is_acknowledged(dynamodb, streams):
    table, arn = create_table(dynamodb)
    for n in range(20):
        dynamodb.put_item(TableName=table, Item={"id": {"S": f"{n}"}, "n": {"N": f"{n}"}, "data": {"B": b"\x00\xff"}})
        assert len(records_of(streams, arn)) == n + 1
    dynamodb.delete_item(TableName=table, Key={"id": {"S": "7"}})
    last = records_of(streams, arn)[-1]
    assert (last["eventName"], last["eventSource"], last["awsRegion"], last["eventVersion"]) == ("REMOVE", "aws:dynamodb", REGION, "1.1")
    change = last["dynamodb"]
    assert change["Keys"] == {"id": {"S": "7"}}
    assert change["OldImage"] == {"id": {"S": "7"}, "n": {"N": "7"}, "data": {"B": b"\x00\xff"}}
    assert "NewImage" not in change and change["StreamViewType"] == "NEW_AND_OLD_IMAGES"
    assert change["ApproximateCreationDateTime"].microsecond == 0


def test_describe_and_list_streams(dynamodb, streams):
    table, arn = create_table(dynamodb, "KEYS_ONLY")
    assert arn.startswith(f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}/stream/")
    description = streams.describe_stream(StreamArn=arn)["StreamDescription"]
    assert (description["StreamStatus"], description["StreamViewType"], description["TableName"]) == ("ENABLED", "KEYS_ONLY", table)
    assert description["KeySchema"] == [{"AttributeName": "id", "KeyType": "HASH"}]
    assert streams.list_streams(TableName=table)["Streams"] == [{"StreamArn": arn, "TableName": table, "StreamLabel": arn.rsplit("/", 1)[1]}]


def test_records_are_paged(dynamodb, streams):
    table, arn = create_table(dynamodb)
    for n in range(5):
        dynamodb.put_item(TableName=table, Item={"id": {"S": f"{n}"}})
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    seen = []
    while len(seen) < 5:
        answer = streams.get_records(ShardIterator=iterator, Limit=2)
        assert 0 < len(answer["Records"]) <= 2
        seen += [record["dynamodb"]["Keys"]["id"]["S"] for record in answer["Records"]]
        iterator = answer["NextShardIterator"]
    assert seen == ["0", "1", "2", "3", "4"]


def test_the_stream_of_a_deleted_table_can_be_read_to_its_end(dynamodb, streams):
    table, arn = create_table(dynamodb)
    dynamodb.put_item(TableName=table, Item={"id": {"S": "a"}})
    dynamodb.delete_table(TableName=table)
    dynamodb.get_waiter("table_not_exists").wait(TableName=table)
    assert streams.describe_stream(StreamArn=arn)["StreamDescription"]["StreamStatus"] == "DISABLED"
    assert [record["eventName"] for record in records_of(streams, arn)] == ["INSERT"]


def test_refusals_have_the_words_and_classes_of_aws(dynamodb, streams):
    table, arn = create_table(dynamodb)
    missing = arn.replace(table, "missing")
    assert error_of(streams.describe_stream, StreamArn=missing) == (
        "ResourceNotFoundException", f"Requested resource not found: Stream: {missing} not found", 400)
    with pytest.raises(streams.exceptions.ResourceNotFoundException):
        streams.describe_stream(StreamArn=missing)
    assert error_of(streams.describe_stream, StreamArn="arn:aws:kinesis:eu-north-1:000000000000:stream/x")[:2] == (
        "ValidationException", "Invalid StreamArn")
    assert error_of(streams.get_records, ShardIterator="forged")[:2] == ("ValidationException", "Invalid ShardIterator")
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="LATEST")["ShardIterator"]
    code, message, _ = error_of(streams.get_records, ShardIterator=iterator, Limit=1001)
    assert code == "ValidationException" and "less than or equal to 1000" in message


def test_a_stream_outlives_a_kill(own_server):
    dynamodb, streams = own_server.client("dynamodb"), own_server.client("dynamodbstreams")
    table, arn = create_table(dynamodb)
    for n in range(10):
        dynamodb.put_item(TableName=table, Item={"id": {"S": f"{n}"}})
    before = records_of(streams, arn)
    own_server.kill()
    own_server.start()
    assert records_of(own_server.client("dynamodbstreams"), arn) == before


def test_who_may_read_a_stream_is_said_by_policies(server, dynamodb, streams):
    table, arn = create_table(dynamodb)
    iam, name = server.client("iam"), f"consumer-{table}"
    iam.create_user(UserName=name)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    consumer = server.client("dynamodbstreams", aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"])
    code, message, status = error_of(consumer.describe_stream, StreamArn=arn)
    assert (code, status) == ("AccessDeniedException", 400) and f"dynamodb:DescribeStream on resource: {arn}" in message
    iam.put_user_policy(UserName=name, PolicyName="read", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": ["dynamodb:DescribeStream", "dynamodb:GetShardIterator", "dynamodb:GetRecords"],
         "Resource": arn.rsplit("/", 1)[0] + "/*"}]}))
    assert records_of(consumer, arn) == []
    assert error_of(consumer.list_streams)[0] == "AccessDeniedException"
