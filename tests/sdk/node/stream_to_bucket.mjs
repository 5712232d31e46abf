// Describes a stream, creates it when it is missing, puts events, reads every shard and stores what it read.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  CreateStreamCommand, DescribeStreamCommand, GetRecordsCommand, GetShardIteratorCommand, KinesisClient, PutRecordCommand,
  PutRecordsCommand, ResourceNotFoundException, paginateListStreams, waitUntilStreamExists,
} from "@aws-sdk/client-kinesis";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client, paginateListObjectsV2 } from "@aws-sdk/client-s3";
import { NodeHttpHandler } from "@smithy/node-http-handler";

const stream = "javascript-events";
const bucket = "javascript-bucket";
// The Kinesis client speaks HTTP/2 unless it is given this handler; over plain http the server answers HTTP/1.1.
const kinesis = new KinesisClient({ requestHandler: new NodeHttpHandler() });
// Bucket names go into the path: bucket.127.0.0.1 is no host name.
const s3 = new S3Client({ forcePathStyle: true });

await assert.rejects(kinesis.send(new DescribeStreamCommand({ StreamName: stream })), ResourceNotFoundException);
await kinesis.send(new CreateStreamCommand({ StreamName: stream, ShardCount: 4 }));
await waitUntilStreamExists({ client: kinesis, maxWaitTime: 30, minDelay: 1 }, { StreamName: stream });

const event = (n) => ({ event: "call_started", user: { user_id: String(1000 + n), name: "Zoë" } });
const key = (n) => createHash("sha256").update(`call-${n}`).digest("hex");
const bytes = (n) => new TextEncoder().encode(JSON.stringify(event(n)));
const first = await kinesis.send(new PutRecordCommand({ StreamName: stream, Data: bytes(0), PartitionKey: key(0) }));
assert.match(first.SequenceNumber, /^\d+$/);
const entries = Array.from({ length: 99 }, (_, n) => ({ Data: bytes(n + 1), PartitionKey: key(n + 1) }));
const put = await kinesis.send(new PutRecordsCommand({ StreamName: stream, Records: entries }));
assert.equal(put.FailedRecordCount, 0);

await s3.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: "eu-north-1" } }));
const { StreamDescription } = await kinesis.send(new DescribeStreamCommand({ StreamName: stream }));
assert.ok(StreamDescription.StreamCreationTimestamp instanceof Date);
const users = [];
for (const { ShardId } of StreamDescription.Shards) {
  const start = await kinesis.send(new GetShardIteratorCommand({ StreamName: stream, ShardId, ShardIteratorType: "TRIM_HORIZON" }));
  const { Records, MillisBehindLatest } = await kinesis.send(new GetRecordsCommand({ ShardIterator: start.ShardIterator }));
  assert.equal(MillisBehindLatest, 0);
  for (const record of Records) {
    const event = JSON.parse(new TextDecoder().decode(record.Data));
    event.user.user_id = Number(event.user.user_id);
    users.push(event.user.user_id);
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `mandir-event-records/${record.SequenceNumber}.json`, Body: JSON.stringify(event) }));
  }
}
assert.deepEqual(users.sort((a, b) => a - b), Array.from({ length: 100 }, (_, n) => 1000 + n));

let objects = 0;
for await (const page of paginateListObjectsV2({ client: s3, pageSize: 30 }, { Bucket: bucket, Prefix: "mandir-event-records/" })) {
  for (const { Key } of page.Contents) {
    objects += 1;
    if (objects % 25 === 0) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
      assert.equal(typeof JSON.parse(await Body.transformToString()).user.user_id, "number");
    }
  }
}
assert.equal(objects, 100);

const names = [];
for await (const page of paginateListStreams({ client: kinesis }, {})) names.push(...page.StreamNames);
assert.ok(names.includes(stream));
console.log("done");
