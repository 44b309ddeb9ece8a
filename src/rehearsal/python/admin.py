# The Admin objects of a simulated wsadmin. Each call is one line of JSON to the cell, and its
# answer is another; _line carries them, and differs between interpreters. One text for
# Python 3, Jython 2.1 and Jython 2.7.
import sys


# JSON in ASCII, so that no interpreter has to know about encodings.
def _json(value):
    if value is None:
        return "null"
    if type(value) in (type([]), type(())):
        return "[" + ",".join([_json(one) for one in value]) + "]"
    if type(value) == type(1):
        return "%d" % (value,)
    parts = []
    for c in value:
        n = ord(c)
        if n > 65535:
            parts.append("\\u%04x\\u%04x" % (55296 + ((n - 65536) >> 10), 56320 + (n & 1023)))
        elif n < 32 or n > 126 or c == "\"" or c == "\\":
            parts.append("\\u%04x" % (n,))
        else:
            parts.append(c)
    return "\"" + "".join(parts) + "\""


# An answer is a list of two texts, which Python reads like JSON.
def _texts(line):
    if line.find("\\u") >= 0:
        line = line.replace("[\"", "[u\"", 1)
        at = line.find("\",\"")
        line = line[:at] + "\",u\"" + line[at + 3:]
    return eval(line)


def _call(owner, operation, arguments):
    answer = _texts(_line("[" + ",".join([_json(owner), _json(operation),
                                          _json(arguments)]) + "]"))
    if answer[0] == "text":
        return _java_text(answer[1])
    if answer[0] == "none":
        return None
    _raise(answer[0], answer[1])


class _Operation:
    def __init__(self, owner, name):
        self.owner = owner
        self.name = name

    def __call__(self, *arguments):
        return _call(self.owner, self.name, list(arguments))


class _Object:
    def __init__(self, name):
        self._name = name

    def __getattr__(self, operation):
        if operation[:2] == "__":
            raise AttributeError(operation)
        return _Operation(self._name, operation)


# The virtual clock stands for the module time.
class _Clock:
    def time(self):
        return int(_call("clock", "now", []))

    def sleep(self, seconds):
        _call("clock", "sleep", [int(seconds)])


# What a script finds as globals. Without a connection there is no AdminControl.
def _names(local):
    sys.modules["time"] = _Clock()
    names = {"__name__": "__main__", "AdminConfig": _Object("AdminConfig"),
             "Help": _Object("Help")}
    if not local:
        names["AdminControl"] = _Object("AdminControl")
    return names
