"""Stories: what is asked of a host, how it must end, and how one is told and judged."""
