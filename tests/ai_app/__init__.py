"""Tests of the service, module by module."""
