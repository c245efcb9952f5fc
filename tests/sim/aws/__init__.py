"""Tests of the two AWS services in memory."""
