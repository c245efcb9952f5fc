"""Oracles: what must hold at each effect and at the end, apart from the code they judge."""
