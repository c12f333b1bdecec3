"""The service does what its OpenAPI description says, whatever is sent: requests made by schemathesis from the description."""

from __future__ import annotations

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from service_client import HOST, KEY

from assistant.server.api import create_api
from assistant.server.settings import Key, ServerSettings, hash_of

SERVED = create_api(ServerSettings((Key("test", hash_of(KEY)),), (HOST, "testserver", "localhost")), lambda line: None)
schema = schemathesis.openapi.from_asgi("/openapi.json", SERVED)
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
    unsupported_method,
]  # fmt: skip


@schema.parametrize()
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_each_operation_keeps_its_description(case: schemathesis.Case) -> None:
    case.call_and_validate(headers={"authorization": f"Bearer {KEY}"}, checks=CHECKS)
