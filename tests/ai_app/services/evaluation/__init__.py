"""Tests of the measures, their intervals, the baselines and the report."""
