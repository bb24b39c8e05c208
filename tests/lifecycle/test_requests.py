"""Requests: their JSON is strict and exact, and the schemas say so."""

from __future__ import annotations

import json

import jsonschema
import pytest
from pydantic import ValidationError

from edigw.lifecycle.requests import BODIES, AnswerRequest, InvoiceRequest, ShipRequest, schema


@pytest.mark.parametrize("kind", BODIES)
def test_a_schema_is_a_schema_without_binary_floats(kind: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(kind))
    assert '"type": "number"' not in json.dumps(schema(kind))


def test_every_request_may_be_empty() -> None:
    for kind in ("answer", "shipment", "invoice", "stock"):
        BODIES[kind].model_validate({})
        jsonschema.validate({}, schema(kind))


def test_a_binary_float_and_an_unknown_key_are_refused() -> None:
    body = {"lines": [{"no": "1", "qty": 1.5}]}
    with pytest.raises(ValidationError, match="write the number as text"):
        ShipRequest.model_validate(body)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(body, schema("shipment"))
    assert ShipRequest.model_validate({"lines": [{"no": "1", "qty": "1.5"}]}).lines[0].qty is not None
    with pytest.raises(ValidationError):
        AnswerRequest.model_validate({"acept": True})


def test_what_the_schema_takes_the_model_takes() -> None:
    body = {"order": "1", "lines": [{"no": "1", "charges": [{"sign": "allowance", "amount": "1.00"}]}], "total": "9.00"}
    jsonschema.validate(body, schema("invoice"))
    assert InvoiceRequest.model_validate_json(json.dumps(body)).lines[0].charges[0].sign == "allowance"
