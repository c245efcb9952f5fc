"""Oracles: what must hold at every effect and at the end, written apart from the code they judge."""
