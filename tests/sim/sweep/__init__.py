"""The sweep: what is given out, what is counted, and what stands against a proof."""
