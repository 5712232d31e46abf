"""All rules, cheap ones first."""

from . import clang, structure, words

RULES = words.RULES + structure.RULES + clang.RULES
