"""Tests of the lives of hosts."""
