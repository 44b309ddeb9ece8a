# Runs a wsadmin script in a real Jython, with the Admin objects of the simulated cell behind a
# pipe: what it prints and what it asks goes out line by line, and answers come in. Arguments: the
# file admin.py, `local` or `connected`, the script, and the script's own arguments. One text for
# Jython 2.1 and Jython 2.7.
import sys
from java.lang import System, RuntimeException, String
from java.net import SocketTimeoutException
from java.io import BufferedReader, InputStreamReader
from org.python.util import PythonInterpreter

_pipe = System.out
_answers = BufferedReader(InputStreamReader(getattr(System, "in")))


class _Output:
    def __init__(self):
        self.rest = ""

    def write(self, text):
        lines = (self.rest + text).split("\n")
        for line in lines[:-1]:
            _pipe.println("P" + line)
        self.rest = lines[-1]

    def flush(self):
        _pipe.flush()


def _line(text):
    sys.stdout.flush()
    _pipe.println("C" + text)
    _pipe.flush()
    return _answers.readLine()


def _java_text(text):
    return String(text).toString()


# A Java exception crosses the border, as it would from wsadmin.
class _Refused(RuntimeException):
    def __init__(self, text):
        RuntimeException.__init__(self, text)
        self.text = text

    def toString(self):
        return self.text


def _raise(kind, text):
    if kind == "timeout":
        raise SocketTimeoutException(text[text.find(": ") + 2:])
    raise _Refused(text)


def _read(path):
    opened = open(path)
    text = opened.read()
    opened.close()
    return text


def main():
    sys.stdout = _Output()
    admin, local, script = sys.argv[1], sys.argv[2] == "local", sys.argv[3]
    arguments = sys.argv[4:]
    tools = {"_line": _line, "_java_text": _java_text, "_raise": _raise}
    getattr(PythonInterpreter(tools), "exec")(_read(admin))
    sys.argv = arguments
    names = tools["_names"](local)
    ended = ""
    try:
        getattr(PythonInterpreter(names), "exec")(_read(script))
    except:
        info = sys.exc_info()
        value = info[1]
        name = getattr(info[0], "__name__", "exception")
        if name.find(".") >= 0:
            name = name[name.rfind(".") + 1:]
        ended = "%s: %s" % (name, value)
    sys.stdout.flush()
    _pipe.println("E" + ended.split("\n")[0])
    _pipe.flush()


main()
