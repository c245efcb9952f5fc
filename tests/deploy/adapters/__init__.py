"""Tests of the adapters on this machine."""
