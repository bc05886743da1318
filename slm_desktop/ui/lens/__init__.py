"""The lens: candidates as bars, what each sampler cuts, and how sure the model was along the answer."""
