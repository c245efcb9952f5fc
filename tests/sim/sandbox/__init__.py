"""Tests of the host made of real parts."""
