"""What was acknowledged is there after a stop, after a kill, and under the same iterators and positions."""

import pytest


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_streams_records_tags_and_objects_survive(own_server, end):
    server = own_server
    kinesis, s3 = server.client("kinesis"), server.client("s3")
    kinesis.create_stream(StreamName="kept", ShardCount=2)
    kinesis.get_waiter("stream_exists").wait(StreamName="kept", WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    kinesis.add_tags_to_stream(StreamName="kept", Tags={"a": "b"})
    kinesis.increase_stream_retention_period(StreamName="kept", RetentionPeriodHours=72)
    before = [kinesis.put_record(StreamName="kept", Data=str(n).encode(), PartitionKey=str(n)) for n in range(50)]
    iterator = kinesis.get_shard_iterator(StreamName="kept", ShardId="shardId-000000000000", ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    s3.create_bucket(Bucket="kept-objects", CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
    s3.put_object(Bucket="kept-objects", Key="small", Body=b"small", Metadata={"m": "1"})
    s3.put_object(Bucket="kept-objects", Key="large", Body=b"l" * 5_000_000)

    getattr(server, end)()
    server.start()

    description = kinesis.describe_stream(StreamName="kept")["StreamDescription"]
    assert (description["StreamStatus"], description["RetentionPeriodHours"], len(description["Shards"])) == ("ACTIVE", 72, 2)
    assert kinesis.list_tags_for_stream(StreamName="kept")["Tags"] == [{"Key": "a", "Value": "b"}]
    found = {}
    for shard in description["Shards"]:
        start = kinesis.get_shard_iterator(StreamName="kept", ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
        for record in kinesis.get_records(ShardIterator=start)["Records"]:
            found[shard["ShardId"], record["SequenceNumber"]] = record["Data"]
    assert found == {(a["ShardId"], a["SequenceNumber"]): str(n).encode() for n, a in enumerate(before)}
    held = sum(1 for a in before if a["ShardId"] == "shardId-000000000000")
    assert len(kinesis.get_records(ShardIterator=iterator)["Records"]) == held  # an iterator outlives the process
    after = kinesis.put_record(StreamName="kept", Data=b"after", PartitionKey="49")
    last = max(int(a["SequenceNumber"]) for a in before if a["ShardId"] == after["ShardId"])
    assert int(after["SequenceNumber"]) > last

    assert s3.get_object(Bucket="kept-objects", Key="small")["Metadata"] == {"m": "1"}
    assert s3.get_object(Bucket="kept-objects", Key="large")["Body"].read() == b"l" * 5_000_000


def test_a_second_server_on_the_same_data_is_refused(own_server):
    from penstock_server import PenstockServer
    second = PenstockServer(own_server.data)
    with pytest.raises(AssertionError, match="did not start"):
        second.start()
    assert second.process.wait(timeout=10) != 0
    assert own_server.client("kinesis").list_streams()["StreamNames"] == []
