"""How good rankings are, measured on queries that people judged, with how sure that is."""
