"""The stock of a map: what may be drawn is found out once, and is what the map and its guide leave open."""

from __future__ import annotations

from bench import chart
from tinymaps import load, order

from edigw.mapping.rows import Pairs
from edigw.mapping.stock import Stock, blocks, stock_of


def test_it_is_one_for_all_documents_of_a_map() -> None:
    map_ = load(order())
    assert stock_of(map_) is stock_of(map_)
    assert stock_of(map_) is not stock_of(load(order()))


def test_blocks_are_all_that_hold_rows() -> None:
    map_ = chart("856")
    tags = {row.tag for rows in blocks(map_) for row in rows.rows}
    assert {"BSN", "PRF", "MAN", "SN1", "N1"} <= tags


def test_pairs_are_drawn_from_the_table_and_now_and_then_from_other_codes() -> None:
    map_ = load(order())
    (row,) = (row for row in map_.root.rows if row.tag == "PO1")
    (leaf,) = (leaf for leaf in row.leaves if isinstance(leaf, Pairs))
    words, foreign = Stock(map_).pairs(row, leaf, leaf.place.element)
    assert words == ["upc", "buyer_part", "vendor_part"]
    assert foreign is not None and {"EN", "UK"} <= set(foreign) and not {"UP", "BP", "VN"} & set(foreign)


def test_a_guide_that_lists_codes_leaves_those_alone() -> None:
    map_ = load(order(), "extends: base0\nguide: {PO106: only UP VN}\n")
    (row,) = (row for row in map_.root.rows if row.tag == "PO1")
    (leaf,) = (leaf for leaf in row.leaves if isinstance(leaf, Pairs))
    assert Stock(map_).pairs(row, leaf, 6) == (["upc", "vendor_part"], None)
    assert Stock(map_).pairs(row, leaf, 8)[0] == ["upc", "buyer_part", "vendor_part"]


def test_a_bag_leaves_the_codes_that_have_rows_of_their_own() -> None:
    map_ = chart("850")
    stock = Stock(map_)
    bags = [(rows, row) for rows in blocks(map_) for row in rows.rows if row.key is not None]
    assert bags
    for rows, row in bags:
        assert row.key is not None
        claimed = stock.claimed(rows, row, row.key)
        words, foreign = stock.keys(rows, row, row.key)
        assert not claimed & {row.key.table.codes[word] for word in words}
        assert not claimed & set(foreign or ())
        assert stock.keys(rows, row, row.key) == (words, foreign)
    assert any(stock.claimed(rows, row, row.key) for rows, row in bags if row.key is not None)
