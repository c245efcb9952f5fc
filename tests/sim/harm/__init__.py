"""Tests of the faults and crashes."""
