"""Requests: their JSON is strict and exact, and its schemas in docs/schemas are those of the code.

`python tests/lifecycle/test_requests.py` writes the schemas anew.
"""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from pydantic import ValidationError

from edigw.lifecycle.requests import BODIES, AnswerRequest, InvoiceRequest, ShipRequest, schema

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"


def rendered(kind: str) -> str:
    return json.dumps(schema(kind), indent=2, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("kind", BODIES)
def test_the_schema_in_the_docs_is_the_codes(kind: str) -> None:
    assert (SCHEMAS / f"{kind}.json").read_text("utf-8") == rendered(kind), f"run `python {Path(__file__).name}`"
    jsonschema.Draft202012Validator.check_schema(schema(kind))


def test_no_schema_stands_there_for_a_kind_that_is_gone() -> None:
    assert {path.stem for path in SCHEMAS.glob("*.json")} == set(BODIES)


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


if __name__ == "__main__":
    SCHEMAS.mkdir(exist_ok=True)
    for each in BODIES:
        (SCHEMAS / f"{each}.json").write_text(rendered(each), "utf-8")
