"""Writers of items, and the check that a table, its index and its stream agree."""

import json

from client import request_bytes
from writer import Writer

TABLE = "crash"
INDEX = "by-team"
TEAMS = 5


def table_request(operation, body, target="DynamoDB_20120810"):
    headers = {"X-Amz-Target": f"{target}.{operation}", "Content-Type": "application/x-amz-json-1.0"}
    return request_bytes("POST", "/", "dynamodb", headers, body)


def call(client, operation, arguments, target="DynamoDB_20120810"):
    return json.loads(client.call(table_request(operation, json.dumps(arguments).encode(), target)))


def call_streams(client, operation, arguments):
    return call(client, operation, arguments, "DynamoDBStreams_20120810")


def create_table(client):
    call(client, "CreateTable", {
        "TableName": TABLE, "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in ("id", "team")],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "GlobalSecondaryIndexes": [{"IndexName": INDEX, "KeySchema": [{"AttributeName": "team", "KeyType": "HASH"}],
                                    "Projection": {"ProjectionType": "ALL"}}],
        "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}})


class ItemWriter(Writer):
    """Puts, changes and deletes items of its own. What each one is now is known, but for the write whose answer was lost."""

    def __init__(self, name, seed):
        super().__init__(name, seed)
        self.count = 0
        self.items = {}  # id -> item or None, as acknowledged
        self.unsure = {}  # id -> what it may be besides

    def step(self, client):
        key = f"{self.name}-{self.random.randrange(20)}"
        self.count += 1
        item = None
        if self.random.random() < 0.75:
            item = {"id": {"S": key}, "n": {"N": str(self.count)}, "data": {"S": "x" * self.random.randrange(2000)}}
            if self.random.random() < 0.9:
                item["team"] = {"S": f"team-{self.random.randrange(TEAMS)}"}
        self.unsure[key] = item
        operation, body = ("PutItem", {"Item": item}) if item else ("DeleteItem", {"Key": {"id": {"S": key}}})
        client.send(table_request(operation, json.dumps({"TableName": TABLE, **body}).encode()))
        status, answer = client.receive()
        assert status == 200, (status, answer[:300])
        self.acknowledged += 1
        self.items[key] = self.unsure.pop(key)

    def check(self, table):
        """What is there is what was acknowledged, or the write whose answer was lost; from then on it is known."""
        for key in set(self.items) | set(self.unsure):
            found, known = table.get(key), self.items.get(key)
            possible = [known] + ([self.unsure[key]] if key in self.unsure else [])
            assert found in possible, f"item {key} is {found}, acknowledged was {known}"
            self.items[key] = found
        self.unsure.clear()


def all_items(client, index=None):
    """id -> item, of the table or of its index."""
    items, arguments = {}, {"TableName": TABLE, **({"IndexName": index} if index else {})}
    while True:
        answer = call(client, "Scan", arguments)
        for item in answer["Items"]:
            assert item["id"]["S"] not in items, f"{item['id']} is there twice"
            items[item["id"]["S"]] = item
        if "LastEvaluatedKey" not in answer:
            return items
        arguments["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


class ChangeReader:
    """Follows the stream and plays its changes: they lead to the table as it is."""

    def __init__(self):
        self.items = {}
        self.ids = set()
        self.last = {}  # shard -> sequence number
        self.changes = 0

    def read_on(self, client):
        arn = call(client, "DescribeTable", {"TableName": TABLE})["Table"]["LatestStreamArn"]
        for shard in call_streams(client, "DescribeStream", {"StreamArn": arn})["StreamDescription"]["Shards"]:
            self.read_shard(client, arn, shard["ShardId"])

    def read_shard(self, client, arn, shard):
        arguments = {"StreamArn": arn, "ShardId": shard, "ShardIteratorType": "TRIM_HORIZON"}
        if shard in self.last:
            arguments.update(ShardIteratorType="AFTER_SEQUENCE_NUMBER", SequenceNumber=self.last[shard])
        iterator = call_streams(client, "GetShardIterator", arguments)["ShardIterator"]
        while iterator:
            answer = call_streams(client, "GetRecords", {"ShardIterator": iterator})
            for record in answer["Records"]:
                self.take(shard, record)
            iterator = answer.get("NextShardIterator") if answer["Records"] else None

    def take(self, shard, record):
        change = record["dynamodb"]
        assert record["eventID"] not in self.ids, f"event {record['eventID']} is there twice"
        assert int(change["SequenceNumber"]) > int(self.last.get(shard, 0)), f"{shard}: {change['SequenceNumber']} comes late"
        self.ids.add(record["eventID"])
        self.last[shard] = change["SequenceNumber"]
        self.changes += 1
        key = change["Keys"]["id"]["S"]
        assert self.items.get(key) == change.get("OldImage"), f"{key}: the stream misses what came before {record['eventID']}"
        self.items[key] = change.get("NewImage")
        expected = "INSERT" if "OldImage" not in change else "MODIFY" if "NewImage" in change else "REMOVE"
        assert record["eventName"] == expected, f"{record['eventID']} is called {record['eventName']}"


def check_agreement(client, writers, reader):
    table = all_items(client)
    for writer in writers:
        writer.check(table)
    expected = {key: item for key, item in table.items() if "team" in item}
    assert all_items(client, INDEX) == expected, "the index disagrees with the table"
    reader.read_on(client)
    played = {key: item for key, item in reader.items.items() if item is not None}
    assert played == table, "the stream does not lead to the table"
