"""Writers of records, and the reader that checks them."""

import base64
import json
import zlib

from client import kinesis_request
from writer import Writer

STREAM = "crash"
FILLER = base64.b64encode(bytes(range(256)) * 12).decode()


def is_growing(numbers):
    return all(a < b for a, b in zip(numbers, numbers[1:]))


class RecordWriter(Writer):
    """Every record names its writer and counts, so that it can be told from all others; its checksum follows."""

    def __init__(self, name, seed):
        super().__init__(name, seed)
        self.count = 0
        self.fresh = []  # (shard, sequence number, data) acknowledged since the last check
        self.order = {}  # shard -> sequence numbers in the order of acknowledgement

    def next_record(self):
        self.count += 1
        text = f"{self.name}:{self.count}:" + FILLER[: self.random.randrange(1200)]
        return f"{text}:{zlib.crc32(text.encode())}"

    def note(self, answer, data):
        self.acknowledged += 1
        shard, sequence = answer["ShardId"], int(answer["SequenceNumber"])
        self.fresh.append((shard, sequence, data))
        self.order.setdefault(shard, []).append(sequence)

    def take_acknowledged(self):
        fresh, self.fresh = self.fresh, []
        return fresh

    def check_order(self, readers):
        """A writer waits for each answer, so its records lie in its own order."""
        for shard, sequences in self.order.items():
            assert is_growing(sequences), f"{self.name} in {shard}: its own order is lost"
        for shard, reader in readers.items():
            counts = reader.counts.get(self.name, [])
            assert is_growing(counts), f"{self.name} in {shard}: read in another order than written"


class SingleWriter(RecordWriter):
    def step(self, client):
        data = self.next_record()
        encoded = base64.b64encode(data.encode()).decode()
        key = self.random.randrange(1 << 30)
        body = f'{{"StreamName":"{STREAM}","PartitionKey":"{key}","Data":"{encoded}"}}'
        client.send(kinesis_request("PutRecord", body.encode()))
        status, answer = client.receive()
        assert status == 200, (status, answer[:300])
        self.note(json.loads(answer), data)


class BatchWriter(RecordWriter):
    def step(self, client):
        batch = [self.next_record() for _ in range(self.random.choice([2, 10, 100, 500]))]
        encoded = [base64.b64encode(data.encode()).decode() for data in batch]
        records = [{"PartitionKey": str(self.random.randrange(1 << 30)), "Data": data} for data in encoded]
        client.send(kinesis_request("PutRecords", json.dumps({"StreamName": STREAM, "Records": records}).encode()))
        status, body = client.receive()
        assert status == 200, (status, body[:300])
        answer = json.loads(body)
        assert answer.get("FailedRecordCount", 0) == 0 and len(answer["Records"]) == len(batch), body[:300]
        for data, result in zip(batch, answer["Records"]):
            self.note(result, data)


class ShardReader:
    """Everything that a shard ever showed."""

    def __init__(self, shard):
        self.shard = shard
        self.records = {}  # sequence number -> data, in reading order
        self.last = None
        self.names = set()  # writer:count, to find what is there twice
        self.counts = {}  # writer -> counts in reading order

    def read_on(self, client):
        arguments = {"StreamName": STREAM, "ShardId": self.shard, "ShardIteratorType": "TRIM_HORIZON"}
        if self.last is not None:
            arguments.update(ShardIteratorType="AFTER_SEQUENCE_NUMBER", StartingSequenceNumber=str(self.last))
        iterator = client.kinesis("GetShardIterator", arguments)["ShardIterator"]
        while True:
            answer = client.kinesis("GetRecords", {"ShardIterator": iterator, "Limit": 10000})
            for record in answer["Records"]:
                self.take(int(record["SequenceNumber"]), base64.b64decode(record["Data"]).decode())
            iterator = answer["NextShardIterator"]
            if not answer["Records"] and answer["MillisBehindLatest"] == 0:
                return

    def take(self, sequence, data):
        assert self.last is None or sequence > self.last, f"{self.shard}: {sequence} comes after {self.last}"
        text, _, checksum = data.rpartition(":")
        assert zlib.crc32(text.encode()) == int(checksum), f"{self.shard}: {sequence} is torn"
        writer, count, _ = text.split(":", 2)
        name = f"{writer}:{count}"
        assert name not in self.names, f"{self.shard}: {name} is there twice"
        self.names.add(name)
        self.counts.setdefault(writer, []).append(int(count))
        self.records[sequence] = data
        self.last = sequence

    def expect(self, sequence, data):
        assert sequence in self.records, f"{self.shard}: {sequence} was acknowledged and is LOST"
        assert self.records[sequence] == data, f"{self.shard}: {sequence} holds other bytes than were acknowledged"
