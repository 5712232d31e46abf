"""The call-events job as shell commands: the AWS CLI (version 1, from PyPI) with nothing set but the environment."""

import json
import subprocess
import sys
from pathlib import Path

AWS = Path(sys.executable).parent / "aws"
COMMAND_SECONDS_MAX = 120

JOB = r"""
set -eu
aws kinesis describe-stream --stream-name AForB_callevents >/dev/null 2>err && exit 9
grep -q 'ResourceNotFoundException.*Stream AForB_callevents under account 000000000000 not found' err
aws kinesis create-stream --stream-name AForB_callevents --shard-count 4
aws kinesis wait stream-exists --stream-name AForB_callevents
for n in 1 2 3 4 5 6 7 8; do
  key=$(printf 'call-%s' $n | sha256sum | cut -c1-64)
  aws kinesis put-record --stream-name AForB_callevents --partition-key "$key" \
    --data "{\"event\":\"call_started\",\"user\":{\"user_id\":\"100$n\"}}" --query ShardId --output text
done >shards
aws s3 mb s3://aforb-consumer-data >/dev/null
for shard in $(aws kinesis list-shards --stream-name AForB_callevents --query 'Shards[].ShardId' --output text); do
  iterator=$(aws kinesis get-shard-iterator --stream-name AForB_callevents --shard-id "$shard" \
    --shard-iterator-type TRIM_HORIZON --query ShardIterator --output text)
  aws kinesis get-records --shard-iterator "$iterator" >"records-$shard.json"
  python3 - "records-$shard.json" <<'PYTHON'
import base64, json, sys
for record in json.load(open(sys.argv[1]))["Records"]:
    event = json.loads(base64.b64decode(record["Data"]))
    event["user"]["user_id"] = int(event["user"]["user_id"])
    open(f"event-{record['SequenceNumber']}.json", "w").write(json.dumps(event))
PYTHON
done
for event in event-*.json; do
  aws s3api put-object --bucket aforb-consumer-data --key "mandir-event-records/$event" --body "$event" >/dev/null
done
aws s3 ls s3://aforb-consumer-data/mandir-event-records/ | wc -l
"""


def run(server, folder, script):
    environment = server.environment()
    environment["PATH"] = f"{AWS.parent}:{environment['PATH']}"
    return subprocess.run(["sh", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, timeout=COMMAND_SECONDS_MAX)


def test_the_call_events_job_in_shell_commands(own_server, tmp_path):
    folder = tmp_path / "shell"
    folder.mkdir()
    done = run(own_server, folder, JOB)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.split() == ["8"]
    assert set((folder / "shards").read_text().split()) <= {f"shardId-{n:012d}" for n in range(4)}
    copied = run(own_server, folder, "aws s3 cp --recursive --quiet s3://aforb-consumer-data/mandir-event-records/ back")
    assert copied.returncode == 0, copied.stderr
    users = sorted(json.loads(path.read_text())["user"]["user_id"] for path in (folder / "back").iterdir())
    assert users == list(range(1001, 1009))


def test_errors_reach_the_shell_as_aws_words_them(server, tmp_path):
    done = run(server, tmp_path, "aws kinesis get-records --shard-iterator nonsense")
    assert done.returncode != 0
    assert "An error occurred (InvalidArgumentException) when calling the GetRecords operation" in done.stderr
    done = run(server, tmp_path, "aws s3api get-object --bucket nobody-has-this-bucket --key k out")
    assert "An error occurred (NoSuchBucket) when calling the GetObject operation: The specified bucket does not exist" in done.stderr


def test_a_file_goes_up_and_comes_down(server, tmp_path):
    (tmp_path / "up.bin").write_bytes(bytes(range(256)) * 8000)
    done = run(server, tmp_path, "aws s3 mb s3://cli-files && aws s3 cp --quiet up.bin s3://cli-files/a/b.bin &&"
                                 " aws s3 cp --quiet s3://cli-files/a/b.bin down.bin && cmp up.bin down.bin &&"
                                 " aws s3 rm --quiet s3://cli-files/a/b.bin && aws s3 rb s3://cli-files")
    assert done.returncode == 0, done.stdout + done.stderr
