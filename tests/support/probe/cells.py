# The cells that the probe is run against. Run after objects.py, in the same name space.

ENGINE = ["Operation", "java.lang.String state()", "void start()",
          "void start(java.lang.String)", "void stop()", "void stop(java.lang.String)",
          "java.lang.String getHealth()", "[Ljava.lang.String; getPreparedTransactions()"]
SERVER = ["Operation", "java.lang.String getName()", "void stop()", "void stopImmediate()",
          "void terminate()", "void restart()"]
AGENT = ["Operation", "java.lang.Boolean launchProcess(java.lang.String)",
         "void stopNode()", "void restart(java.lang.Boolean, java.lang.Boolean)"]


class ProbedCell:
    def __init__(self, clock, node):
        self.calls = Calls(clock)
        self.config = Configuration(self.calls)
        self.control = Control(self.calls, node)
        self.task = Task(self.calls, {})
        self.help = Helping(self.calls, self.control)
        self.missing = []
        self.config.add("Cell", "", {"name": "ProdCell"})

    def node(self, name, host, version):
        self.config.add("Node", "nodes/" + name, {"name": name, "hostName": host})
        self.task.versions[name] = version

    def server(self, node, name, kind, port, hpel, restart):
        entry = self.config.add("ServerEntry", "nodes/" + node,
                                {"serverName": name, "serverType": kind})
        scope = "nodes/" + node
        for pair in [["BOOTSTRAP_ADDRESS", "2809"], ["SOAP_CONNECTOR_ADDRESS", port]]:
            if pair[1] != "":
                point = self.config.add("EndPoint", scope,
                                        {"host": node.lower() + ".example.com",
                                         "port": pair[1]})
                self.config.add("NamedEndPoint", scope,
                                {"endPointName": pair[0], "endPoint": point}, entry)
        scope = "%s/servers/%s" % (scope, name)
        if hpel != "":
            self.config.add("HighPerformanceExtensibleLogging", scope, {"enable": hpel})
        if restart != "":
            self.config.add("MonitoringPolicy", scope, {"nodeRestartState": restart})

    # A cluster member or server that runs, with what SIBMain says.
    def runs(self, node, name, kind, report):
        self.control.add("Server", [["name", name], ["process", name], ["node", node],
                                    ["version", self.task.versions[node]],
                                    ["processType", kind]],
                         {"@state": "STARTED", "()": SERVER})
        if report is not None:
            self.control.add("SIBMain", [["name", "SIBMain"], ["process", name],
                                         ["node", node]],
                             {"showMessagingEngines": report})

    def agent(self, node):
        keys = [["name", "NodeAgent"], ["process", "nodeagent"], ["node", node],
                ["version", self.task.versions[node]]]
        self.control.add("NodeAgent", keys, {"()": AGENT})
        keys[0][1] = "NodeSync"
        self.control.add("NodeSync", keys, {"isNodeSynchronized": "true",
                                            "@autoSyncEnabled": "true",
                                            "@serverStartupSyncEnabled": "false"})

    def engine(self, name, bus, uuid, initial, scope, store):
        attributes = {"name": name, "busName": bus, "uuid": uuid, "initialState": initial,
                      "messageStoreType": "DATASTORE", "dataStore": None,
                      "fileStore": None}
        if store.get("dataSourceName"):
            attributes["dataStore"] = self.config.add("SIBDatastore", scope, store)
        else:
            attributes["messageStoreType"] = "FILESTORE"
            attributes["fileStore"] = self.config.add("SIBFilestore", scope, store)
        self.config.add("SIBMessagingEngine", scope, attributes)

    def engine_runs(self, name, bus, node, process, state, more):
        answers = {"state": state, "()": ENGINE}
        for key in list(more.keys()):
            answers[key] = more[key]
        self.control.add("SIBMessagingEngine",
                         [["name", name], ["process", process], ["node", node],
                          ["SIBus", bus], ["version", self.task.versions[node]]], answers)


A = "Node01.server1-OrdersBus"
C = u"Messaging.000-B\u00fcs \u20ac"
DATA = {"dataSourceName": "jdbc/orders", "schemaName": "IBMWSSIB", "createTables": "true"}
FILES = {"logDirectory": "${USER_INSTALL_ROOT}/fs/log",
         "permanentStoreDirectory": "/shared/fs \"x\"\\store",
         "temporaryStoreDirectory": None}


# A deployment manager, two nodes, a cluster, two engines; a bus with a name of its own.
def nd(clock):
    cell = ProbedCell(clock, "CellManager01")
    cell.node("CellManager01", "dmgr01.example.com", "8.5.5.20")
    cell.node("Node01", "was01.example.com", "8.5.5.20")
    cell.node("Node02", "was02.example.com", "8.5.5.16")
    cell.node("Web01", "web01.example.com", "")
    cell.server("CellManager01", "dmgr", "DEPLOYMENT_MANAGER", "8879", "false", "")
    cell.server("Node01", "nodeagent", "NODE_AGENT", "8878", "", "STOPPED")
    cell.server("Node01", "server1", "APPLICATION_SERVER", "8880", "false", "STOPPED")
    cell.server("Node01", "m1", "APPLICATION_SERVER", "8881", "false", "STOPPED")
    cell.server("Node02", "nodeagent", "NODE_AGENT", "8878", "", "STOPPED")
    cell.server("Node02", "m2", "APPLICATION_SERVER", "8880", "true", "RUNNING")
    cell.server("Web01", "ihs", "WEB_SERVER", "", "", "")
    for member in [["Node01", "m1"], ["Node02", "m2"]]:
        cell.config.add("ClusterMember", "clusters/Messaging",
                        {"nodeName": member[0], "memberName": member[1]})
    cell.config.add("OneOfNPolicy", "coregroups/DefaultCoreGroup",
                    {"name": "Default SIBus Policy"})
    buses(cell)
    cell.engine(A, "OrdersBus", "AAAA000000000001", "STARTED",
                "nodes/Node01/servers/server1", DATA)
    cell.engine(C, u"B\u00fcs \u20ac", "CCCC000000000001", "STOPPED", "clusters/Messaging",
                FILES)
    cell.runs("CellManager01", "dmgr", "DeploymentManager", None)
    cell.agent("Node01")
    cell.agent("Node02")
    cell.runs("Node01", "server1", "ManagedProcess", ["OrdersBus:%s:Started" % (A,)])
    cell.runs("Node01", "m1", "ManagedProcess", [u"B\u00fcs \u20ac:%s:Stopped" % (C,)])
    cell.runs("Node02", "m2", "ManagedProcess", [u"B\u00fcs \u20ac:%s:Joined" % (C,)])
    cell.engine_runs(A, "OrdersBus", "Node01", "server1", "Started",
                     {"getHealth": "State=OK", "getPreparedTransactions": ["xid1", "xid2"]})
    cell.engine_runs(C, u"B\u00fcs \u20ac", "Node01", "m1", "Stopped", {})
    return cell


def buses(cell):
    cell.config.add("SIBus", "buses/OrdersBus", {"name": "OrdersBus", "uuid": "0B00000000000001"})
    cell.config.add("SIBus", u"buses/B\u00fcs \u20ac",
                    {"name": u"B\u00fcs \u20ac", "uuid": "0B00000000000002"})
    cell.config.add("SIBusMember", "buses/OrdersBus",
                    {"node": "Node01", "server": "server1", "cluster": None})
    cell.config.add("SIBusMember", u"buses/B\u00fcs \u20ac",
                    {"node": None, "server": None, "cluster": "Messaging"})


def nd_crlf(clock):
    cell = nd(clock)
    cell.calls.newline = "\r\n"
    return cell


# A release without HPEL, a node agent out of reach, an engine that does not answer, a login that
# may not ask AdminTask.
def broken(clock):
    cell = nd(clock)
    cell.calls.broken = ["list HighPerformance", "getNodeBaseProductVersion",
                         "invoke state of", "node=Node02", "showAttribute dataSourceName"]
    return cell


# A stand-alone server whose stopped engine has no MBean.
def base(clock):
    cell = ProbedCell(clock, "Alone01")
    cell.node("Alone01", "was01.example.com", "7.0.0.45")
    cell.server("Alone01", "server1", "APPLICATION_SERVER", "8880", "", "STOPPED")
    cell.config.add("SIBus", "buses/OrdersBus", {"name": "OrdersBus", "uuid": "0B00000000000001"})
    cell.config.add("SIBusMember", "buses/OrdersBus",
                    {"node": "Alone01", "server": "server1", "cluster": None})
    cell.engine("Alone01.server1-OrdersBus", "OrdersBus", "AAAA000000000001", "",
                "nodes/Alone01/servers/server1", DATA)
    cell.control.add("Server", [["name", "server1"], ["process", "server1"],
                                ["node", "Alone01"]],
                     {"@state": "STARTED", "@processType": "UnManagedProcess",
                      "()": ["Operation", "void stop()"]})
    cell.control.add("SIBMain", [["name", "SIBMain"], ["process", "server1"],
                                 ["node", "Alone01"]],
                     {"showMessagingEngines":
                          ["OrdersBus:Alone01.server1-OrdersBus:Stopped"]})
    return cell


# Without a connection there are no running objects to ask.
def local(clock):
    cell = base(clock)
    cell.missing = ["AdminControl", "AdminTask", "Help"]
    return cell


def silent(clock):
    cell = base(clock)
    cell.calls.broken = [""]
    return cell


# Each call takes a minute.
def slow(clock):
    cell = nd(clock)
    cell.calls.takes = 60
    return cell


def many(clock):
    cell = base(clock)
    i = 0
    while i < 300:
        cell.engine("E%d" % (i,), "OrdersBus", "AAAA0000000%05d" % (i,), "STARTED",
                    "nodes/Alone01/servers/s%d" % (i,), DATA)
        i = i + 1
    return cell


# Nobody answers which engines run, and one engine's initial state cannot be read.
def unseen(clock):
    cell = nd(clock)
    cell.calls.broken = ["queryNames type=SIBMessagingEngine", "showAttribute initialState Mess"]
    return cell


# wsadmin is connected to a managed server, which has its own objects only.
def part(clock):
    cell = nd(clock)
    cell.control.node = "Node01"
    mbeans = []
    for one in cell.control.mbeans:
        if one[1].find("process=server1") >= 0:
            mbeans.append(one)
    cell.control.mbeans = mbeans
    return cell


# The cell of examples/nd-db2.restore.
def example(clock):
    cell = ProbedCell(clock, "CellManager01")
    cell.node("CellManager01", "dmgr01.example.com", "8.5.5.20")
    cell.node("Node01", "was01.example.com", "8.5.5.20")
    cell.server("CellManager01", "dmgr", "DEPLOYMENT_MANAGER", "8879", "false", "")
    cell.server("Node01", "nodeagent", "NODE_AGENT", "8878", "", "STOPPED")
    cell.server("Node01", "server1", "APPLICATION_SERVER", "8880", "false", "STOPPED")
    cell.config.add("SIBus", "buses/OrdersBus", {"name": "OrdersBus", "uuid": "0B00000000000001"})
    cell.config.add("SIBusMember", "buses/OrdersBus",
                    {"node": "Node01", "server": "server1", "cluster": None})
    cell.engine(A, "OrdersBus", "5E1A90C7B3D24F68", "STARTED",
                "nodes/Node01/servers/server1", DATA)
    cell.runs("CellManager01", "dmgr", "DeploymentManager", None)
    cell.agent("Node01")
    cell.runs("Node01", "server1", "ManagedProcess", ["OrdersBus:%s:Started" % (A,)])
    cell.engine_runs(A, "OrdersBus", "Node01", "server1", "Started",
                     {"getHealth": "State=OK", "getPreparedTransactions": ["xid1", "xid2"]})
    return cell


# A character beyond U+FFFF, which no literal of all three can hold.
def beyond():
    try:
        from java.lang import Character
        from java.lang import String
    except ImportError:
        try:
            return chr(128512)
        except ValueError:
            # Jython 2.1 has texts of 16 bits a character.
            return unichr(55357) + unichr(56832)
    return String(Character.toChars(128512)).toString()


def strange_name():
    return u"a\u0001 \"q\" \\u0041 \u007f \u0122 \uffff " + beyond() + " b"


# An engine whose name needs every escape.
def strange(clock):
    cell = base(clock)
    cell.engine(strange_name(), "OrdersBus", "AAAA000000000002", "STARTED",
                "nodes/Alone01/servers/server2", DATA)
    return cell
