"""The program's own commands, run as a person runs them."""

import base64
import json
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request

import pytest

from botocore.exceptions import ClientError

from penstock_server import PROGRAM, ROOT, PenstockServer

COMMAND_SECONDS_MAX = 60


def run(server, *arguments, text=None):
    return subprocess.run([str(PROGRAM), *arguments], env=server.environment(), input=text, capture_output=True, text=True,
                          timeout=COMMAND_SECONDS_MAX)


def ask(server, method, path):
    with urllib.request.urlopen(urllib.request.Request(server.endpoint + path, method=method), timeout=20) as answer:
        return answer.status, answer.read()


def test_put_and_tail_carry_records_through_a_stream(server, stream):
    put = run(server, "put", stream, text="".join(f'{{"n": {n}}}\n' for n in range(20)))
    assert put.returncode == 0, put.stderr
    assert run(server, "put", stream, "one more", "--key", "customer-7").returncode == 0
    tail = run(server, "tail", stream, "--from", "start", "--no-follow")
    assert tail.returncode == 0, tail.stderr
    assert all(f'{{"n": {n}}}' in tail.stdout for n in range(20)) and "one more" in tail.stdout
    assert "\x1b[" not in tail.stdout  # colour is for terminals


def test_tail_ends_quietly_when_nobody_reads_its_output(server, stream):
    assert run(server, "put", stream, text="x" * 500 + "\n" + ("y" * 500 + "\n") * 400).returncode == 0
    with subprocess.Popen([str(PROGRAM), "tail", stream, "--from", "start"], env=server.environment(), text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as tail:
        tail.stdout.readline()
        tail.stdout.close()
        assert tail.wait(timeout=COMMAND_SECONDS_MAX) == 1
        assert tail.stderr.read() == ""


def test_tail_of_a_missing_stream_says_so_and_fails(server):
    tail = run(server, "tail", "nobody", "--no-follow")
    assert tail.returncode != 0 and "nobody" in tail.stderr


@pytest.mark.parametrize("command", [[], ["serve"], ["demo"], ["tail"], ["put"], ["doctor"], ["audit"], ["explain"], ["whoami"]], ids=lambda c: " ".join(c) or "all")
def test_help_shows_examples(server, command):
    shown = run(server, *command, "--help")
    assert shown.returncode == 0 and "Examples:" in shown.stdout


@pytest.mark.parametrize("arguments", [["serve", "--listen", "nowhere"], ["serve", "--auth", "off", "--listen", "0.0.0.0:0"],
                                       ["serve", "--durability", "maybe"], ["boil"], []])
def test_wrong_usage_is_refused_with_a_reason(server, arguments, tmp_path):
    done = run(server, *arguments, *(["--data", str(tmp_path / "data")] if arguments[:1] == ["serve"] else []))
    assert done.returncode not in (0, -signal.SIGSEGV, -signal.SIGABRT) and (done.stderr or done.stdout).strip()


@pytest.mark.parametrize("host", ["0.0.0.0", "[::]", "127.example.com", "192.0.2.1"])
def test_without_authentication_the_server_listens_on_loopback_only(server, tmp_path, host):
    done = run(server, "serve", "--auth", "off", "--listen", f"{host}:0", "--data", str(tmp_path / "data"))
    assert done.returncode == 2 and "loopback only" in done.stderr, done
    assert not (tmp_path / "data").exists()


def test_doctor_looks_at_a_healthy_machine(server, tmp_path):
    done = run(server, "doctor", "--data", str(tmp_path / "data"), "--listen", "127.0.0.1:0")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "cores" in done.stdout


def test_health_names_the_services(server):
    status, body = ask(server, "GET", "/_penstock/health")
    assert status == 200 and {"kinesis", "s3"} <= set(json.dumps(json.loads(body)).replace('"', " ").split())


def test_metrics_are_prometheus_text(server):
    status, body = ask(server, "GET", "/_penstock/metrics")
    assert status == 200 and b"# TYPE " in body


def test_reset_empties_every_service(own_server):
    kinesis, s3 = own_server.client("kinesis"), own_server.client("s3")
    kinesis.create_stream(StreamName="gone", ShardCount=1)
    s3.create_bucket(Bucket="gone-too", CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
    assert own_server.ask("POST", "/_penstock/reset")[0] == 200
    assert kinesis.list_streams()["StreamNames"] == [] and s3.list_buckets()["Buckets"] == []
    kinesis.create_stream(StreamName="gone", ShardCount=1)


def test_reset_takes_the_roots_signature(own_server):
    kinesis, iam = own_server.client("kinesis"), own_server.client("iam")
    kinesis.create_stream(StreamName="kept", ShardCount=1)
    iam.create_user(UserName="eve")
    iam.attach_user_policy(UserName="eve", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    key = iam.create_access_key(UserName="eve")["AccessKey"]

    def refusal(status, body):
        return status, json.loads(body)["code"]

    with pytest.raises(urllib.error.HTTPError) as unsigned:
        ask(own_server, "POST", "/_penstock/reset")
    assert refusal(unsigned.value.code, unsigned.value.read()) == (400, "MissingAuthenticationTokenException")
    for who, expected in ((key["AccessKeyId"], key["SecretAccessKey"]), (403, "AccessDeniedException")), \
            ((own_server.access_key, "wrong"), (400, "InvalidSignatureException")), \
            (("AKIANOBODY", "wrong"), (400, "UnrecognizedClientException")):
        assert refusal(*own_server.ask("POST", "/_penstock/reset", key=who)) == expected
    assert kinesis.list_streams()["StreamNames"] == ["kept"]
    assert own_server.ask("GET", "/_penstock/reset")[0] == 405
    assert own_server.ask("POST", "/_penstock/else")[0] == 404


def test_without_signatures_reset_takes_none(tmp_path):
    server = PenstockServer(tmp_path / "data", "--auth", "off").start()
    server.client("kinesis").create_stream(StreamName="gone", ShardCount=1)
    assert ask(server, "POST", "/_penstock/reset")[0] == 200
    assert server.client("kinesis").list_streams()["StreamNames"] == []
    assert server.stop() == 0


def test_the_account_is_part_of_every_arn(tmp_path):
    server = PenstockServer(tmp_path / "data", "--account", "123456789012", "--states", "instant").start()
    kinesis = server.client("kinesis")
    kinesis.create_stream(StreamName="owned", ShardCount=1)
    arn = kinesis.describe_stream(StreamName="owned")["StreamDescription"]["StreamARN"]
    assert arn == "arn:aws:kinesis:eu-north-1:123456789012:stream/owned"
    assert server.stop() == 0


def test_auth_off_takes_any_well_formed_key(tmp_path):
    server = PenstockServer(tmp_path / "data", "--auth", "off").start()
    strange = server.client("kinesis", aws_access_key_id="test", aws_secret_access_key="test")
    assert strange.list_streams()["StreamNames"] == []
    assert server.stop() == 0


def test_the_first_start_makes_a_key_prints_it_once_and_keeps_it_private(tmp_path):
    data = tmp_path / "data"
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}

    def start_and_stop():
        process = subprocess.Popen([str(PROGRAM), "serve", "--listen", "127.0.0.1:0", "--data", str(data)], env=environment,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        output = ""
        for line in process.stdout:
            output += line
            if "listening on" in line:
                break
        process.send_signal(signal.SIGTERM)
        output += process.communicate(timeout=20)[0]
        assert process.returncode == 0, output
        return output

    first, second = start_and_stop(), start_and_stop()
    assert "export AWS_ACCESS_KEY_ID=" in first and "export AWS_SECRET_ACCESS_KEY=" in first
    assert "AWS_SECRET_ACCESS_KEY=" not in second
    assert data.stat().st_mode & 0o077 == 0
    secret = re.search(r"AWS_SECRET_ACCESS_KEY=(\S+)", first).group(1)
    assert not any(secret.encode() in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


def test_what_is_kept_is_its_owners_alone(tmp_path):
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    server = PenstockServer(data).start()
    server.client("kinesis").create_stream(StreamName="private", ShardCount=1)
    assert server.stop() == 0
    kept = [file for file in data.rglob("*") if file.is_file()]
    assert kept and not [file for file in kept if file.stat().st_mode & 0o077]


def test_a_server_does_not_start_without_the_master_key_of_its_data(tmp_path):
    server = PenstockServer(tmp_path / "data").start()
    assert server.stop() == 0
    key = tmp_path / "data.key"
    assert key.stat().st_mode & 0o077 == 0
    key.rename(tmp_path / "elsewhere")

    def serve(**variables):
        return subprocess.run([str(PROGRAM), "serve", "--listen", "127.0.0.1:0", "--data", str(server.data)], text=True,
                              env={"PATH": os.environ["PATH"], **variables}, capture_output=True, timeout=COMMAND_SECONDS_MAX)

    refused = serve()
    assert refused.returncode == 1 and f"there is no {key}" in refused.stderr and "PENSTOCK_MASTER_KEY" in refused.stderr
    refused = serve(PENSTOCK_MASTER_KEY=base64.b64encode(b"x" * 32).decode())
    assert refused.returncode == 1 and "is not the one that the secrets" in refused.stderr
    found = subprocess.run([str(PROGRAM), "doctor", "--data", str(server.data), "--listen", "127.0.0.1:0"], capture_output=True,
                           text=True, env={"PATH": os.environ["PATH"]}, timeout=COMMAND_SECONDS_MAX)
    assert found.returncode == 1 and "Restore that file" in found.stdout
    (tmp_path / "elsewhere").rename(key)
    server.start()
    assert server.stop() == 0


def test_the_demo_fills_four_shards_and_the_bucket(tmp_path):
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PENSTOCK_ROOT_KEY": "AKIADEMO:demo-secret"}
    server = PenstockServer(tmp_path / "data")
    server.access_key, server.secret_key = "AKIADEMO", "demo-secret"
    demo = subprocess.run([str(PROGRAM), "demo", "--listen", "127.0.0.1:0", "--data", str(server.data), "--rate", "40", "--seconds", "6"],
                          env=environment, capture_output=True, text=True, timeout=COMMAND_SECONDS_MAX)
    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert "\x1b[" not in demo.stdout
    server.start()
    kinesis, s3 = server.client("kinesis"), server.client("s3")
    per_shard = {}
    for shard in kinesis.list_shards(StreamName="AForB_callevents")["Shards"]:
        iterator = kinesis.get_shard_iterator(StreamName="AForB_callevents", ShardId=shard["ShardId"],
                                              ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
        per_shard[shard["ShardId"]] = len(kinesis.get_records(ShardIterator=iterator)["Records"])
    assert len(per_shard) == 4 and min(per_shard.values()) > 0, per_shard
    objects = s3.list_objects_v2(Bucket="aforb-consumer-data", Prefix="mandir-event-records/")["Contents"]
    assert len(objects) == sum(per_shard.values())  # Ctrl-C and --seconds flush: each record became an object
    event = json.loads(s3.get_object(Bucket="aforb-consumer-data", Key=objects[0]["Key"])["Body"].read())
    assert type(event["user"]["user_id"]) is int
    assert server.stop() == 0


def policies_of_the_readme():
    text = (ROOT / "pipelines" / "call-events" / "README.md").read_text()
    return [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.S)]


def test_the_demo_runs_each_part_as_a_user_that_may_do_no_more(tmp_path):
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PENSTOCK_ROOT_KEY": "AKIADEMO:demo-secret"}
    server = PenstockServer(tmp_path / "data")
    server.access_key, server.secret_key = "AKIADEMO", "demo-secret"
    command = [str(PROGRAM), "demo", "--listen", "127.0.0.1:0", "--data", str(server.data), "--rate", "20", "--seconds", "2"]
    for _ in range(2):  # the second run finds its users
        demo = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=COMMAND_SECONDS_MAX)
        assert demo.returncode == 0, demo.stdout + demo.stderr
        assert "users penstock-demo-producer and penstock-demo-consumer, without the root key\n" in demo.stdout
        assert not re.search(r"AKIA[0-9A-Z]{12,}", demo.stdout + demo.stderr)
    trail = "".join(path.read_text() for path in (server.data / "audit").iterdir())
    by_root = {line["action"].split(":")[0] for line in map(json.loads, trail.splitlines()) if line["principal"].endswith(":root")}
    assert by_root == {"iam"}  # whatever flowed, flowed for the users

    server.start()
    iam = server.client("iam")
    parts = {}
    for name, told in zip(("penstock-demo-producer", "penstock-demo-consumer"), policies_of_the_readme(), strict=True):
        assert iam.list_access_keys(UserName=name)["AccessKeyMetadata"] == []
        assert iam.list_user_policies(UserName=name)["PolicyNames"] == ["call-events"]
        assert iam.get_user_policy(UserName=name, PolicyName="call-events")["PolicyDocument"] == told
        key = iam.create_access_key(UserName=name)["AccessKey"]
        parts[name] = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
    stream, bucket, prefix = "AForB_callevents", "aforb-consumer-data", "mandir-event-records/"
    shard = "shardId-000000000000"
    record = {"Data": b"{}", "PartitionKey": "k"}

    def is_denied(call, **arguments):
        with pytest.raises(ClientError) as refused:
            call(**arguments)
        return refused.value.response["Error"]["Code"].startswith("AccessDenied")

    producer, consumer = (server.client("kinesis", **keys) for keys in parts.values())
    assert producer.put_record(StreamName=stream, **record)["ShardId"]
    assert is_denied(producer.get_shard_iterator, StreamName=stream, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    assert is_denied(producer.put_record, StreamName="another", **record)
    assert is_denied(producer.delete_stream, StreamName=stream)
    iterator = consumer.get_shard_iterator(StreamName=stream, ShardId=shard, ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    assert consumer.get_records(ShardIterator=iterator)["Records"]
    assert is_denied(producer.get_records, ShardIterator=iterator)
    assert is_denied(consumer.put_record, StreamName=stream, **record)
    producer_s3, consumer_s3 = (server.client("s3", **keys) for keys in parts.values())
    assert is_denied(producer_s3.put_object, Bucket=bucket, Key=f"{prefix}x", Body=b"")
    assert is_denied(consumer_s3.put_object, Bucket=bucket, Key="elsewhere/x", Body=b"")
    assert is_denied(consumer_s3.get_object, Bucket=bucket, Key=f"{prefix}x")
    consumer_s3.put_object(Bucket=bucket, Key=f"{prefix}x", Body=b"")
    assert server.stop() == 0


def test_the_parts_run_by_hand_with_the_policies_of_the_readme(own_server):
    iam = own_server.client("iam")
    environments = []
    for name, policy in zip(("producer", "consumer"), policies_of_the_readme(), strict=True):
        iam.create_user(UserName=name)
        iam.put_user_policy(UserName=name, PolicyName="call-events", PolicyDocument=json.dumps(policy))
        key = iam.create_access_key(UserName=name)["AccessKey"]
        environments.append({**own_server.environment(), "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
                             "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]})
    program = PROGRAM.parent / "call-events"
    with subprocess.Popen([str(program), "--part", "consumer"], env=environments[1], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True) as consumer:
        made = subprocess.run([str(program), "--part", "producer", "--rate", "50", "--records", "40"], env=environments[0],
                              capture_output=True, text=True, timeout=COMMAND_SECONDS_MAX)
        s3, deadline, kept = own_server.client("s3"), time.monotonic() + COMMAND_SECONDS_MAX, 0
        while kept < 40 and time.monotonic() < deadline:
            time.sleep(0.2)
            try:
                kept = s3.list_objects_v2(Bucket="aforb-consumer-data")["KeyCount"]
            except s3.exceptions.NoSuchBucket:
                pass
        consumer.send_signal(signal.SIGTERM)
        said, _ = consumer.communicate(timeout=COMMAND_SECONDS_MAX)
    assert made.returncode == 0, made.stdout + made.stderr
    assert kept == 40 and consumer.returncode == 0, said
