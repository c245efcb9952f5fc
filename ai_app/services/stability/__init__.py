"""Stable matchings of a cohort: who is matched with whom so that no two would rather leave."""
