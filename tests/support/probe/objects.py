# Stand-in Admin objects for the probe: a cell with a configuration and running objects, which
# answers the calls of the list and writes down every other one. Run after ../jython/cell.py, in
# the same name space. One text for Jython 2.1, Jython 2.7 and Python 3.


# What was called and may not be. The probe swallows exceptions; the test reads this.
FORBIDDEN = []


class Refusing:
    def __getattr__(self, name):
        if name[:2] != "__":
            FORBIDDEN.append(name)
        raise AttributeError(name)


# The calls so far, and how long each takes.
class Calls:
    def __init__(self, clock):
        self.clock = clock
        self.takes = 0
        self.broken = []
        self.newline = "\n"

    def call(self, text):
        self.clock.sleep(self.takes)
        for part in self.broken:
            if text.find(part) >= 0:
                soap_timeout()

    def lines(self, lines):
        return java_text(self.newline.join(lines))


class Configuration(Refusing):
    def __init__(self, calls):
        self.calls = calls
        self.objects = []

    # The id of a new object: name(cells/C/SCOPE|FILE#TYPE_n).
    def add(self, kind, scope, attributes, below=""):
        name = attributes.get("name", "")
        where = "cells/ProdCell"
        if scope != "":
            where = where + "/" + scope
        config_id = "%s(%s|%s.xml#%s_%d)" % (name, where, kind.lower(), kind,
                                             len(self.objects) + 1)
        self.objects.append([kind, config_id, below, attributes])
        return config_id

    def list(self, kind, below=""):
        self.calls.call("list " + kind)
        ids = []
        for one in self.objects:
            if one[0] == kind and (below == "" or one[2] == below):
                ids.append(one[1])
        return self.calls.lines(ids)

    def showAttribute(self, config_id, name):
        self.calls.call("showAttribute %s %s" % (name, config_id))
        for one in self.objects:
            if one[1] == config_id:
                value = one[3][name]
                if value is None:
                    return None
                return java_text(value)
        raise ValueError("ADMG0007E")


class Control(Refusing):
    def __init__(self, calls, node):
        self.calls = calls
        self.node = node
        self.mbeans = []

    # An object: its type, the other keys of its name, and what it answers.
    def add(self, kind, keys, answers):
        text = "WebSphere:type=%s" % (kind,)
        for pair in keys:
            text = text + ",%s=%s" % (pair[0], quoted(pair[1]))
        self.mbeans.append([kind, text, answers])
        return text

    def getCell(self):
        self.calls.call("getCell")
        return java_text("ProdCell")

    def getNode(self):
        self.calls.call("getNode")
        return java_text(self.node)

    def getType(self):
        self.calls.call("getType")
        return java_text("SOAP")

    def queryNames(self, pattern):
        self.calls.call("queryNames " + pattern)
        names = []
        for one in self.mbeans:
            if pattern == "type=%s,*" % (one[0],):
                names.append(one[1])
        return self.calls.lines(names)

    def answer(self, mbean, what):
        for one in self.mbeans:
            if one[1] == mbean:
                value = one[2].get(what)
                if value is None:
                    no_operation()
                if type(value) == type([]):
                    return self.calls.lines(value)
                return java_text(value)
        raise ValueError("WASX7025E")

    def getAttribute(self, mbean, name):
        self.calls.call("getAttribute %s of %s" % (name, mbean))
        return self.answer(mbean, "@" + name)

    def invoke(self, mbean, operation):
        self.calls.call("invoke %s of %s" % (operation, mbean))
        return self.answer(mbean, operation)


class Task(Refusing):
    def __init__(self, calls, versions):
        self.calls = calls
        self.versions = versions

    def getNodeBaseProductVersion(self, arguments):
        self.calls.call("getNodeBaseProductVersion " + arguments[1])
        if arguments[0] != "-nodeName":
            raise ValueError("WASX8006W")
        return java_text(self.versions[arguments[1]])


class Helping(Refusing):
    def __init__(self, calls, control):
        self.calls = calls
        self.control = control

    def operations(self, mbean):
        self.calls.call("operations of " + mbean)
        return self.control.answer(mbean, "()")
