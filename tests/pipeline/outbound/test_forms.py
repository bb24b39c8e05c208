"""A grocer who orders by 875 is billed by 880; the others, and those who trade no 880, by 810."""

from __future__ import annotations

import pytest
from yard import Yard, group, isa, orders, transaction

GROCERY = "G50*N*20261101*G-1~\nN1*ST*NORTH STORE*92*0042~\nG68*10*CA*15.7**VN*HG-100~\nG69*APPLE SAUCE~\nG76*10*CA~\n"


@pytest.mark.parametrize(
    ("traded", "by_875", "by_850"),
    [(("810", "880"), "880", "810"), (("880",), "880", "880"), (("810",), "810", "810"), ((), None, None)],
)
def test_an_invoice_takes_the_form_of_its_order(
    bare: Yard, traded: tuple[str, ...], by_875: str | None, by_850: str | None
) -> None:
    yard = bare.partner(documents=("850", "875", "856", "997", *traded))
    yard.take(orders("P-1"))
    yard.take(isa([group([transaction("875", GROCERY)], 9, "OG")], 9), "b.edi")
    for number, form in (("G-1", by_875), ("P-1", by_850)):
        yard.app.orders_decide("ship", number)
        yard.app.orders_decide("invoice", number)
        yard.once()
        billed = [one for one in yard.docs(po=number) if one["type"] in ("810", "880")]
        assert [one["type"] for one in billed] == ([form] if form else [])
        assert [one["state"] for one in billed] == (["SENT"] if form else [])
        if form == "880":
            text = "".join(body for name, body in yard.files().items() if name.startswith("880_"))
            assert "GS*GP*" in text and "ST*880*" in text and ("G31*10*CA~" in text or number != "G-1")
