"""Who may include whom, and that what the documents name is there."""

import glob
import json
import re
from pathlib import PurePosixPath

from .tree import Rule

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
ROOTS = ("src", "docs", "tools", "tests", "bench", "codegen", "models", "pipelines", "cmake", "console", ".ci")


def floors_of(tree):
    floors = {}
    for line in tree.lines("floors.txt"):
        match = re.match(r"([a-z]+)\s+(\d+)", line)
        if match:
            floors[match.group(1)] = int(match.group(2))
    return floors


def check_floors(tree):
    floors = floors_of(tree)
    findings = []
    for path in tree.named(".h", ".cc", ".inc", under=("src/",)):
        parts = PurePosixPath(path).parts[1:]
        room = parts[0]
        if room not in floors:
            findings.append(f"{path}: floors.txt does not name {room}")
            continue
        for included in INCLUDE.findall(tree.text(path)):
            to = PurePosixPath(included).parts
            if len(to) < 2:
                findings.append(f"{path}: #include \"{included}\": include by the full path from src/")
            elif to[0] not in floors:
                findings.append(f"{path}: #include \"{included}\": floors.txt does not name {to[0]}")
            elif to[0] != room and floors[to[0]] >= floors[room]:
                findings.append(f"{path}: {room} (floor {floors[room]}) must not include {included} "
                                f"(floor {floors[to[0]]})")
            elif room == to[0] == "services" and parts[1] != to[1]:
                findings.append(f"{path}: service {parts[1]} must not include service {to[1]}")
    return findings


def check_paths(tree):
    """Backticked paths and relative links in every Markdown file."""
    findings = []
    for path in tree.named(".md"):
        folder = PurePosixPath(path).parent
        text = re.sub(r"^```.*?^```", "", tree.text(path), flags=re.MULTILINE | re.DOTALL)
        for name in re.findall(r"`([^`\s]+)`", text):
            if not path_is_there(tree, folder, name):
                findings.append(f"{path}: `{name}` is not there")
        for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
            if "://" not in link and not link.startswith("mailto:") and (folder / link).as_posix() not in tree:
                findings.append(f"{path}: the link to {link} leads nowhere")
    return findings


def path_is_there(tree, folder, name):
    name = re.sub(r":\d+$", "", name).rstrip("/")
    if any(c in name for c in "<>{}$=()") or name.startswith(("/", "http", "..")):
        return True
    rooted = "/" in name and name.split("/")[0] in ROOTS
    source_file = re.fullmatch(r"[\w./*-]+\.(cc|h|md|cmake|inc)", name)
    if not rooted and not source_file:
        return True
    if name.startswith("api/"):
        return True  # generated into the build directory
    for base in ("", f"{folder}/", "src/"):
        if "*" in name:
            if glob.glob(str(tree.root / (base + name)), recursive=True):
                return True
        elif base + name in tree:
            return True
    return not rooted and any(f.endswith("/" + name) for f in tree.files)


def check_dependencies(tree):
    """Every package that CMake finds, that tools/setup installs or that a test client pins has a row."""
    needed = {}
    for path in tree.named("CMakeLists.txt", ".cmake"):
        text = re.sub(r"#.*", "", tree.text(path))
        for name in re.findall(r"find_package\(\s*(\w+)", text):
            needed[name] = path
        for name in re.findall(r"find_(?:library|program)\(\s*\w+\s+(?:NAMES\s+)?([\w.+-]+)", text):
            needed[name] = path
    if "tools/setup" in tree.files:
        for _, package in re.findall(r"^(build|test|bench) +(\S+) +\S", tree.text("tools/setup"), re.MULTILINE):
            needed[package] = "tools/setup"
    for path in tree.named("package.json"):
        for name in json.loads(tree.text(path)).get("dependencies", {}):
            needed[name] = path
    for path in tree.named("requirements.txt"):
        for name in re.findall(r"^([\w-]+)==", tree.text(path), re.MULTILINE):
            needed[name] = path
    table = "docs/dependencies.md"
    rows = [line.lower() for line in tree.lines(table) if line.startswith("|")] if table in tree.files else []
    findings = []
    for name, path in sorted(needed.items()):
        word = re.compile(rf"(?<![\w-]){re.escape(name.lower())}(?![\w-])")
        if not any(word.search(row) for row in rows):
            findings.append(f"{path}: {name} has no row in {table}")
    return findings


def check_formats(tree):
    index = "docs/formats/README.md"
    text = tree.text(index) if index in tree.files else ""
    return [f"{path}: not linked from {index}" for path in tree.named(".md", under=("docs/formats/",))
            if path != index and f"({PurePosixPath(path).name})" not in text]


def check_locks(tree):
    """A lock file pins versions and hashes, not the host that one machine fetched them from."""
    findings = []
    for path in tree.named(""):
        if PurePosixPath(path).name == "package-lock.json":
            for match in re.findall(r'"resolved": *"(https?://[^/"]+)', tree.text(path))[:1]:
                findings.append(f"{path}: names the registry {match}")
    return findings


FLOORS = "base 0\nio 1\nservices 5\n"
RULES = [
    Rule("floors", check_floors,
         bad=[{"floors.txt": FLOORS, "src/base/a.h": '#include "io/disk.h"\n'},
              {"floors.txt": FLOORS, "src/services/a/x.cc": '#include "services/b/y.h"\n'},
              {"floors.txt": FLOORS, "src/base/a.h": '#include "b.h"\n'},
              {"floors.txt": FLOORS, "src/attic/a.h": ""}],
         good={"floors.txt": FLOORS, "src/io/a.h": '#include "base/b.h"\n#include "io/c.h"\n',
               "src/services/a/x.cc": '#include "services/a/y.h"\n#include <vector>\n'}),
    Rule("paths", check_paths,
         bad=[{"README.md": "see `src/nowhere/x.cc`"}, {"README.md": "see [it](docs/nowhere.md)"},
              {"docs/a.md": "`gone.cc` does it"}, {"README.md": "run `tools/gone`"}],
         good={"README.md": "see `src/base/x.cc`, `x.cc:12`, `src/*/x.cc`, `src/<name>/y.cc` and [a](docs/a.md#b)",
               "src/base/x.cc": "", "docs/a.md": "`base/x.cc` and `--flag=src/x`"}),
    Rule("dependencies", check_dependencies,
         bad=[{"CMakeLists.txt": "find_package(Boost REQUIRED)", "docs/dependencies.md": "| OpenSSL |"},
              {"CMakeLists.txt": "find_library(LIB rocksdb REQUIRED)", "docs/dependencies.md": ""},
              {"a/package.json": '{"dependencies": {"left-pad": "1"}}', "docs/dependencies.md": "| pad |"}],
         good={"CMakeLists.txt": "find_package(OpenSSL 3 REQUIRED)", "docs/dependencies.md": "| OpenSSL | libssl-dev |"}),
    Rule("formats", check_formats,
         bad=[{"docs/formats/README.md": "", "docs/formats/log.md": ""}],
         good={"docs/formats/README.md": "[log](log.md)", "docs/formats/log.md": ""}),
    Rule("locks", check_locks,
         bad=[{"a/package-lock.json": '{"resolved": "https://example.org/x.tgz"}'}],
         good={"a/package-lock.json": '{"integrity": "sha512-x"}'}),
]
