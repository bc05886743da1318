"""The pages of suites and sweeps."""
