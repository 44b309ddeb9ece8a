# Stand-in Admin objects for the tests: a cell that does what a scenario says and prints each
# call. One text for Jython 2.1, Jython 2.7 and Python 3, like the scripts that it serves.
import sys


# The clock only moves when somebody sleeps or a call is said to take long.
class Clock:
    def __init__(self):
        self.now = 1000000

    def time(self):
        return self.now

    def sleep(self, seconds):
        self.now = self.now + seconds


class JavaLike(Exception):
    def __init__(self, text):
        Exception.__init__(self, text)
        self.text = text

    def getClass(self):
        return None

    def toString(self):
        return self.text


# Under Jython the real Java exception crosses the border, as it would from wsadmin.
def soap_timeout():
    try:
        from java.net import SocketTimeoutException
    except ImportError:
        raise JavaLike("java.net.SocketTimeoutException: Read timed out")
    raise SocketTimeoutException("Read timed out")


def no_operation():
    try:
        from java.lang import IllegalArgumentException
    except ImportError:
        raise JavaLike("java.lang.IllegalArgumentException: ADMN0009E")
    raise IllegalArgumentException("ADMN0009E")


# Through a real Java string where there is Java: Jython 2.1 gets it back as str, 2.7 as unicode.
try:
    from java.lang import String as JavaString
except ImportError:
    JavaString = None


def java_text(text):
    if JavaString is None:
        return text
    return JavaString(text).toString()


def quoted(value):
    special = 0
    for c in ":*\"?,= ":
        if value.find(c) >= 0:
            special = 1
    if not special:
        return value
    for c in ["\\", "\"", "*", "?"]:
        value = value.replace(c, "\\" + c)
    return "\"" + value + "\""


class Cell:
    def __init__(self, name, clock):
        self.name = name
        self.clock = clock
        self.nd = 1
        self.own_node = "CellManager01"
        self.own_type = "DeploymentManager"
        self.newline = "\n"
        self.engines = []
        self.members = []
        self.places = {}
        self.order = []
        self.servers = {}
        self.agents = {}
        self.save_raises = ""
        self.quiet = 0
        self.silent_from = 0
        self.silent_until = 0
        self.counts = {}

    # Where an engine is configured: clusters/NAME or nodes/NAME/servers/NAME.
    def engine(self, name, bus, uuid, initial, where="nodes/Node01/servers/server1"):
        self.engines.append({"name": name, "bus": bus, "uuid": uuid, "initial": initial,
                             "id": "%s(cells/%s/%s|sib-engines.xml#SIBMessagingEngine_%d)"
                             % (name, self.name, where, len(self.engines) + 1)})

    def member(self, cluster, node, server):
        number = len(self.members) + 1
        self.members.append({"memberName": server, "nodeName": node,
                             "id": "%s(cells/%s/clusters/%s|cluster.xml#ClusterMember_%d)"
                             % (server, self.name, cluster, number)})

    # One engine in one server: its states, one an answer, the last one again and again.
    def place(self, name, bus, node, server, states):
        key = "%s|%s|%s" % (name, node, server)
        self.order.append(key)
        self.places[key] = {"name": name, "bus": bus, "node": node, "server": server,
                            "states": states, "mbean": 1, "listed": 1, "appears": 0,
                            "start_raises": 0, "start_takes": 0, "dies": 0}
        self.server(node, server)
        return self.places[key]

    def server(self, node, server):
        key = "%s|%s" % (node, server)
        if self.servers.get(key) is None:
            self.servers[key] = {"node": node, "name": server, "up": 1, "stops": 1}
        if self.agents.get(node) is None:
            self.agents[node] = {"up": 1, "sync": ["true"], "same": ["true"]}
        return self.servers[key]

    def called(self, text):
        word = text.split(" ")[0]
        self.counts[word] = self.counts.get(word, 0) + 1
        if not self.quiet:
            sys.stdout.write("    > " + shown(text) + "\n")

    def seen(self, node, server):
        up = self.servers["%s|%s" % (node, server)]["up"]
        return up and (not self.nd or self.agents[node]["up"])


def shown(text):
    parts = []
    for c in text:
        n = ord(c)
        if n < 32 or n > 126:
            parts.append("<%x>" % n)
        else:
            parts.append(c)
    return "".join(parts)


def next_of(answers):
    answer = answers[0]
    if len(answers) > 1:
        del answers[0]
    return answer


class AdminControlStandIn:
    def __init__(self, cell):
        self.cell = cell
        self.targets = {}

    def getCell(self):
        return java_text(self.cell.name)

    def getNode(self):
        return java_text(self.cell.own_node)

    def queryNames(self, pattern):
        cell = self.cell
        cell.called("queryNames " + pattern)
        if cell.silent_from <= cell.clock.now and cell.clock.now < cell.silent_until:
            soap_timeout()
        kind = pattern[len("type="):-len(",*")]
        names = []
        for target in self.all_of(kind):
            names.append(target)
        return java_text(cell.newline.join(names))

    def object_name(self, kind, name, node, process, more, target):
        text = "WebSphere:name=%s,process=%s,platform=proxy,node=%s,type=%s,cell=%s%s" % (
            quoted(name), quoted(process), quoted(node), kind, quoted(self.cell.name), more)
        self.targets[text] = target
        return text

    def all_of(self, kind):
        cell = self.cell
        found = []
        if kind == "SIBMessagingEngine":
            for key in cell.order:
                p = cell.places[key]
                late = p["appears"] > cell.clock.now
                if p["mbean"] and not late and cell.seen(p["node"], p["server"]):
                    found.append(self.object_name(kind, p["name"], p["node"], p["server"],
                                                  ",version=8.5", p))
        if kind == "Server":
            if cell.nd:
                found.append(self.object_name(kind, "dmgr", cell.own_node, "dmgr",
                                              ",processType=" + cell.own_type, None))
            for key in self.keys(cell.servers):
                s = cell.servers[key]
                if cell.seen(s["node"], s["name"]):
                    more = ",processType=ManagedProcess"
                    if not cell.nd:
                        more = ""
                    found.append(self.object_name(kind, s["name"], s["node"], s["name"],
                                                  more, s))
        if kind == "SIBMain":
            for key in self.keys(cell.servers):
                s = cell.servers[key]
                if cell.seen(s["node"], s["name"]):
                    found.append(self.object_name(kind, "SIBMain", s["node"], s["name"],
                                                  "", s))
        if kind in ["NodeAgent", "NodeSync"] and cell.nd:
            for node in self.keys(cell.agents):
                if cell.agents[node]["up"]:
                    found.append(self.object_name(kind, kind, node, "nodeagent", "",
                                                  cell.agents[node]))
        return found

    def keys(self, table):
        keys = list(table.keys())
        keys.sort()
        return keys

    def getAttribute(self, name, attribute):
        self.cell.called("getAttribute " + attribute)
        return java_text(self.cell.own_type)

    def stopServer(self, server, node, how):
        self.cell.called("stopServer %s %s %s" % (server, node, how))
        s = self.cell.servers["%s|%s" % (node, server)]
        if s["stops"]:
            s["up"] = 0
        return java_text("WASX7337I WASX7264I")

    def invoke(self, name, operation, arguments=None):
        if self.targets.get(name, "") == "":
            raise ValueError("WASX7025E")
        target = self.targets[name]
        if operation == "state":
            return java_text(self.state(target))
        if operation == "showMessagingEngines":
            return self.report(target)
        if operation in ["sync", "isNodeSynchronized"]:
            return self.node_sync(target, operation)
        if operation == "getHealth":
            return self.health(target)
        self.lifecycle(target, operation, arguments)
        return None

    def state(self, p):
        if not self.cell.seen(p["node"], p["server"]):
            no_operation()
        answer = next_of(p["states"])
        if answer == "raises":
            soap_timeout()
        if answer == "dies":
            self.cell.servers["%s|%s" % (p["node"], p["server"])]["up"] = 0
            no_operation()
        self.cell.called("state %s %s/%s: %s" % (p["name"], p["node"], p["server"], answer))
        return answer

    def report(self, s):
        self.cell.called("showMessagingEngines %s/%s" % (s["node"], s["name"]))
        lines = []
        for key in self.cell.order:
            p = self.cell.places[key]
            if p["node"] == s["node"] and p["server"] == s["name"] and p["listed"]:
                lines.append("%s:%s:%s" % (p["bus"], p["name"], p["states"][0]))
        return java_text(self.cell.newline.join(lines))

    def node_sync(self, agent, operation):
        self.cell.called(operation)
        if operation == "sync":
            answer = next_of(agent["sync"])
        else:
            answer = next_of(agent["same"])
        if answer == "raises":
            soap_timeout()
        return java_text(answer)

    def health(self, p):
        self.cell.called("getHealth " + p["name"])
        if p.get("health", "") == "none":
            no_operation()
        return java_text(p.get("health", "State=OK"))

    # A list selects start(String); a plain text selects stop(String). Nothing else is right.
    def lifecycle(self, p, operation, arguments):
        form = "%s" % (arguments,)
        if type(arguments) == type([]):
            form = "[" + arguments[0] + "]"
        where = "%s %s/%s" % (p["name"], p["node"], p["server"])
        self.cell.called("%s %s %s" % (operation, form, where))
        if not p.get(operation + " " + form):
            raise ValueError("no such operation: %s %s" % (operation, form))
        p["states"] = p[operation + " " + form]
        self.cell.clock.sleep(p["start_takes"])
        if p.get(operation + "_raises", 0):
            soap_timeout()


class AdminConfigStandIn:
    def __init__(self, cell):
        self.cell = cell
        self.pending = {}

    def by_id(self, config_id):
        for e in self.cell.engines:
            if e["id"] == config_id:
                return e
        raise ValueError("ADMG0007E")

    def list(self, kind):
        self.cell.called("list " + kind)
        if kind == "Cell":
            return java_text("%s(cells/%s|cell.xml#Cell_1)" % (self.cell.name, self.cell.name))
        ids = []
        if kind == "Node":
            names = list(self.cell.agents.keys()) + [self.cell.own_node]
            names.sort()
            for name in names:
                ids.append("%s(cells/%s/nodes/%s|node.xml#Node_1)"
                           % (name, self.cell.name, name))
            return java_text(self.cell.newline.join(ids))
        if kind == "ClusterMember":
            for m in self.cell.members:
                ids.append(m["id"])
            return java_text(self.cell.newline.join(ids))
        self.index = {}
        for e in self.cell.engines:
            ids.append(e["id"])
            self.index[e["id"]] = e
        return java_text(self.cell.newline.join(ids))

    def showAttribute(self, config_id, attribute):
        if config_id.find("cell.xml") >= 0:
            return java_text(self.cell.name)
        if config_id.find("node.xml") >= 0:
            return java_text(config_id[:config_id.find("(")])
        if config_id.find("#SIBDatastore_") >= 0:
            self.cell.called("showAttribute %s %s" % (config_id, attribute))
            return java_text("jdbc/somewhere")
        for m in self.cell.members:
            if m["id"] == config_id:
                self.cell.called("showAttribute %s %s" % (m["memberName"], attribute))
                return java_text(m[attribute])
        e = self.index[config_id]
        self.cell.called("showAttribute %s %s" % (e["name"], attribute))
        if attribute == "dataStore":
            # A file store has none.
            if e.get("files", 0):
                return None
            where = config_id[config_id.rfind("(cells/"):]
            return java_text(where.replace("#SIBMessagingEngine_", "#SIBDatastore_"))
        if attribute == "initialState":
            return java_text(self.pending.get(config_id, e["initial"]))
        return java_text(e[{"name": "name", "busName": "bus", "uuid": "uuid"}[attribute]])

    def modify(self, config_id, attributes):
        e = self.index[config_id]
        self.cell.called("modify %s %s=%s"
                         % (e["name"], attributes[0][0], attributes[0][1]))
        self.pending[config_id] = attributes[0][1]
        return ""

    def save(self):
        self.cell.called("save")
        if self.cell.save_raises == "before":
            soap_timeout()
        for config_id in list(self.pending.keys()):
            self.index[config_id]["initial"] = self.pending[config_id]
        self.pending = {}
        if self.cell.save_raises == "after":
            soap_timeout()
        return ""

    def reset(self):
        self.cell.called("reset")
        self.pending = {}
        return ""


class HelpStandIn:
    def __init__(self, cell):
        self.cell = cell

    def operations(self, name):
        if self.cell.old_release:
            return java_text("java.lang.String state()" + self.cell.newline + "void stop()")
        return java_text("java.lang.String getHealth()")
