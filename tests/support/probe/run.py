# Runs the probe against each cell in one interpreter, the way wsadmin hands a script over.
# Arguments: the folder of the stand-ins, the script, a list of cases (name|cell|words, a case a
# line, words apart by blanks). One text for all three interpreters.
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


def run_text(text, names):
    try:
        from org.python.util import PythonInterpreter
    except ImportError:
        import builtins
        getattr(builtins, "exec")(text, names)
        return
    interpreter = PythonInterpreter(names)
    getattr(interpreter, "exec")(text)


def run_case(folder, script, scenario, words):
    tools = {"__name__": "tools"}
    for name in ["jython/cell", "probe/objects", "probe/cells"]:
        run_text(read("%s/%s.py" % (folder, name)), tools)
    clock = tools["Clock"]()
    sys.modules["time"] = clock
    sys.argv = words
    cell = tools[scenario](clock)
    names = {"__name__": "__main__"}
    for pair in [["AdminConfig", cell.config], ["AdminControl", cell.control],
                 ["AdminTask", cell.task], ["Help", cell.help]]:
        if pair[0] not in cell.missing:
            names[pair[0]] = pair[1]
    end = "ended"
    try:
        run_text(script, names)
    except:
        info = sys.exc_info()
        end = "raised %s" % (getattr(info[0], "__name__", "exception"),)
    sys.stdout.write("--- %s, forbidden: %s\n" % (end, " ".join(tools["FORBIDDEN"])))


def main(folder, script, cases):
    real = sys.stdout
    text = read(script)
    for line in read(cases).split("\n"):
        if line == "":
            continue
        fields = line.split("|")
        capture = Capture()
        sys.stdout = capture
        try:
            run_case(folder, text, fields[1], fields[2].split())
        finally:
            sys.stdout = real
        real.write("=== " + fields[0] + "\n")
        real.write("".join(capture.parts))
    real.flush()


main(sys.argv[1], sys.argv[2], sys.argv[3])
