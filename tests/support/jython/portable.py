# Is a script in the part of Python that Jython 2.1, Jython 2.7 and Python 3 read alike?
#
# A white list over Python 3's own syntax tree and tokens: what is not listed is refused, with
# its line. Arguments: files to check, after --writes if they may write a file; or --refuses and a
# file of examples that must be refused.
import ast
import io
import sys
import tokenize
import warnings

ADMIN = set("AdminControl AdminConfig AdminTask AdminApp Help".split())
MODULES = set("sys time".split())
BUILTINS = set("len range ord int list getattr hasattr open RuntimeError ValueError".split())
# Methods of texts, lists and dictionaries that all three have, then those of the Admin objects.
METHODS = set("""
    append sort find rfind replace split strip startswith upper lower join keys get
    write flush exc_info stdout version argv time sleep read close toString __name__
    queryNames invoke getAttribute getCell getNode getType stopServer
    list showAttribute modify save reset operations getNodeBaseProductVersion
""".split())
NO_ARGUMENTS = set("strip sort keys upper lower close flush toString".split())
NODES = set("""
    Module Expr Assign If For While Try ExceptHandler Raise FunctionDef arguments arg Return
    Continue Import alias Call Compare BoolOp BinOp UnaryOp Constant List Tuple Dict Subscript
    Slice Attribute Name Load Store And Or Not USub Add Sub Mod RShift BitAnd
    Eq NotEq Lt LtE Gt GtE Is IsNot In NotIn
""".split())
LONGEST_LITERAL = 32000
DEEPEST_BLOCK = 9
LONGEST_FUNCTION = 60
MOST_STATEMENTS = 400


class Checker:
    def __init__(self, text, writes):
        self.text = text
        self.writes = writes
        self.found = []
        self.assigned = set()

    def no(self, line, why):
        self.found.append("line %d: %s" % (line, why))

    def check(self):
        self.check_bytes()
        if self.found:
            return self.found
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                tree = ast.parse(self.text)
            tokens = list(tokenize.generate_tokens(io.StringIO(self.text).readline))
        except (SyntaxError, SyntaxWarning, DeprecationWarning, tokenize.TokenError) as error:
            self.no(0, "not Python 3: %s" % error)
            return self.found
        for token in tokens:
            self.check_token(token)
        self.collect_names(tree)
        if len(tree.body) > MOST_STATEMENTS:
            self.no(0, "more than %d statements in the module" % MOST_STATEMENTS)
        for node in tree.body:
            self.walk(node, 0, None)
        return self.found

    def check_bytes(self):
        for number, line in enumerate(self.text.split("\n"), 1):
            for c in line:
                if not " " <= c <= "~":
                    self.no(number, "character U+%04X in the source" % ord(c))
        if not self.text.endswith("\n") or self.text.endswith("\n\n"):
            self.no(0, "does not end with one line end")
        if self.text.rstrip("\n").split("\n")[-1].lstrip().startswith("#"):
            self.no(0, "ends with a comment")

    def check_token(self, token):
        line = token.start[0]
        if token.type == tokenize.STRING:
            self.check_literal(line, token.string)
        elif token.type == tokenize.NUMBER:
            if not token.string.isdigit() or int(token.string) > 2147483647:
                self.no(line, "number " + token.string)
            elif len(token.string) > 1 and token.string[0] == "0":
                self.no(line, "number " + token.string)
        elif token.type == tokenize.OP and token.string in (";", "//", "**", "@", ":=", "->"):
            self.no(line, "operator " + token.string)
        elif token.type == tokenize.NAME and token.string in ("print", "exec", "as", "with", "async"):
            self.no(line, "word " + token.string)

    def check_literal(self, line, text):
        wide = text.startswith("u\"")
        if not wide and not text.startswith("\""):
            return self.no(line, "literal that begins " + text[:2])
        if text.lstrip("u").startswith("\"\"\""):
            return self.no(line, "literal in three quotes")
        if len(text) > LONGEST_LITERAL:
            self.no(line, "literal of %d characters" % len(text))
        escapes = text.replace("\\\\", "")
        for escape in ("\\N", "\\U", "\\x"):
            if escape in escapes:
                self.no(line, "escape " + escape)
        if "\\u" in escapes and not wide:
            self.no(line, "\\u in a literal without u")

    def collect_names(self, tree):
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self.assigned.add(node.id)
            if isinstance(node, ast.FunctionDef):
                self.assigned.add(node.name)
            if isinstance(node, ast.arg):
                self.assigned.add(node.arg)
        for name in sorted(self.assigned & (ADMIN | MODULES | BUILTINS)):
            self.no(0, "assigns to %s" % name)

    def walk(self, node, depth, function):
        kind = type(node).__name__
        line = getattr(node, "lineno", 0)
        if kind not in NODES:
            return self.no(line, "no %s" % kind)
        special = getattr(self, "on_" + kind, None)
        if special:
            special(node, line, function)
        inner = depth
        if isinstance(node, (ast.If, ast.For, ast.While, ast.Try, ast.FunctionDef)):
            inner = depth + 1
            if inner > DEEPEST_BLOCK:
                self.no(line, "blocks deeper than %d" % DEEPEST_BLOCK)
        if isinstance(node, ast.FunctionDef):
            function = node
        for child in ast.iter_child_nodes(node):
            self.walk(child, inner, function)

    def on_FunctionDef(self, node, line, function):
        a = node.args
        if function is not None:
            self.no(line, "a function in a function")
        if node.decorator_list or node.returns or a.vararg or a.kwarg or a.kwonlyargs \
                or a.posonlyargs or a.defaults or any(x.annotation for x in a.args):
            self.no(line, "a function with more than plain arguments")
        if node.end_lineno - line > LONGEST_FUNCTION:
            self.no(line, "a function of more than %d lines" % LONGEST_FUNCTION)

    def on_Import(self, node, line, function):
        for alias in node.names:
            if alias.name not in MODULES or alias.asname:
                self.no(line, "import of %s" % alias.name)

    def on_Name(self, node, line, function):
        known = ADMIN | MODULES | BUILTINS | self.assigned
        if isinstance(node.ctx, ast.Load) and node.id not in known:
            self.no(line, "name %s" % node.id)

    def on_Attribute(self, node, line, function):
        if node.attr not in METHODS or isinstance(node.ctx, ast.Store):
            self.no(line, "attribute %s" % node.attr)

    def on_Constant(self, node, line, function):
        if isinstance(node.value, (bool, float, complex, bytes)) or node.value is Ellipsis:
            self.no(line, "constant %r" % (node.value,))
        if isinstance(node.value, str):
            for c in node.value:
                if ord(c) > 0xFFFF or 0xD800 <= ord(c) <= 0xDFFF:
                    self.no(line, "character above U+FFFF in a literal")

    def on_Compare(self, node, line, function):
        if len(node.ops) > 1:
            self.no(line, "chained comparison")
        if isinstance(node.ops[0], (ast.In, ast.NotIn)):
            # A constant list has a name in capitals; a text or a dictionary must use find or get.
            right = node.comparators[0]
            listed = isinstance(right, ast.List) or (isinstance(right, ast.Name) and right.id.isupper())
            if not listed:
                self.no(line, "in, with something else than a list")

    def on_Call(self, node, line, function):
        if node.keywords or any(isinstance(a, ast.Starred) for a in node.args):
            self.no(line, "argument by keyword or star")
        if isinstance(node.func, ast.Attribute):
            name = node.func.attr
            if name in NO_ARGUMENTS and node.args:
                self.no(line, "%s with an argument" % name)
            if name == "startswith" and isinstance(node.args[0], ast.Tuple):
                self.no(line, "startswith with several texts")
            if name == "sort" and isinstance(node.func.value, ast.Call):
                self.no(line, "sort of an answer, which may be no list or a copy")
        elif isinstance(node.func, ast.Name) and node.func.id == "open" and len(node.args) != 1:
            mode = node.args[1] if len(node.args) == 2 else None
            modes = ["a", "w"] if self.writes else ["a"]
            if not (isinstance(mode, ast.Constant) and mode.value in modes):
                self.no(line, "open with a mode")

    def on_Assign(self, node, line, function):
        value = node.value
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
            if value.func.attr in ("write", "sort", "append"):
                self.no(line, "the answer of %s" % value.func.attr)
        if len(node.targets) > 1:
            self.no(line, "several targets")

    def on_Try(self, node, line, function):
        if node.finalbody or node.orelse:
            self.no(line, "try with finally or else")
        for handler in node.handlers:
            if handler.type is not None:
                self.no(line, "except with a type; no type catches Java and Python alike")

    def on_Raise(self, node, line, function):
        if node.cause is not None or not isinstance(node.exc, ast.Call):
            self.no(line, "raise of something else than a new exception")

    def on_For(self, node, line, function):
        if node.orelse or not isinstance(node.target, ast.Name):
            self.no(line, "for with else or several targets")
        if isinstance(node.iter, ast.Call) and isinstance(node.iter.func, ast.Attribute):
            if node.iter.func.attr == "keys":
                self.no(line, "for over keys without list and sort")

    def on_BinOp(self, node, line, function):
        if not isinstance(node.op, ast.Mod):
            return
        if not (isinstance(node.left, ast.Constant) and isinstance(node.left.value, str)):
            self.no(line, "format that is not a literal")
        if not isinstance(node.right, ast.Tuple):
            self.no(line, "format of something else than a tuple")
        else:
            for part in node.right.elts:
                if isinstance(part, (ast.Compare, ast.BoolOp)):
                    self.no(line, "a yes/no value in a format")

    def on_Slice(self, node, line, function):
        if node.step is not None:
            self.no(line, "slice with a step")


def check(text, writes=False):
    return Checker(text, writes).check()


def refuses(path):
    examples = open(path, encoding="ascii").read().split("----\n")
    good = "X = [1]\nif len(X) > 0:\n    X.append(u\"\\u00e9\")\n"
    if check(good):
        return ["the good example: %s" % check(good)]
    accepted = []
    for example in examples:
        if not check(example):
            accepted.append("accepted: %s" % example)
    if not accepted:
        print("%d examples refused" % len(examples))
    return accepted


def main(arguments):
    if arguments[0] == "--refuses":
        bad = refuses(arguments[1])
    else:
        bad = []
        writes = arguments[0] == "--writes"
        arguments = arguments[writes:]
        for path in arguments:
            for found in check(open(path, encoding="utf-8", newline="").read(), writes):
                bad.append("%s: %s" % (path, found))
        if not bad:
            print("%d files checked" % len(arguments))
    for line in bad:
        print(line)
    return len(bad) > 0


sys.exit(main(sys.argv[1:]))
