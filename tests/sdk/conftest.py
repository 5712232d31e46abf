import itertools

import pytest

from penstock_server import PROGRAM, PenstockServer

numbers = itertools.count(1)


def pytest_sessionstart(session):
    if not PROGRAM.exists():
        pytest.exit(f"{PROGRAM} is missing: run make build", returncode=2)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """One server for the tests that need no restart; its resources are ACTIVE at once."""
    running = PenstockServer(tmp_path_factory.mktemp("server") / "data", "--states", "instant").start()
    yield running
    assert running.is_running(), f"the server ended during the tests: {running.log()}"
    assert running.stop() == 0


@pytest.fixture(autouse=True)
def server_stays_up(request):
    """Whatever a test sends, the server it was sent to is still there afterwards."""
    running = request.getfixturevalue("server") if "server" in request.fixturenames else None
    yield
    assert running is None or running.is_running(), f"the server ended: {running.log()}"


@pytest.fixture
def own_server(tmp_path):
    """A server of the test's own, with the states that AWS shows."""
    running = PenstockServer(tmp_path / "data").start()
    yield running
    if running.is_running():
        assert running.stop() == 0


@pytest.fixture
def kinesis(server):
    return server.client("kinesis")


@pytest.fixture
def s3(server):
    return server.client("s3")


@pytest.fixture
def iam(server):
    return server.client("iam")


@pytest.fixture
def user(iam):
    """The name of a new user."""
    name = f"user-{next(numbers)}"
    iam.create_user(UserName=name)
    return name


@pytest.fixture
def stream(kinesis):
    """The name of a new stream of four shards."""
    name = f"stream-{next(numbers)}"
    kinesis.create_stream(StreamName=name, ShardCount=4)
    return name


@pytest.fixture
def bucket(s3):
    name = f"bucket-{next(numbers)}"
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
    return name
