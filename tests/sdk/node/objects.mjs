// Objects with the checksums that the SDK adds by itself, streams of known length, errors as classes.
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import {
  CreateBucketCommand, DeleteObjectsCommand, GetObjectCommand, HeadObjectCommand, NoSuchKey, PutObjectCommand, S3Client,
} from "@aws-sdk/client-s3";

const s3 = new S3Client({ forcePathStyle: true });
const Bucket = "javascript-objects";
await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-north-1" } }));

const large = Buffer.alloc(3_000_000, "0123456789");
await s3.send(new PutObjectCommand({ Bucket, Key: "large", Body: large, Metadata: { origin: "node" } }));
const got = await s3.send(new GetObjectCommand({ Bucket, Key: "large", ChecksumMode: "ENABLED" }));
assert.ok(Buffer.from(await got.Body.transformToByteArray()).equals(large));
assert.deepEqual(got.Metadata, { origin: "node" });
assert.ok(got.ChecksumCRC32);

// A stream is sent as aws-chunked with a trailing checksum.
const body = Readable.from([Buffer.from("one "), Buffer.from("two")]);
await s3.send(new PutObjectCommand({ Bucket, Key: "streamed", Body: body, ContentLength: 7 }));
const streamed = await s3.send(new GetObjectCommand({ Bucket, Key: "streamed" }));
assert.equal(await streamed.Body.transformToString(), "one two");

const range = await s3.send(new GetObjectCommand({ Bucket, Key: "streamed", Range: "bytes=4-" }));
assert.equal(await range.Body.transformToString(), "two");
assert.equal((await s3.send(new HeadObjectCommand({ Bucket, Key: "streamed" }))).ContentLength, 7);

await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "large" }, { Key: "streamed" }] } }));
await assert.rejects(s3.send(new GetObjectCommand({ Bucket, Key: "large" })), NoSuchKey);
console.log("done");
