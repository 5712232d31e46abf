"""The stages of tools/test and how their results are counted."""
