"""Layout by clang-format and analysis by clang-tidy, with results remembered by content."""

import concurrent.futures
import fcntl
import hashlib
import json
import os
import re
import subprocess
from pathlib import Path

from .structure import INCLUDE
from .tree import Rule

CXX_FOLDERS = ("src/", "codegen/", "pipelines/", "bench/", "tests/")
FORMAT = "clang-format-19"
TIDY = "clang-tidy-19"


def check_format(tree):
    files = tree.named(".h", ".cc", under=CXX_FOLDERS)
    if not files:
        return []
    run = subprocess.run([FORMAT, "--dry-run", "-Werror", "--ferror-limit=1", *files], cwd=tree.root, capture_output=True,
                         text=True)
    return sorted(set(re.findall(r"^([^\s:]+:\d+):\d+: error", run.stderr, re.MULTILINE)))


def fix_format(tree):
    subprocess.run([FORMAT, "-i", *tree.named(".h", ".cc", under=CXX_FOLDERS)], cwd=tree.root, check=True)


class Fingerprints:
    """A hash of a source, of every project header below it, of its command line and of the settings."""

    def __init__(self, tree, database_folder):
        self.roots = [tree.root / "src", database_folder / "gen", tree.root / "codegen", tree.root]
        settings = (tree.root / ".clang-tidy").read_bytes()
        version = subprocess.run([TIDY, "--version"], capture_output=True).stdout
        self.settings = hashlib.sha256(settings + version).hexdigest()
        self.texts = {}

    def read(self, path):
        if path not in self.texts:
            text = path.read_bytes()
            names = INCLUDE.findall(text.decode("utf-8", "replace"))
            self.texts[path] = (hashlib.sha256(text).hexdigest(), names)
        return self.texts[path]

    def of(self, source, command):
        seen, waiting, parts = set(), [Path(source)], [self.settings, command]
        while waiting:
            path = waiting.pop()
            if path in seen:
                continue
            seen.add(path)
            digest, names = self.read(path)
            parts.append(digest)
            for name in names:
                for root in (path.parent, *self.roots):
                    if (root / name).is_file():
                        waiting.append(root / name)
                        break
        return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()


def check_clang_tidy(tree):
    folder = tree.root / "build" / "release"
    database = folder / "compile_commands.json"
    if not database.is_file():
        return [f"{database.relative_to(tree.root)} is missing: run tools/build first"]
    remembered = tree.root / "build" / "tidy"
    remembered.mkdir(parents=True, exist_ok=True)
    fingerprints = Fingerprints(tree, folder)
    # Tests and fuzzers are analysed as little as they run little: the compiler's warnings are enough for them.
    wanted = {path for path in tree.named(".cc", under=CXX_FOLDERS) if not path.endswith(("_test.cc", "_fuzz.cc"))}
    jobs = []
    for entry in json.loads(database.read_text()):
        source = Path(entry["directory"], entry["file"]).resolve()
        if not source.is_relative_to(tree.root.resolve()):
            continue
        relative = source.relative_to(tree.root.resolve()).as_posix()
        if relative in wanted:
            wanted.discard(relative)
            mark = remembered / fingerprints.of(source, entry["command"])
            if not mark.exists():
                jobs.append((relative, mark))
    findings = set()
    with (remembered / ".lock").open("w") as lock, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two runs side by side would do the same work twice
        for number, found in enumerate(pool.map(lambda job: analyse(tree, folder, *job), jobs), 1):
            findings |= found
            if number % 20 == 0:
                print(f"        clang-tidy {number} of {len(jobs)}", flush=True)
    return sorted(findings)


def analyse(tree, database_folder, source, mark):
    if mark.exists():
        return set()  # another run was faster
    run = subprocess.run(["nice", TIDY, "--quiet", "-p", str(database_folder), source], cwd=tree.root, capture_output=True, text=True)
    if run.returncode == 0:
        mark.touch()
        return set()
    prefix = str(tree.root.resolve()) + "/"
    found = {match.replace(prefix, "")
             for match in re.findall(r"^(\S+:\d+:\d+: (?:error|warning): .*)$", run.stdout, re.MULTILINE)}
    return found or {f"{source}: clang-tidy ended with status {run.returncode}: {run.stderr.strip()[-300:]}"}


def clang_tidy_example(code):
    command = {"directory": ".", "file": "src/a.cc", "command": "clang++-19 -std=c++23 -Isrc -c src/a.cc"}
    return {"src/a.cc": code, "build/release/compile_commands.json": json.dumps([command])}


LONG_FUNCTION = "int grow(int x) {\n" + "  x += 1;\n" * 120 + "  return x;\n}\n"
RULES = [
    Rule("format", check_format, bad=[{"src/a.cc": "int  main( ){return 0 ;}\n"}], good={"src/a.cc": "int main() { return 0; }\n"}),
    Rule("clang-tidy", check_clang_tidy,
         bad=[clang_tidy_example("struct A { virtual int f(); virtual ~A(); };\nstruct B : A { virtual int f(); };\n"),
              clang_tidy_example(LONG_FUNCTION)],
         good=clang_tidy_example("int add(int a, int b) { return a + b; }\n")),
]
