"""Pure decisions of an order's life: facts in, effects out as data; no clock, no store."""
