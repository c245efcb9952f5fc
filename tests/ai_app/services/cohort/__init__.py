"""Tests of matching a cohort."""
