"""The files that the rules look at."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

SKIPPED_DIRECTORIES = {".git", "build", "data", "node_modules", "__pycache__"}


@dataclass
class Rule:
    """A rule and the proof that it can fail: each tree in `bad` must have a finding, `good` must have none.

    `check` takes a Tree and returns one line of text per finding. A tree is a mapping from path to content.
    """

    name: str
    check: object
    bad: list
    good: dict


class Tree:
    def __init__(self, root, only=()):
        """`only`: path prefixes; rules then look at no other files (but may still find that others are there)."""
        self.root = Path(root)
        self.files = sorted(self._listed() or self._walked())
        self._present = set(self.files)
        self._only = tuple(only) or ("",)

    def _listed(self):
        """Tracked and new files as git sees them; nothing when this is not a git clone."""
        if not (self.root / ".git").exists():
            return []
        listing = subprocess.run(["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others",
                                  "--exclude-standard"],
                                 cwd=self.root, capture_output=True, text=True)
        if listing.returncode != 0:
            return []
        return [name for name in listing.stdout.split("\0") if name and (self.root / name).is_file()]

    def _walked(self):
        found = []
        for path in self.root.rglob("*"):
            relative = path.relative_to(self.root)
            if path.is_file() and not SKIPPED_DIRECTORIES.intersection(relative.parts):
                found.append(relative.as_posix())
        return found

    def __contains__(self, path):
        return path in self._present or (self.root / path).exists()

    def text(self, path):
        return (self.root / path).read_text(encoding="utf-8", errors="replace")

    def lines(self, path):
        return self.text(path).splitlines()

    def named(self, *suffixes, under=("",)):
        """Files with one of these suffixes below one of these folders, without golden outputs and test vectors."""
        return [f for f in self.files
                if f.endswith(suffixes) and f.startswith(tuple(under)) and f.startswith(self._only)
                and "/golden/" not in f and "/vectors/" not in f]
