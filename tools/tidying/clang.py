"""Layout by clang-format and analysis by clang-tidy, with results remembered by content."""

import concurrent.futures
import fcntl
import hashlib
import json
import os
import re
import shlex
import subprocess
from pathlib import Path

from .structure import INCLUDE
from .tree import Rule

CXX_FOLDERS = ("src/", "codegen/", "pipelines/", "bench/", "tests/")
FORMAT = "clang-format-19"
TIDY = "clang-tidy-19"
BATCH = 12  # sources of a folder that are analysed as one


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
    groups = {}
    for entry in json.loads(database.read_text()):
        source = Path(entry["directory"], entry["file"]).resolve()
        if not source.is_relative_to(tree.root.resolve()):
            continue
        relative = source.relative_to(tree.root.resolve()).as_posix()
        if relative in wanted:
            wanted.discard(relative)
            mark = remembered / fingerprints.of(source, entry["command"])
            if not mark.exists():
                groups.setdefault((source.parent, flags_of(entry)), []).append((source, mark))
    batches = [(flags, jobs[first:first + BATCH]) for (_, flags), jobs in groups.items() for first in range(0, len(jobs), BATCH)]
    findings, done, total = set(), 0, sum(len(jobs) for _, jobs in batches)
    with (remembered / ".lock").open("w") as lock, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two runs side by side would do the same work twice
        for (_, jobs), found in zip(batches, pool.map(lambda batch: analyse(tree, remembered, *batch), batches)):
            findings |= found
            done += len(jobs)
            print(f"        clang-tidy {done} of {total}", flush=True)
    return sorted(findings)


def flags_of(entry):
    """The flags of a compile command, without the compiler and its launcher, the files, and what only concerns output."""
    words = shlex.split(entry["command"])
    words = words[next(index for index, word in enumerate(words) if "clang++" in word) + 1:]
    kept, skip = [], False
    for word in words:
        if skip or word in ("-c", "-o", "-MT", "-MF", "-MD", "-Werror") or word == entry["file"]:
            skip = not skip and word in ("-o", "-MT", "-MF")
            continue
        kept.append(word)
    return tuple(kept)


def analyse(tree, remembered, flags, jobs):
    """Findings in sources read as one, since their headers cost more than they do; sources that clash are read apart."""
    jobs = [job for job in jobs if not job[1].exists()]  # another run was faster
    if not jobs:
        return set()
    name = hashlib.sha256("".join(str(mark) for _, mark in jobs).encode()).hexdigest()
    joined = remembered / f"{name}.cc"
    joined.write_text("".join(f'#include "{source}"  // NOLINT(bugprone-suspicious-include)\n' for source, _ in jobs))
    source = joined if len(jobs) > 1 else jobs[0][0]
    command = ["nice", TIDY, "--quiet", str(source), "--", *flags]
    run = subprocess.run(command, cwd=tree.root / "build" / "release", capture_output=True, text=True)
    joined.unlink()
    if run.returncode == 0:
        for _, mark in jobs:
            mark.touch()
        return set()
    if "[clang-diagnostic-error]" in run.stdout and len(jobs) > 1:
        middle = len(jobs) // 2
        return analyse(tree, remembered, flags, jobs[:middle]) | analyse(tree, remembered, flags, jobs[middle:])
    prefix = str(tree.root.resolve()) + "/"
    found = {match.replace(prefix, "")
             for match in re.findall(r"^(\S+:\d+:\d+: (?:error|warning): .*)$", run.stdout, re.MULTILINE)}
    return found or {f"{source}: clang-tidy ended with status {run.returncode}: {run.stderr.strip()[-300:]}"}


def clang_tidy_example(*codes):
    files = {f"src/{letter}.cc": code for letter, code in zip("abc", codes)}
    commands = [{"directory": ".", "file": name, "command": f"clang++-19 -std=c++23 -Isrc -c {name}"} for name in files]
    return {**files, "build/release/compile_commands.json": json.dumps(commands)}


LONG_FUNCTION = "int grow(int x) {\n" + "  x += 1;\n" * 120 + "  return x;\n}\n"
ADD = "namespace {\nint add(int a, int b) { return a + b; }\n}  // namespace\nint NAME(int a) { return add(a, 1); }\n"
RULES = [
    Rule("format", check_format, bad=[{"src/a.cc": "int  main( ){return 0 ;}\n"}], good={"src/a.cc": "int main() { return 0; }\n"}),
    Rule("clang-tidy", check_clang_tidy,
         bad=[clang_tidy_example("struct A { virtual int f(); virtual ~A(); };\nstruct B : A { virtual int f(); };\n"),
              clang_tidy_example(LONG_FUNCTION), clang_tidy_example("int one() { return 1; }\n", LONG_FUNCTION),
              clang_tidy_example(ADD.replace("NAME", "one"), ADD.replace("NAME", "two"), LONG_FUNCTION)],
         good=clang_tidy_example(ADD.replace("NAME", "one"), ADD.replace("NAME", "two"))),
]
