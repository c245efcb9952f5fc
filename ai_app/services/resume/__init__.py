"""Résumés: what their text says of a person, found by rules that tell where it stands."""
