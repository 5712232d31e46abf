"""What files may be called, how long they may be, and what they may not say."""

import re
from pathlib import PurePosixPath

from .tree import Rule

SOURCE_LINES_MAX = 500
HEADER_LINES_MAX = 300
BANNED_NAME_WORDS = {"util", "utils", "helper", "helpers", "manager", "managers", "common", "misc", "impl"}

DOMAIN_NAMES = {"stream_manager"}  # what the call-events pipeline is asked to have

BANNED_PHRASES = [
    (r"\b(FIXME|XXX|HACK)\b", "an unfinished place"),
    (r"\bfor now\b", "say what is, or put it under \"what is missing\" in the README"),
    (r"\bstub(s|bed|bing)?\b", "finish it, or put it under \"what is missing\" in the README"),
    (r"\bsimplified (version|implementation)\b", "an unfinished place"),
    (r"\bissue #?\d+\b", "history belongs to the commit"),
    (r"\b(this|previous|next|another) (coding )?session\b(?! (token|policy|policies|name|key))", "not about the project"),
    (r"\b(sub-?agents?|AI agents?|coding agents?|language model|LLMs?|Claude|Anthropic|OpenAI|ChatGPT|Copilot)\b",
     "not about the project"),
    (r"\b(the|my|your) brief (says|said|asks|asked)\b", "not about the project"),
    (r"(registry\.npmjs\.org|files\.pythonhosted\.org|pypi\.org/simple|proxy\.golang\.org|\bpkg\.dev\b|artifactory)",
     "a package registry's host name"),
    (r"(?<![\w.$}\"'])/(work|farm|root)/\w", "a path of one machine"),
    (r"(?<![\w.$}\"'])/home/(?!penstock)\w+/", "a path of one machine"),
]
PHRASES = [(re.compile(pattern), why) for pattern, why in BANNED_PHRASES]
TODO = re.compile(r"\bTODO\b(?:\((\w+)\))?")
TEXT_SUFFIXES = (".h", ".cc", ".inc", ".md", ".txt", ".cmake", ".json", ".py", ".js", ".mjs", ".sh", ".yaml", ".yml",
                 ".toml", "Makefile", ".ci/run")


def check_sizes(tree):
    findings = []
    for path in tree.named(".h", ".cc", ".py", ".mjs", ".js", ".sh") + tree.named("", under=("tools/", ".ci/", "bench/run")):
        limit = HEADER_LINES_MAX if path.endswith(".h") else SOURCE_LINES_MAX
        length = len(tree.lines(path))
        if length > limit and not path.endswith(".json"):
            findings.append(f"{path}: {length} lines, at most {limit}")
    return sorted(set(findings))


def check_names(tree):
    findings = []
    for path in tree.named(""):
        if PurePosixPath(path).name.split(".")[0] in DOMAIN_NAMES:
            continue
        words = set(re.split(r"[_\-.]", PurePosixPath(path).name.lower()))
        for word in sorted(words & BANNED_NAME_WORDS):
            findings.append(f"{path}: \"{word}\" says nothing; name the noun or the operation that the file holds")
    return findings


def check_phrases(tree):
    findings = []
    for path in tree.named(""):
        if path.startswith("tools/tidying/") or path == "LICENSE" or path.endswith("package-lock.json"):
            continue
        is_text = path.endswith(TEXT_SUFFIXES) or path.startswith("tools/") or path == "bench/run"
        if not is_text or "/vectors/" in path:
            continue
        for number, line in enumerate(tree.lines(path), 1):
            for pattern, why in PHRASES:
                match = pattern.search(line)
                if match:
                    findings.append(f"{path}:{number}: \"{match.group(0)}\": {why}")
            todo = TODO.search(line)
            if todo and not (todo.group(1) and named_as_missing(tree, path, todo.group(1))):
                findings.append(f"{path}:{number}: TODO without a name that the README lists under \"what is missing\"")
    return findings


def named_as_missing(tree, path, name):
    for folder in PurePosixPath(path).parents:
        readme = (folder / "README.md").as_posix()
        if readme in tree.files:
            _, _, missing = tree.text(readme).lower().partition("what is missing")
            if name.lower() in missing:
                return True
    return False


RULES = [
    Rule("sizes", check_sizes,
         bad=[{"src/base/a.h": "\n" * 301}, {"src/base/a.cc": "\n" * 501}, {"tests/sdk/a_test.py": "\n" * 501}],
         good={"src/base/a.h": "\n" * 300, "src/base/a.cc": "\n" * 500}),
    Rule("names", check_names,
         bad=[{"src/base/string_util.cc": ""}, {"src/base/helpers.h": ""}, {"docs/misc.md": ""}],
         good={"src/base/utility_bill.cc": "", "src/base/put_record.cc": ""}),
    Rule("phrases", check_phrases,
         bad=[{"src/a.cc": "// FIXME"}, {"src/a.cc": "// good enough for now"}, {"src/a.h": "// a stub"},
              {"src/a.cc": "// TODO: more"}, {"src/a.cc": "// TODO(scan)\n", "src/README.md": "nothing is missing"},
              {"docs/a.md": "as issue 12 asked"}, {"docs/a.md": "left by the previous session"},
              {"tools/x": "curl https://registry." + "npmjs.org/x"}, {"tools/x": "cd /wo" + "rk/main"}, {"a.py": "open('x') # /home/joe/x"}],
         good={"src/a.cc": "// TODO(scan)\n// session token, user agent, stubborn", "src/README.md": "## What is missing\nscan"}),
]
