# Runs a wsadmin script in a real Jython, with the Admin objects of the simulated cell behind a
# pipe: what it prints and what it asks goes out line by line, and answers come in. Arguments: the
# file admin.py, `local` or `connected`, the script, and the script's own arguments. One text for
# Jython 2.1 and Jython 2.7.
import sys
from org.python.util import PythonInterpreter

_pipe = sys.stdout


class _Output:
    def __init__(self):
        self.rest = ""

    def write(self, text):
        lines = (self.rest + text).split("\n")
        for line in lines[:-1]:
            _send("P" + line)
        self.rest = lines[-1]

    def flush(self):
        pass


def _send(line):
    _pipe.write(line + "\n")
    _pipe.flush()


def _line(text):
    _send("C" + text)
    return sys.stdin.readline()


# Through a real Java string and a real Java exception where the interpreter finds them: Jython
# 2.1 does not find Java's own packages on a new Java.
try:
    from java.lang import RuntimeException, String
    from java.net import SocketTimeoutException
    _Base = RuntimeException
except ImportError:
    _Base = Exception
    String = None
    SocketTimeoutException = None


class _Refused(_Base):
    def __init__(self, text):
        _Base.__init__(self, text)
        self.text = text

    def getClass(self):
        return None

    def toString(self):
        return self.text


def _java_text(text):
    if String is None:
        return text
    return String(text).toString()


def _raise(kind, text):
    if kind == "timeout" and SocketTimeoutException is not None:
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
        name = getattr(info[0], "__name__", "exception")
        ended = "%s: %s" % (name, info[1])
    _send("E" + ended.split("\n")[0])


main()
