# Does the probe only read? It is proved from its text, for every path that it can take.
#
# Arguments: the list of calls that it may make (name|counts of arguments|deciding argument|words, a
# call a line), and the script; or the list, --refuses, and a file of examples that must be refused.
# A deciding argument is a literal, or a parameter of a function that is only ever called with
# literals, all of which are in the list. Nothing in the list may be without use.
import ast
import sys

ADMIN = ("AdminConfig", "AdminControl", "AdminApp", "AdminTask", "Help")
MODULES = {"sys": ("argv", "exc_info", "stdout", "version"), "time": ("time",)}
FORBIDDEN = set("""
    eval exec execfile compile __import__ globals locals vars dir setattr delattr input raw_input
    reload apply
""".split())


class Proof:
    def __init__(self, text, calls):
        self.tree = ast.parse(text)
        self.calls = calls
        self.found = []
        self.used = set()
        self.writes = 0
        self.functions = {}
        self.parents = {}
        self.inside = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef):
                if node.name in self.functions:
                    self.no(node, "two functions %s" % node.name)
                self.functions[node.name] = node
                for child in ast.walk(node):
                    self.inside[child] = node
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node

    def no(self, node, why):
        self.found.append("line %d: %s" % (getattr(node, "lineno", 0), why))

    def check(self):
        for node in ast.walk(self.tree):
            special = getattr(self, "on_" + type(node).__name__, None)
            if special:
                special(node)
        if self.writes > 1:
            self.no(self.tree, "%d files are opened for writing" % self.writes)
        return self.found

    def unused(self):
        listed = set()
        for name, (counts, deciding, words) in self.calls.items():
            listed |= {(name, word) for word in words or [""]}
        return sorted(listed - self.used)

    def is_called(self, node):
        parent = self.parents[node]
        return isinstance(parent, ast.Call) and parent.func is node

    def on_Import(self, node):
        for alias in node.names:
            if alias.name not in MODULES or alias.asname:
                self.no(node, "import of %s" % alias.name)

    def on_ImportFrom(self, node):
        self.no(node, "import from %s" % node.module)

    def on_Name(self, node):
        parent = self.parents[node]
        if node.id in ADMIN:
            if not (isinstance(parent, ast.Attribute) and self.is_called(parent)):
                self.no(node, "%s other than to call it" % node.id)
        elif node.id in MODULES:
            if not isinstance(parent, ast.Attribute) or parent.attr not in MODULES[node.id]:
                self.no(node, "%s other than %s" % (node.id, MODULES[node.id]))
        elif node.id in FORBIDDEN:
            self.no(node, node.id)
        elif node.id in list(self.functions) + ["getattr", "open"] and not self.is_called(node):
            self.no(node, "%s other than to call it" % node.id)

    def on_Attribute(self, node):
        if node.attr.startswith("_") or isinstance(node.ctx, ast.Store):
            self.no(node, "attribute %s" % node.attr)

    def on_Global(self, node):
        self.no(node, "global")

    def on_Lambda(self, node):
        self.no(node, "lambda")

    def on_Call(self, node):
        if node.keywords or any(isinstance(a, ast.Starred) for a in node.args):
            self.no(node, "argument by keyword or star")
        if isinstance(node.func, ast.Name):
            if node.func.id == "getattr":
                self.on_getattr(node)
            if node.func.id == "open":
                self.on_open(node)
        elif isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id in ADMIN:
                self.on_admin(node, "%s.%s" % (owner.id, node.func.attr))
        else:
            self.no(node, "call of something that has no name")

    # The name of a type for a message, and nothing else.
    def on_getattr(self, node):
        what = node.args[1] if len(node.args) > 1 else None
        if not (isinstance(what, ast.Constant) and what.value == "__name__"):
            self.no(node, "getattr")

    def on_open(self, node):
        if len(node.args) == 1:
            return
        if not (isinstance(node.args[1], ast.Constant) and node.args[1].value in ("r", "w")):
            self.no(node, "open with another mode")
        self.writes += 1

    def on_admin(self, node, name):
        if name not in self.calls:
            return self.no(node, name)
        counts, deciding, words = self.calls[name]
        if len(node.args) not in counts:
            self.no(node, "%s with %d arguments" % (name, len(node.args)))
        elif deciding is None:
            self.used.add((name, ""))
        else:
            for word in self.values(node.args[deciding], self.inside.get(node), []):
                self.used.add((name, word))
                if word not in words:
                    self.no(node, "%s with %s" % (name, word))

    # Every text that an expression can be; the list of functions stops a circle.
    def values(self, node, function, seen):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return [node.value]
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) \
                and isinstance(node.left, ast.Constant) and node.left.value == "type=%s,*" \
                and isinstance(node.right, ast.Tuple) and len(node.right.elts) == 1:
            return self.values(node.right.elts[0], function, seen)
        if isinstance(node, ast.Name) and function is not None and function.name not in seen:
            names = [a.arg for a in function.args.args]
            stored = [n for n in ast.walk(function) if isinstance(n, ast.Name)
                      and n.id == node.id and isinstance(n.ctx, ast.Store)]
            if node.id in names and not stored:
                return self.values_given(function, names.index(node.id), seen + [function.name])
        self.no(node, "nobody can say here what is called")
        return []

    def values_given(self, function, at, seen):
        values = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) \
                    and node.func.id == function.name:
                if len(node.args) <= at:
                    self.no(node, "too few arguments")
                else:
                    values += self.values(node.args[at], self.inside.get(node), seen)
        return values


def read_calls(path):
    calls = {}
    for line in open(path, encoding="ascii").read().splitlines():
        name, counts, deciding, words = line.split("|")
        calls[name] = ([int(n) for n in counts.split(",")],
                       int(deciding) if deciding else None,
                       words.split(",") if words else [])
    return calls


def refuses(calls, path):
    good, *examples = open(path, encoding="ascii").read().split("----\n")
    proof = Proof(good, calls)
    bad = ["the good example: %s" % why for why in proof.check()]
    for example in examples:
        if not Proof(example, calls).check():
            bad.append("accepted: %s" % example)
    if not bad:
        print("%d examples refused" % len(examples))
    return bad


def main(arguments):
    calls = read_calls(arguments[0])
    if arguments[1] == "--refuses":
        bad = refuses(calls, arguments[2])
    else:
        proof = Proof(open(arguments[1], encoding="ascii").read(), calls)
        bad = proof.check() + ["listed and not used: %s %s" % one for one in proof.unused()]
        if not bad:
            print("%d calls proved" % len(proof.used))
    for line in bad:
        print(line)
    return len(bad) > 0


sys.exit(main(sys.argv[1:]))
