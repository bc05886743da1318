"""The compare screen: columns side by side, evidence, votes."""
