// Items as plain JavaScript values: the document client's commands, paginators and error classes.
import assert from "node:assert/strict";
import {
  ConditionalCheckFailedException, CreateTableCommand, DynamoDBClient, TransactionCanceledException, waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand, BatchWriteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, TransactGetCommand, TransactWriteCommand,
  UpdateCommand, paginateQuery, paginateScan,
} from "@aws-sdk/lib-dynamodb";

const client = new DynamoDBClient({});
const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
const TableName = "javascript-orders";
await client.send(new CreateTableCommand({
  TableName, BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }, { AttributeName: "at", AttributeType: "N" }],
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }, { AttributeName: "at", KeyType: "RANGE" }],
}));
await waitUntilTableExists({ client, minDelay: 1, maxWaitTime: 20 }, { TableName });

const Item = { id: "a", at: 1, list: [1, "x", null, { deep: true }], tags: new Set(["s", "t"]), bytes: new Uint8Array([0, 255]) };
await documents.send(new PutCommand({ TableName, Item }));
assert.deepEqual((await documents.send(new GetCommand({ TableName, Key: { id: "a", at: 1 } }))).Item, Item);

const updated = await documents.send(new UpdateCommand({
  TableName, Key: { id: "a", at: 1 }, UpdateExpression: "SET #l[0] = #l[0] + :one ADD tags :t", ReturnValues: "UPDATED_NEW",
  ExpressionAttributeNames: { "#l": "list" }, ExpressionAttributeValues: { ":one": 1, ":t": new Set(["u"]) },
}));
assert.deepEqual(updated.Attributes, { list: [2], tags: new Set(["s", "t", "u"]) });
await assert.rejects(documents.send(new PutCommand({ TableName, Item, ConditionExpression: "attribute_not_exists(id)" })),
  ConditionalCheckFailedException);

const puts = Array.from({ length: 25 }, (_, at) => ({ PutRequest: { Item: { id: "many", at } } }));
assert.deepEqual((await documents.send(new BatchWriteCommand({ RequestItems: { [TableName]: puts } }))).UnprocessedItems, {});
const read = await documents.send(new BatchGetCommand({
  RequestItems: { [TableName]: { Keys: [{ id: "many", at: 3 }, { id: "many", at: 99 }] } },
}));
assert.deepEqual(read.Responses[TableName], [{ id: "many", at: 3 }]);

let queried = 0;
for await (const page of paginateQuery({ client: documents, pageSize: 4 }, {
  TableName, KeyConditionExpression: "id = :id AND #at >= :from", ExpressionAttributeNames: { "#at": "at" },
  ExpressionAttributeValues: { ":id": "many", ":from": 10 },
})) queried += page.Count;
assert.equal(queried, 15);
let scanned = 0;
for await (const page of paginateScan({ client: documents, pageSize: 7 }, { TableName })) scanned += page.Items.length;
assert.equal(scanned, 26);

await documents.send(new TransactWriteCommand({
  ClientRequestToken: TableName,
  TransactItems: [
    { Put: { TableName, Item: { id: "t", at: 1, n: 1 } } },
    { Delete: { TableName, Key: { id: "many", at: 0 } } },
  ],
}));
const both = await documents.send(new TransactGetCommand({
  TransactItems: [{ Get: { TableName, Key: { id: "t", at: 1 } } }, { Get: { TableName, Key: { id: "many", at: 0 } } }],
}));
assert.deepEqual(both.Responses.map((answer) => answer.Item?.n), [1, undefined]);
const failed = documents.send(new TransactWriteCommand({
  TransactItems: [{ ConditionCheck: {
    TableName, Key: { id: "t", at: 1 }, ConditionExpression: "n = :two", ExpressionAttributeValues: { ":two": 2 },
  } }],
}));
await assert.rejects(failed, (error) => error instanceof TransactionCanceledException
  && error.CancellationReasons[0].Code === "ConditionalCheckFailed");
console.log("done");
