"""Mutation testing of the host side of `deploy/`, with the sweep as the test."""
