"""The two AWS services of the control side, in memory and in virtual time."""
