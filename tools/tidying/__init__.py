"""The style checks: one module per family of rules, listed in rules.py, run by tools/tidy."""
