"""Words for a mentee and a mentor: what a model is asked, what of it may be used, what it costs."""
