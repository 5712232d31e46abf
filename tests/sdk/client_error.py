"""What a program sees when a call is refused."""

import pytest
from botocore.exceptions import ClientError


def error_of(call, **arguments):
    """Code, message and HTTP status of the ClientError that the call ends with."""
    with pytest.raises(ClientError) as raised:
        call(**arguments)
    answer = raised.value.response
    return answer["Error"]["Code"], answer["Error"]["Message"], answer["ResponseMetadata"]["HTTPStatusCode"]
