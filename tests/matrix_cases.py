"""The matrix' documents: between them they say all that any of its maps can read. Texts become dates and decimals."""

from __future__ import annotations

from typing import Any

Obj = dict[str, Any]

# -- what documents share --------------------------------------------------------------------------------------------

CONTACTS = (
    {"role": "information", "name": "Ada Quill", "phone": "4155550100", "email": "ada@example.com",
     "fax": "4155550199", "reference": "DESK 4"},
    {"role": "order", "name": "Ben Ferry", "phone": "4155550101", "other": {"extension": "12", "mobile": "4155550102"}},
)  # fmt: skip
DATES = {
    "delivery_requested": {"on": "2026-03-12", "time": "1030", "zone": "eastern"},
    "effective": {"period_kind": "from_day_to_day", "period": "20260301-20260331"},
    "deliver_not_after": ({"on": "2026-03-14"}, {"on": "2026-03-15", "time": "120000"}),
}
MOMENT = {"on": "2026-03-02", "time": "1200", "zone": "eastern"}
PERIOD = {"period_kind": "from_day_to_day", "period": "20260301-20260331"}
DESCRIPTIONS = (
    {"kind": "free_form", "trait": "product", "text": "Walnut"},
    {"kind": "structured", "trait": "color", "agency": "voluntary_standard", "code": "600", "text": "Brown"},
)
MEASURES = (
    {"kind": "physical", "what": "height", "value": "12.5", "unit": "inch"},
    {"kind": "temperature", "low": "2", "high": "8", "unit": "kilogram"},
)
TERMS = (
    {"kind": "basic", "basis": "invoice_date", "discount_percent": "2.5", "discount_due_on": "2026-04-10",
     "discount_days": "10", "net_due_on": "2026-04-30", "net_days": "30", "discount_amount": "12.34",
     "text": "2.5 % in ten days", "day_of_month": "15"},
    {"kind": "deferred", "basis": "delivery_date", "deferred_due_on": "2026-05-31", "deferred_amount": "100",
     "deferred_percent": "50", "method": "x12:107:A", "payable_percent": "50"},
    {"kind": "end_of_month", "basis": "invoice_receipt", "net_days": "60"},
)  # fmt: skip
TAX = {"kind": "value_added", "amount": "19.5", "percent": "19", "category": "standard", "base": "102.63",
       "number": "DE811569869"}  # fmt: skip
SALES_TAX = {"kind": "state_sales", "percent": "8.25", "amount": "8.25", "jurisdiction_type": "vertex",
             "jurisdiction": "060750000", "exempt": "not_exempt", "relation": "added", "line": "1"}  # fmt: skip
CHARGES = (
    {"sign": "charge", "code": "freight", "amount": "45.5", "method": "off_invoice", "reference": "F-1",
     "text": "Freight to the dock"},
    {"sign": "allowance", "code": "quantity_discount", "percent_of": "item_net_cost", "percent": "2.5",
     "percent_base": "895", "method": "bill_back", "text": "Over a dozen"},
    {"sign": "charge", "code": "handling", "rate": "0.125", "unit": "carton", "qty": "12", "text": "A carton",
     "taxes": (TAX, SALES_TAX)},
    {"sign": "allowance", "agency": "voluntary_standard", "agency_code": "ADV1", "amount": "-3.25", "option": "A",
     "reference": "R-2", "text": "Advertising", "language": "EN", "currency_party": "buyer", "currency": "CAD"},
)  # fmt: skip
CARRIER = {
    "sequence": "whole_way", "id_type": "scac", "scac": "RDWY", "mode": "motor", "routing": "Roadway",
    "order_status": "partial", "location_type": "destination", "location": "RENO",
    "transit_direction": "seller_to_buyer", "transit_time_kind": "working_days", "transit_time": "3",
    "service": "ground", "service2": "saturday",
    "service3": "third_day", "reference": "TRIP 7",
}  # fmt: skip
DELIVERY = {
    "sequence": "whole_way", "mode": "motor", "equipment_initial": "RDWU", "equipment": "553120", "scac": "RDWY",
    "routing": "Roadway", "order_status": "partial", "reference_kind": "bill_of_lading", "reference": "BOL-77",
    "service": "ground", "id_type": "scac", "location_type": "destination", "location": "RENO",
}  # fmt: skip
FREIGHT = {
    "payment": "prepaid", "location_type": "destination", "location": "RENO", "terms_kind": "incoterms",
    "terms": "duty_paid", "title_type": "origin", "title": "OAKLAND", "risk": "seller", "risk_text": "To the dock",
}  # fmt: skip
EQUIPMENT = {"kind": "container", "initial": "MSKU", "number": "123456", "seal": "S-99"}
LADING = {
    "packaging": "carton", "count": "12", "commodity_kind": "motor_freight", "commodity": "49880", "text": "Cartons",
    "weight_kind": "gross", "weight": "120.5", "weight_unit": "kilogram", "volume": "1.2", "volume_unit": "cubic_metre",
}  # fmt: skip
PACKING = {
    "pack": "12", "size": "16", "size_unit": "fluid_ounce", "packaging": "carton",
    "weight_kind": "gross", "weight": "9.5", "weight_unit": "kilogram", "volume": "0.4", "volume_unit": "cubic_metre",
    "length": "40", "width": "30", "height": "20.5", "size_measure": "centimetre", "inner_pack": "4",
    "surface": "top", "assigned": ("A1", "B2"), "number": "2",
}  # fmt: skip
MARKINGS = (
    {"kind": "structured", "trait": "packing_type", "agency": "voluntary_standard", "code": "BX"},
    {"kind": "free_form", "text": "Keep dry", "load_option": "agreed"},
)
NOTES = (
    {"kind": "agreed", "number": "N1", "title": "RETURNS", "on": "2026-03-01", "time": "0930",
     "dates": {"effective": {"on": "2026-03-02", "time": "1200", "zone": "eastern"},
               "issued": {"period_kind": "from_day_to_day", "period": "20260301-20260331"}},
     "text": ("No returns", "without a number")},
)  # fmt: skip
PLAIN_NOTES = ({"kind": "agreed", "number": "N1", "title": "RETURNS", "on": "2026-03-01", "time": "0930",
                "text": ("No returns", "without a number")},)  # fmt: skip
REFS = {"customer_reference": {"value": "C-9", "text": "Spring"}, "promotion": ({"value": "P1"}, {"value": "P2"})}
NAMED_REF = {"value": "W-1", "text": "Winter", "line": "3", "on": "2026-02-01"}
NAMED_REFS = {**REFS, "pro_number": NAMED_REF}
IDS = {"upc": ("012345678905",), "buyer_part": ("HB-771",), "vendor_part": ("VM-20", "VM-21")}
AMOUNTS = ({"kind": "total", "value": "895.5", "sign": "debit"},)
SCHEDULED = (
    {"qty": "60", "unit": "each", "date_kind": "delivery_requested", "on": "2026-03-12", "time": "0800",
     "until_kind": "deliver_not_after", "until": "2026-03-14", "until_time": "1700", "no": "1", "refs": REFS,
     "dates": {"delivery_requested": {"on": "2026-03-12", "time": "0800"},
               "deliver_not_after": {"period_kind": "week", "period": "202611"}}},
)  # fmt: skip
STORES = {
    "destinations": ({"location": "0101", "qty": "18"}, {"location": "0117", "qty": "6"}),
    "destinations_unit": "each",
    "location_kind": "buyer_assigned",
}


def party(at: int, refs: Obj = REFS, **more: Any) -> Obj:
    """Everything that can be said of a party; `at` tells one from another."""
    said: Obj = {
        "id_type": "gln", "id": f"40{at:011d}", "name": f"House {at}", "name2": ("Goods in", "Gate 2"),
        "street1": f"{at} Mill Road", "street2": "Building C", "street3": "Floor 2", "street4": "Room 9",
        "city": "Reno", "region": "NV", "postcode": "89501", "country": "US", "location_type": "warehouse",
        "location": "W7", "refs": refs, "contacts": CONTACTS,
    }  # fmt: skip
    return {**said, **more}


def parties(*names: str, refs: Obj = REFS) -> Obj:
    return {name: party(at, refs) for at, name in enumerate(names, 1)}


ROLES = ("ship_to", "bill_to", "buyer", "seller", "mark_for", "ship_from")

# -- orders ----------------------------------------------------------------------------------------------------------

ORDER_LINE = {
    "no": "1", "qty": "24", "unit": "each", "price": "30.25", "price_basis": "per_each", "ids": IDS,
    "description": "Walnut shelf", "description_trait": "product",
}  # fmt: skip
ORDER = {"number": "4711", "purpose": "original", "kind": "stand_alone", "ordered_on": "2026-03-01"}
ORDERS: dict[str, Obj] = {
    "plain": {
        **ORDER,
        "ship_to": {"id_type": "buyer_assigned", "id": "0042"},
        "lines": ({"no": "1", "qty": "24", "unit": "each", "price": "30.25", "ids": {"vendor_part": "VM-20"}},),
    },
    "whole": {
        **ORDER,
        "kind": "release", "release": "12", "contract": "C-2026", "ack_wanted": "accepted_unchanged",
        "transaction": "product", "currency": "EUR", "currency_party": "buyer", "department": "042",
        "division": "West", "vendor": "90210", "refs": REFS, "contacts": CONTACTS, "dates": DATES,
        **parties(*ROLES), "parties": parties("forwarder", "payer"), "freight": (FREIGHT,),
        "sales_requirement": "ship_complete", "charges": CHARGES, "terms": TERMS, "descriptions": DESCRIPTIONS[1:],
        "measures": MEASURES, "pack_notes": MARKINGS, "lading": (LADING,), "carrier": (CARRIER,),
        "equipment": (EQUIPMENT,), "taxes": (TAX, SALES_TAX), "notes": NOTES,
        "amounts": ({**AMOUNTS[0], "refs": REFS, "dates": {"effective": MOMENT}},
                    {"kind": "total", "value": "10", "dates": {"effective": PERIOD}}),
        "stated_total": {"kind": "total", "value": "895.5", "sign": "debit"}, "hash_total": "24",
        "lines": (ORDER_LINE,),
    },
    "lines": {
        **ORDER, "currency": "USD", "currency_party": "buyer",
        "lines": (
            {**ORDER_LINE, "currency": "CAD", "currency_party": "seller", "measures": MEASURES,
             "descriptions": DESCRIPTIONS, "packing": (PACKING,), "refs": REFS, "contacts": CONTACTS,
             "charges": CHARGES, "terms": TERMS[:2], "freight": FREIGHT, **STORES, "dates": DATES,
             "carrier": (CARRIER,), "text": ("Handle with care", "Glass"), "taxes": (TAX, SALES_TAX),
             "pack_notes": MARKINGS, "notes": NOTES, "parties": parties("final_consignee"), "amounts": AMOUNTS},
            {**ORDER_LINE, "no": "2", "qty": "100.125", "unit": "pound", "price": "0.0375",
             "price_basis": "per_hundred", "schedules": SCHEDULED},
        ),
    },
}  # fmt: skip

ORDERS["references"] = {
    **ORDERS["plain"],
    "refs": {"contract": ({"value": "C-1"}, {"value": "C-2"}), "release": {"value": "12"}},
}

# -- answers ---------------------------------------------------------------------------------------------------------

ANSWER = {
    "order_number": "4711", "purpose": "original", "status": "changed", "ordered_on": "2026-03-01",
    "answered_on": "2026-03-02", "seller_order": "S-5512",
}  # fmt: skip
ANSWER_LINE = {
    "no": "1", "qty": "100", "unit": "each", "price": "30.25", "price_basis": "per_each", "ids": IDS,
    "description": "Walnut shelf", "description_trait": "product",
}  # fmt: skip
ANSWERS: dict[str, Obj] = {
    "plain": {
        **ANSWER, "status": "accepted_unchanged",
        "lines": ({**ANSWER_LINE, "action": "accepted",
                   "outcomes": ({"status": "accepted", "qty": "100", "unit": "each"},)},),
    },
    "whole": {
        **ANSWER, "release": "12", "request_reference": "CR-1", "contract": "C-2026", "transaction": "product",
        "currency": "EUR", "currency_party": "buyer", "department": "042", "division": "West", "vendor": "90210",
        "refs": REFS, "contacts": CONTACTS, "dates": DATES, **parties(*ROLES),
        "parties": parties("forwarder", "payer"), "freight": (FREIGHT,), "charges": CHARGES, "terms": TERMS,
        "descriptions": DESCRIPTIONS[1:], "lading": (LADING,), "carrier": (CARRIER,), "notes": NOTES,
        "amounts": AMOUNTS,
        "stated_total": {"kind": "total", "value": "895.5", "sign": "debit"}, "hash_total": "100",
        "lines": (ANSWER_LINE,),
    },
    "parts": {
        **ANSWER,
        "lines": (
            {**ANSWER_LINE, "action": "changed", "measures": MEASURES, "descriptions": DESCRIPTIONS,
             "packing": (PACKING,), "refs": REFS, "charges": CHARGES, **STORES, "dates": DATES, "notes": NOTES,
             "parties": parties("final_consignee"), "substitute": {"upc": ("012345678912",)},
             "outcomes": (
                 {"status": "accepted", "qty": "60", "unit": "each", "date_kind": "ship_scheduled",
                  "on": "2026-03-10", "reference": "A-1", "dates": {"effective": MOMENT}},
                 {"status": "backordered", "qty": "30", "unit": "each", "dates": {"effective": PERIOD}},
                 {"status": "rejected", "qty": "10", "unit": "each", "ids": IDS, "reason_agency": "agreed",
                  "reason_list": "ZZ", "reason": "OUT"},
             )},
        ),
    },
}  # fmt: skip

ANSWERS["references"] = {**ANSWERS["plain"], "refs": {"contract": {"value": "C-1"}, "release": {"value": "12"}}}

# -- shipments -------------------------------------------------------------------------------------------------------

SHIPMENT = {"number": "SHP-1", "purpose": "original", "created_on": "2026-03-10", "created_at": "1405"}
ITEM = {"order": "4711", "line_no": "1", "ids": {"upc": ("012345678905",)}, "qty": "12", "unit": "each"}
UNIT = {
    "marks": {"carrier_package": ("1Z999", "1Z998"), "shipper_case": ("C1",)}, "lading": (LADING,), "packing": PACKING,
    "measures": MEASURES, "refs": REFS, "dates": DATES, "descriptions": DESCRIPTIONS, "destination": party(7),
}  # fmt: skip


def unit(sscc: str, **more: Any) -> Obj:
    return {"key": sscc, "sscc": sscc, **more}


SHIPMENTS = {
    "plain": {**SHIPMENT, "structure": "no_packs", "orders": ({"number": "4711"},), "items": (ITEM,)},
    "whole": {
        **SHIPMENT, "structure": "no_packs", "status": "product", "status_reason": "x12:641:A01",
        "bill_of_lading": "BOL-77", "pro_number": "PRO-5",
        **parties("ship_from", "ship_to", "bill_to", refs=NAMED_REFS),
        "parties": parties("forwarder", "payer", refs=NAMED_REFS), "refs": {"customer_reference": NAMED_REF},
        "dates": DATES, "notice_dates": DATES, "contacts": CONTACTS, "carrier": (CARRIER,), "equipment": (EQUIPMENT,),
        "lading": (LADING,), "freight": FREIGHT, "measures": MEASURES, "charges": CHARGES, "currency": "USD",
        "currency_party": "buyer", "hash_total": "12",
        "orders": ({"number": "4711", "release": "12", "change": "2", "contract": "C-2026",
                    "ordered_on": "2026-03-01", "department": "042", "division": "West", "vendor": "90210",
                    "invoice": "INV-1", "buyer": party(4, NAMED_REFS), "mark_for": party(5), "ship_to": party(6),
                    "parties": parties("final_consignee"), "refs": REFS, "dates": DATES, "lading": (LADING,),
                    "carrier": (CARRIER,), "descriptions": DESCRIPTIONS},),
        "items": ({**ITEM, "ordered_qty": "24", "ordered_unit": "each", "shipped_to_date": "12",
                   "status": "accepted_and_shipped", "expires_on": "2027-01-31", "description": "Walnut shelf",
                   "description_trait": "product", "descriptions": DESCRIPTIONS, "measures": MEASURES,
                   "packing": PACKING, "marks": {"shipper": ("M1",)}, "parties": parties("maker", "final_consignee"),
                   "refs": NAMED_REFS, "dates": DATES},),
    },
    "pallets and cartons": {
        **SHIPMENT, "structure": "pick_and_pack", "orders": ({"number": "4711"},),
        "pallets": (unit("106141411234567890", **UNIT, packaging="half_pallet", count="2"),),
        "cartons": (unit("006141411234567891", **UNIT, packaging="box", count="2"),
                    unit("006141411234567907"), unit("006141411234567914")),
        "items": ({**ITEM, "pallet": "106141411234567890", "carton": "006141411234567891"},
                  {**ITEM, "pallet": "106141411234567890", "carton": "006141411234567907", "line_no": "2",
                   "ids": {"upc": ("012345678912",), "lot": ("L-77",)}, "expires_on": "2027-01-31"},
                  {**ITEM, "carton": "006141411234567914", "line_no": "3", "qty": "0.5", "unit": "kilogram"}),
    },
    "no SSCC": {
        **SHIPMENT, "structure": "pick_and_pack", "orders": ({"number": "4711"},),
        "cartons": ({"key": "a"}, {"key": "b"}),
        "items": ({**ITEM, "carton": "a"}, {**ITEM, "carton": "b", "line_no": "2"}),
    },
    "orders and stores": {
        **SHIPMENT, "structure": "pick_and_pack",
        "orders": ({"number": "4711", "destination": "0101"}, {"number": "4711", "destination": "0117"},
                   {"number": "4712", "destination": "0101", "ordered_on": "2026-03-02"}),
        "cartons": (unit("006141411234567891"), unit("006141411234567907"), unit("006141411234567914")),
        "items": ({**ITEM, "destination": "0101", "carton": "006141411234567891"},
                  {**ITEM, "destination": "0117", "carton": "006141411234567907"},
                  {**ITEM, "order": "4712", "destination": "0101", "carton": "006141411234567914"}),
    },
}  # fmt: skip

# -- invoices --------------------------------------------------------------------------------------------------------

INVOICE = {
    "number": "INV-1", "kind": "debit_invoice", "invoiced_on": "2026-03-11", "order_number": "4711",
    "ordered_on": "2026-03-01", "total": "726.00",
}  # fmt: skip
INVOICE_LINE = {
    "no": "1", "qty": "24", "unit": "each", "price": "30.25", "price_basis": "per_each", "ids": IDS,
    "description": "Walnut shelf", "description_trait": "product",
}  # fmt: skip
INVOICE_ROLES = ("ship_to", "bill_to", "buyer", "seller", "remit_to", "ship_from")
UNITS = {"shipped": "24", "unit": "each", "weight": "120.5", "weight_unit": "kilogram", "volume": "1.2",
         "volume_unit": "cubic_metre"}  # fmt: skip
INVOICES: dict[str, Obj] = {
    "plain": {**INVOICE, "lines": ({"no": "1", "qty": "24", "unit": "each", "price": "30.25",
                                    "ids": {"vendor_part": "VM-20"}},)},
    "credit memo": {
        **INVOICE, "number": "CM-1", "kind": "credit_memo", "purpose": "original", "related": "INV-1",
        "total": "-45.50", "lines": ({**INVOICE_LINE, "qty": "-2", "price": "22.75"},),
    },
    "whole": {
        **INVOICE, "purpose": "original", "release": "12", "change": "2", "action": "add", "related": "INV-0",
        "currency": "EUR", "currency_party": "buyer", "department": "042", "division": "West", "vendor": "90210",
        "bill_of_lading": "BOL-77", "shipment_number": "SHP-1", "refs": NAMED_REFS, "dates": DATES,
        "contacts": CONTACTS, **parties(*INVOICE_ROLES, refs=NAMED_REFS),
        "parties": parties("forwarder", "payer", refs=NAMED_REFS), "notes": PLAIN_NOTES,
        "remarks": ({"kind": "general", "text": "Thank you"},), "descriptions": DESCRIPTIONS, "measures": MEASURES,
        "pack_notes": MARKINGS, "terms": TERMS, "freight": FREIGHT, "lading": (LADING,), "carrier": DELIVERY,
        "total": "1012.34", "lines_total": "726.00", "charges_total": "97.10", "taxable": "823.10",
        "tax_total": "189.24", "discountable": "1000", "discounted_total": "990", "discount": "22.34",
        "taxes": (TAX, SALES_TAX), "charges": CHARGES, "amounts": AMOUNTS, "units": (UNITS,), "hash_total": "24",
        "lines": (INVOICE_LINE,),
    },
    "lines": {
        **INVOICE, "total": "726.14", "lines": (
            {**INVOICE_LINE, "gross_price": "33.50", "amount": "726.00", "currency": "CAD",
             "currency_party": "seller", "descriptions": DESCRIPTIONS, "measures": MEASURES, "packing": PACKING,
             "charges": CHARGES, "taxes": (TAX, SALES_TAX), "terms": TERMS[:2], "refs": NAMED_REFS, "dates": DATES,
             "parties": parties("final_consignee", refs=NAMED_REFS), "carrier": (DELIVERY,), **STORES},
            {**INVOICE_LINE, "no": "2", "qty": "1.5", "unit": "kilogram", "price": "0.0917"},
        ),
    },
}  # fmt: skip

INVOICES["references"] = {
    **INVOICES["plain"],
    "refs": {"release": {"value": "12"}, "ship_notice": {"value": "SHP-1"}, "seller_invoice": {"value": "INV-0"}},
}

# -- money of which nobody says whose it is ---------------------------------------------------------------------------

FREIGHT_CHARGE = {"sign": "charge", "code": "freight", "amount": "45.5", "currency": "CAD"}
MONEY = {"currency": "EUR", "charges": (FREIGHT_CHARGE,)}
ORDERS["money"] = {**ORDERS["plain"], **MONEY, "lines": ({**ORDERS["plain"]["lines"][0], "currency": "CAD"},)}
ANSWERS["money"] = {**ANSWERS["plain"], **MONEY}
SHIPMENTS["money"] = {**SHIPMENTS["plain"], **MONEY}
INVOICES["money"] = {**INVOICES["plain"], **MONEY, "lines": ({**INVOICES["plain"]["lines"][0], "currency": "CAD"},)}

CASES: dict[str, dict[str, Obj]] = {
    "order": ORDERS, "answer": ANSWERS, "shipment": SHIPMENTS, "invoice": INVOICES,
}  # fmt: skip
