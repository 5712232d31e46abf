"""DynamoDB through the AWS CLI (version 1, from PyPI): tables and items in a shell script."""

from cli_test import run

ORDERS = r"""
set -eu
aws dynamodb create-table --table-name cli-orders --billing-mode PAY_PER_REQUEST \
  --attribute-definitions AttributeName=id,AttributeType=S --key-schema AttributeName=id,KeyType=HASH >/dev/null
aws dynamodb wait table-exists --table-name cli-orders
aws dynamodb put-item --table-name cli-orders --item '{"id": {"S": "a"}, "n": {"N": "1"}}'
aws dynamodb update-item --table-name cli-orders --key '{"id": {"S": "a"}}' --update-expression 'SET n = n + :d' \
  --expression-attribute-values '{":d": {"N": "41"}}' --return-values UPDATED_NEW --query Attributes.n.N --output text
aws dynamodb update-item --table-name cli-orders --key '{"id": {"S": "a"}}' --update-expression 'SET n = :d' \
  --condition-expression 'attribute_not_exists(id)' --expression-attribute-values '{":d": {"N": "0"}}' 2>err && exit 9
grep -q 'ConditionalCheckFailedException.*The conditional request failed' err
cat >batch.json <<'JSON'
{"cli-orders": [{"PutRequest": {"Item": {"id": {"S": "b"}}}}, {"PutRequest": {"Item": {"id": {"S": "c"}}}}]}
JSON
aws dynamodb batch-write-item --request-items file://batch.json --query "length(UnprocessedItems)" --output text
aws dynamodb batch-get-item --request-items '{"cli-orders": {"Keys": [{"id": {"S": "a"}}, {"id": {"S": "x"}}]}}' \
  --query 'Responses."cli-orders"[].n.N' --output text
aws dynamodb transact-write-items --client-request-token cli-orders --transact-items \
  '[{"Delete": {"TableName": "cli-orders", "Key": {"id": {"S": "b"}}}}, {"Put": {"TableName": "cli-orders", "Item": {"id": {"S": "d"}}}}]'
aws dynamodb transact-get-items --transact-items '[{"Get": {"TableName": "cli-orders", "Key": {"id": {"S": "d"}}}}]' \
  --query 'Responses[0].Item.id.S' --output text
aws dynamodb scan --table-name cli-orders --page-size 1 --query 'Items[].id.S' --output text | sort
aws dynamodb execute-statement --statement "SELECT n FROM \"cli-orders\" WHERE id = 'a'" --query 'Items[0].n.N' --output text
"""


def test_items_in_shell_commands(server, tmp_path):
    done = run(server, tmp_path, ORDERS)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.split() == ["42", "0", "42", "d", "a", "c", "d", "42"]
