"""Every Kinesis operation through boto3: what programs rely on, and the error classes that they catch."""

import datetime
import hashlib
import time

import pytest

from client_error import error_of
from penstock_server import ACCOUNT, REGION

HASH_KEY_END = 2**128


def records_of(kinesis, stream, shard="shardId-000000000000", **start):
    start = start or {"ShardIteratorType": "TRIM_HORIZON"}
    iterator = kinesis.get_shard_iterator(StreamName=stream, ShardId=shard, **start)["ShardIterator"]
    found = []
    while True:
        answer = kinesis.get_records(ShardIterator=iterator)
        found += answer["Records"]
        if answer["MillisBehindLatest"] == 0:
            return found
        iterator = answer["NextShardIterator"]


def single_shard(kinesis, name):
    kinesis.create_stream(StreamName=name, ShardCount=1)
    return name


def test_describe_stream_shows_shards_that_divide_the_hash_keys(kinesis, stream):
    description = kinesis.describe_stream(StreamName=stream)["StreamDescription"]
    assert description["StreamARN"] == f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{stream}"
    assert (description["StreamStatus"], description["RetentionPeriodHours"], description["HasMoreShards"]) == ("ACTIVE", 24, False)
    assert isinstance(description["StreamCreationTimestamp"], datetime.datetime)
    ranges = [(int(s["HashKeyRange"]["StartingHashKey"]), int(s["HashKeyRange"]["EndingHashKey"])) for s in description["Shards"]]
    assert ranges[0][0] == 0 and ranges[-1][1] == HASH_KEY_END - 1
    assert all(left[1] + 1 == right[0] for left, right in zip(ranges, ranges[1:]))
    assert all("EndingSequenceNumber" not in s["SequenceNumberRange"] for s in description["Shards"])


def test_describe_stream_pages_by_shard(kinesis, stream):
    shards = [shard["ShardId"] for page in kinesis.get_paginator("describe_stream").paginate(StreamName=stream, PaginationConfig={"PageSize": 1})
              for shard in page["StreamDescription"]["Shards"]]
    assert shards == [f"shardId-{n:012d}" for n in range(4)]


def test_describe_stream_summary_counts_open_shards(kinesis, stream):
    summary = kinesis.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]
    assert (summary["StreamName"], summary["StreamStatus"], summary["OpenShardCount"]) == (stream, "ACTIVE", 4)


def test_a_stream_is_named_by_its_arn_as_well(kinesis, stream):
    arn = kinesis.describe_stream(StreamName=stream)["StreamDescription"]["StreamARN"]
    assert kinesis.describe_stream_summary(StreamARN=arn)["StreamDescriptionSummary"]["StreamName"] == stream


def test_list_streams_and_its_paginator_name_every_stream_once(kinesis):
    wanted = [f"paged-{n}" for n in range(5)]
    for name in wanted:
        kinesis.create_stream(StreamName=name, ShardCount=1)
    pages = list(kinesis.get_paginator("list_streams").paginate(PaginationConfig={"PageSize": 2}))
    names = [name for page in pages for name in page["StreamNames"]]
    assert len(pages) > 2 and len(names) == len(set(names)) and set(wanted) <= set(names)


def test_list_shards_pages_with_a_token(kinesis, stream):
    first = kinesis.list_shards(StreamName=stream, MaxResults=3)
    rest = kinesis.list_shards(NextToken=first["NextToken"])
    assert [s["ShardId"] for s in first["Shards"] + rest["Shards"]] == [f"shardId-{n:012d}" for n in range(4)]
    assert "NextToken" not in rest


def test_a_record_goes_to_the_shard_that_owns_the_md5_of_its_key(kinesis, stream):
    shards = kinesis.list_shards(StreamName=stream)["Shards"]
    for number in range(20):
        key = f"customer-{number}"
        hash_key = int(hashlib.md5(key.encode()).hexdigest(), 16)
        owner = next(s["ShardId"] for s in shards
                     if int(s["HashKeyRange"]["StartingHashKey"]) <= hash_key <= int(s["HashKeyRange"]["EndingHashKey"]))
        assert kinesis.put_record(StreamName=stream, Data=b"x", PartitionKey=key)["ShardId"] == owner


def test_an_explicit_hash_key_chooses_the_shard(kinesis, stream):
    answer = kinesis.put_record(StreamName=stream, Data=b"x", PartitionKey="k", ExplicitHashKey=str(HASH_KEY_END - 1))
    assert answer["ShardId"] == "shardId-000000000003"


def test_sequence_numbers_grow_and_records_come_back_as_they_were(kinesis):
    stream = single_shard(kinesis, "round-trip")
    payloads = [bytes(range(256)) * n for n in range(1, 20)]
    numbers = [kinesis.put_record(StreamName=stream, Data=p, PartitionKey="schlüssel")["SequenceNumber"] for p in payloads]
    assert [int(n) for n in numbers] == sorted({int(n) for n in numbers})
    records = records_of(kinesis, stream)
    assert [r["Data"] for r in records] == payloads
    assert [r["SequenceNumber"] for r in records] == numbers
    assert {r["PartitionKey"] for r in records} == {"schlüssel"}
    assert abs(records[0]["ApproximateArrivalTimestamp"].timestamp() - time.time()) < 60


def test_put_records_answers_each_record_in_order(kinesis, stream):
    entries = [{"Data": f"record-{n}".encode(), "PartitionKey": f"key-{n}"} for n in range(500)]
    answer = kinesis.put_records(StreamName=stream, Records=entries)
    assert answer["FailedRecordCount"] == 0 and len(answer["Records"]) == 500
    stored = {(r["SequenceNumber"], s["ShardId"]): r["Data"]
              for s in kinesis.list_shards(StreamName=stream)["Shards"] for r in records_of(kinesis, stream, s["ShardId"])}
    for entry, result in zip(entries, answer["Records"]):
        assert stored[result["SequenceNumber"], result["ShardId"]] == entry["Data"]


def test_each_iterator_type_starts_where_it_says(kinesis):
    stream = single_shard(kinesis, "iterators")
    first, second = (kinesis.put_record(StreamName=stream, Data=d, PartitionKey="k")["SequenceNumber"] for d in (b"1", b"2"))
    second_after = int(time.time()) + 1  # botocore sends whole seconds
    time.sleep(second_after - time.time() + 0.01)
    latest = kinesis.get_shard_iterator(StreamName=stream, ShardId="shardId-000000000000", ShardIteratorType="LATEST")["ShardIterator"]
    kinesis.put_record(StreamName=stream, Data=b"3", PartitionKey="k")

    def data(**start):
        return b"".join(r["Data"] for r in records_of(kinesis, stream, **start))

    assert data(ShardIteratorType="TRIM_HORIZON") == b"123"
    assert data(ShardIteratorType="AT_SEQUENCE_NUMBER", StartingSequenceNumber=second) == b"23"
    assert data(ShardIteratorType="AFTER_SEQUENCE_NUMBER", StartingSequenceNumber=first) == b"23"
    assert data(ShardIteratorType="AT_TIMESTAMP", Timestamp=second_after) == b"3"
    assert b"".join(r["Data"] for r in kinesis.get_records(ShardIterator=latest)["Records"]) == b"3"


def test_get_records_stops_at_the_limit_and_goes_on_after_it(kinesis):
    stream = single_shard(kinesis, "limits")
    kinesis.put_records(StreamName=stream, Records=[{"Data": bytes([n]), "PartitionKey": "k"} for n in range(10)])
    iterator = kinesis.get_shard_iterator(StreamName=stream, ShardId="shardId-000000000000", ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    first = kinesis.get_records(ShardIterator=iterator, Limit=4)
    rest = kinesis.get_records(ShardIterator=first["NextShardIterator"])
    assert [len(first["Records"]), len(rest["Records"])] == [4, 6]
    assert rest["MillisBehindLatest"] == 0
    assert kinesis.get_records(ShardIterator=rest["NextShardIterator"])["Records"] == []


def test_retention_goes_up_and_down_within_its_bounds(kinesis, stream):
    kinesis.increase_stream_retention_period(StreamName=stream, RetentionPeriodHours=48)
    assert kinesis.describe_stream(StreamName=stream)["StreamDescription"]["RetentionPeriodHours"] == 48
    kinesis.decrease_stream_retention_period(StreamName=stream, RetentionPeriodHours=24)
    assert kinesis.describe_stream(StreamName=stream)["StreamDescription"]["RetentionPeriodHours"] == 24
    code, _, status = error_of(kinesis.decrease_stream_retention_period, StreamName=stream, RetentionPeriodHours=48)
    assert (code, status) == ("InvalidArgumentException", 400)


def test_tags_are_added_listed_and_removed(kinesis, stream):
    kinesis.add_tags_to_stream(StreamName=stream, Tags={"team": "water", "stage": "dev", "cost": "7"})
    kinesis.remove_tags_from_stream(StreamName=stream, TagKeys=["cost"])
    answer = kinesis.list_tags_for_stream(StreamName=stream)
    assert (sorted((t["Key"], t["Value"]) for t in answer["Tags"]), answer["HasMoreTags"]) == ([("stage", "dev"), ("team", "water")], False)


def test_delete_stream_and_its_waiter_end_with_the_stream_gone(own_server):
    kinesis = own_server.client("kinesis")
    kinesis.create_stream(StreamName="short-lived", ShardCount=1)
    kinesis.get_waiter("stream_exists").wait(StreamName="short-lived", WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    kinesis.delete_stream(StreamName="short-lived")
    kinesis.get_waiter("stream_not_exists").wait(StreamName="short-lived", WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    assert kinesis.list_streams()["StreamNames"] == []


def test_a_missing_stream_is_the_error_class_that_programs_catch(kinesis):
    with pytest.raises(kinesis.exceptions.ResourceNotFoundException) as raised:
        kinesis.describe_stream(StreamName="nobody")
    assert raised.value.response["Error"]["Message"] == f"Stream nobody under account {ACCOUNT} not found."


def test_creating_a_stream_twice_is_resource_in_use(kinesis, stream):
    with pytest.raises(kinesis.exceptions.ResourceInUseException) as raised:
        kinesis.create_stream(StreamName=stream, ShardCount=1)
    assert raised.value.response["Error"]["Message"] == f"Stream {stream} under account {ACCOUNT} already exists."


def test_a_forged_iterator_is_an_invalid_argument(kinesis):
    code, message, status = error_of(kinesis.get_records, ShardIterator="AAAAAAAAAAHSywljv0zEgPX4NyKdZ5wryMzP9yALs8NeKbUjp1IxtZs1Sp")
    assert (code, status) == ("InvalidArgumentException", 400)
    assert "Invalid ShardIterator" in message


def test_a_missing_shard_is_not_found(kinesis, stream):
    code, message, status = error_of(kinesis.get_shard_iterator, StreamName=stream, ShardId="shardId-000000000009",
                                     ShardIteratorType="LATEST")
    assert (code, status) == ("ResourceNotFoundException", 400)
    assert f"shardId-000000000009 in stream {stream} under account {ACCOUNT} does not exist" in message


def test_validation_answers_name_the_member_and_the_constraint(server):
    from botocore.config import Config
    kinesis = server.client("kinesis", config=Config(parameter_validation=False))
    code, message, status = error_of(kinesis.put_record, StreamName="bad name!", Data=b"x", PartitionKey="")
    assert (code, status) == ("ValidationException", 400)
    assert message.startswith("2 validation errors detected: ")
    assert "Value 'bad name!' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+" in message
    assert "Value '' at 'partitionKey' failed to satisfy constraint: Member must have length greater than or equal to 1" in message


def test_more_than_500_records_in_one_call_are_refused_whole(server, kinesis, stream):
    entries = [{"Data": b"x", "PartitionKey": "k"}] * 501
    code, message, _ = error_of(kinesis.put_records, StreamName=stream, Records=entries)
    assert code == "ValidationException" and "Member must have length less than or equal to 500" in message
    assert all(records_of(kinesis, stream, f"shardId-{n:012d}") == [] for n in range(4))


def test_a_record_over_the_size_limit_is_refused(kinesis, stream):
    code, _, status = error_of(kinesis.put_record, StreamName=stream, Data=b"x" * (10 * 2**20 + 1), PartitionKey="k")
    assert (code, status) == ("ValidationException", 400)
