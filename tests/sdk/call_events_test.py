"""The call-events job as somebody writes it with boto3, knowing only AWS."""

import hashlib
import json
import random

REGION = "eu-north-1"
STREAM = "AForB_callevents"
BUCKET = "aforb-consumer-data"
PREFIX = "mandir-event-records/"
EVENTS = 120


class StreamManager:
    def __init__(self, kinesis):
        self.kinesis = kinesis

    def ensure(self, name, shards):
        try:
            status = self.kinesis.describe_stream(StreamName=name)["StreamDescription"]["StreamStatus"]
        except self.kinesis.exceptions.ResourceNotFoundException:
            self.kinesis.create_stream(StreamName=name, ShardCount=shards)
            status = "CREATING"
        if status != "ACTIVE":
            self.kinesis.get_waiter("stream_exists").wait(StreamName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30})


def call_event(number):
    return {
        "event": "call_started" if number % 2 else "call_ended",
        "call": {"id": f"call-{number}", "duration_seconds": number % 600},
        "super_property": {"app_version": "4.2.0", "locale": "hi_IN"},
        "user": {"user_id": str(1000 + number), "state": {"logged_in": True, "balance": 12.5}},
        "platform": "android",
        "device": {"model": "Pixel", "os": "14"},
        "session": {"id": hashlib.md5(str(number).encode()).hexdigest(), "referral": None},
    }


def transform(data):
    event = json.loads(data)
    event["user"]["user_id"] = int(event["user"]["user_id"])
    return event


def partition_key(event):
    return hashlib.sha256(event["call"]["id"].encode()).hexdigest()


def test_call_events_flow_from_the_stream_into_the_bucket(own_server):
    kinesis, s3 = own_server.client("kinesis"), own_server.client("s3")
    manager = StreamManager(kinesis)
    manager.ensure(STREAM, 4)
    manager.ensure(STREAM, 4)  # the second time it is there

    random.seed(20131202)
    per_shard = {}
    for number in range(EVENTS):
        event = call_event(number)
        answer = kinesis.put_record(StreamName=STREAM, Data=json.dumps(event).encode(), PartitionKey=partition_key(event))
        per_shard[answer["ShardId"]] = per_shard.get(answer["ShardId"], 0) + 1
    assert sorted(per_shard) == [f"shardId-{n:012d}" for n in range(4)]
    assert min(per_shard.values()) > EVENTS // 16, per_shard

    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    for shard in kinesis.describe_stream(StreamName=STREAM)["StreamDescription"]["Shards"]:
        iterator = kinesis.get_shard_iterator(StreamName=STREAM, ShardId=shard["ShardId"],
                                              ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
        seen = 0
        while seen < per_shard[shard["ShardId"]]:
            answer = kinesis.get_records(ShardIterator=iterator, Limit=25)
            for record in answer["Records"]:
                event = transform(record["Data"])
                s3.put_object(Bucket=BUCKET, Key=f"{PREFIX}{shard['ShardId']}-{record['SequenceNumber']}.json",
                              Body=json.dumps(event), ContentType="application/json")
                seen += 1
            iterator = answer["NextShardIterator"]
        assert answer["MillisBehindLatest"] == 0

    keys = [item["Key"] for page in s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=PREFIX, PaginationConfig={"PageSize": 50})
            for item in page["Contents"]]
    assert len(keys) == len(set(keys)) == EVENTS
    users = sorted(json.loads(s3.get_object(Bucket=BUCKET, Key=key)["Body"].read())["user"]["user_id"] for key in keys)
    assert users == [1000 + number for number in range(EVENTS)]
