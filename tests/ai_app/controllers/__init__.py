"""Tests of the business flow."""
