"""Time that passes on a machine without anything happening in it."""

from __future__ import annotations

from sim.machinery.machine import Machine


def leap(machine: Machine, seconds: float) -> None:
    """Let time pass in which nothing happens: what is due stays as far away as it was."""
    machine.now += seconds
    machine.events = [event._replace(at=event.at + seconds) for event in machine.events]
