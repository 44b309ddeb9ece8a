# Runs cases one after the other in one interpreter: each script as one text, the way wsadmin
# hands it over, with the Admin objects as its globals. Arguments: this folder, a list of cases
# (name|scenario|script|mode|recorded|attempt|engines|word, a case a line), and where several interpreters
# run the same cases, the name of this one: its scripts write into copies of what was recorded. One
# text for all three interpreters.
import sys


class Capture:
    def __init__(self):
        self.parts = []

    def write(self, text):
        self.parts.append(text)

    def flush(self):
        pass


def read(path):
    opened = open(path)
    text = opened.read()
    opened.close()
    return text


# The copy for this interpreter; a file that is not there stays away.
def copied(path, name):
    try:
        text = read(path)
    except IOError:
        return path + "." + name
    opened = open(path + "." + name, "w")
    opened.write(text)
    opened.close()
    return path + "." + name


def run_text(text, names):
    try:
        from org.python.util import PythonInterpreter
    except ImportError:
        import builtins
        getattr(builtins, "exec")(text, names)
        return
    interpreter = PythonInterpreter(names)
    getattr(interpreter, "exec")(text)


# The stand-in objects are the same text in every case.
COMPILED = {}


def compiled(path):
    if COMPILED.get(path) is None:
        COMPILED[path] = compile(read(path), path, "exec")
    return COMPILED[path]


def run_case(folder, scenario, script, arguments):
    tools = {"__name__": "tools"}
    for name in ["cell", "scenarios", "forgotten", "attempts"]:
        run_text(compiled("%s/%s.py" % (folder, name)), tools)
    clock = tools["Clock"]()
    sys.modules["time"] = clock
    sys.argv = arguments
    if arguments[0] == "":
        sys.argv = []
    names = {"__name__": "__main__"}
    cell = None
    if scenario != "":
        cell = tools[scenario](clock)
        names["AdminConfig"] = tools["AdminConfigStandIn"](cell)
        names["Help"] = tools["HelpStandIn"](cell)
        # Without a connection there is no AdminControl to call.
        if not cell.local:
            names["AdminControl"] = tools["AdminControlStandIn"](cell)
    began = clock.now
    end = "ended"
    try:
        run_text(read(script), names)
    except:
        info = sys.exc_info()
        end = "raised %s" % (getattr(info[0], "__name__", "exception"),)
    sys.stdout.write("--- %s after %d seconds\n" % (end, clock.now - began))
    if cell is not None and cell.quiet:
        keys = list(cell.counts.keys())
        keys.sort()
        for key in keys:
            sys.stdout.write("--- %s %d\n" % (key, cell.counts[key]))


def main(folder, cases, name):
    real = sys.stdout
    for line in read(cases).split("\n"):
        if line == "":
            continue
        fields = line.split("|")
        if name != "" and fields[4] != "":
            fields[4] = copied(fields[4], name)
        capture = Capture()
        sys.stdout = capture
        try:
            run_case(folder, fields[1], fields[2], fields[3:])
        finally:
            sys.stdout = real
        real.write("=== " + fields[0] + "\n")
        real.write("".join(capture.parts))
    real.flush()


main(sys.argv[1], sys.argv[2], (sys.argv + [""])[3])
