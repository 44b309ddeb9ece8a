# Runs every wsadmin script of every bundle, in the order of its plan, each bundle in one cell
# that remembers. Between the scripts the cell changes as the shell steps of the plan would have
# changed it. Arguments: the folder of cell.py, a list of cells and scripts, and a folder for what
# the scripts record. One text for Jython 2.1, Jython 2.7 and Python 3.
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
        getattr(builtins, "exec")(compile(text, "<string>", "exec"), names)
        return
    interpreter = PythonInterpreter(names)
    getattr(interpreter, "exec")(text)


class World:
    def __init__(self, support, name, nd, recorded):
        self.tools = {"__name__": "tools"}
        run_text(read(support + "/cell.py"), self.tools)
        self.clock = self.tools["Clock"]()
        self.cell = self.tools["Cell"](name, self.clock)
        self.cell.nd = nd
        self.cell.old_release = 0
        self.local = 0
        self.chosen = []
        self.others = []
        self.recorded = recorded
        self.write(recorded, "")

    def write(self, path, text):
        opened = open(path, "w")
        opened.write(text)
        opened.close()

    def engine(self, name, bus, node, server, uuid, cluster):
        cell = self.cell
        if not cell.nd:
            cell.own_node = node
            cell.own_type = "UnManagedProcess"
        where = "nodes/%s/servers/%s" % (node, server)
        if cluster != "":
            where = "clusters/" + cluster
        # A neighbour with a longer name, which nothing may touch.
        cell.engine(name + "2", bus, "9999999999999999", "STARTED", where)
        cell.engine(name, bus, uuid, "STARTED", where)
        place = cell.place(name, bus, node, server, ["Started"])
        place["stop IMMEDIATE"] = ["Stopping", "Stopped"]
        place["start [FLUSH]"] = ["Starting", "Starting", "Started"]
        self.chosen.append(place)

    def member(self, name, bus, node, server):
        place = self.cell.place(name, bus, node, server, ["Joined"])
        self.others.append(place)

    def node(self, name):
        if self.cell.agents.get(name) is None:
            self.cell.agents[name] = {"up": 1, "sync": ["true"], "same": ["true"]}

    def neighbours(self):
        for place in self.chosen[:]:
            self.cell.place(place["name"] + "2", place["bus"], place["node"], place["server"],
                            ["Started"])

    def processes(self, up):
        for key in self.cell.agents.keys():
            self.cell.agents[key]["up"] = up
        for key in self.cell.servers.keys():
            self.cell.servers[key]["up"] = up

    # What the steps before this one have done to the cell. Before the second attempt, which
    # is for the first engine, that one runs and nobody has confirmed it.
    def before(self, kind, attempt):
        if attempt == "2":
            name = self.chosen[0]["name"]
            self.write(self.recorded + ".engines", name + "\n")
            return
        self.local = 0
        if kind == "hold_again":
            # The restored configuration brings the old initial state back (H1).
            for e in self.cell.engines:
                e["initial"] = "STARTED"
            self.processes(0)
            self.local = not self.cell.nd
        if kind == "gate_stopped":
            self.processes(0)
            for key in self.cell.agents.keys():
                self.cell.agents[key]["up"] = 1
            for place in self.chosen:
                self.cell.servers["%s|%s" % (place["node"], place["server"])]["up"] = 1
                place["states"] = ["Stopped"]
            for place in self.others:
                place["states"] = ["Stopped"]

    def run(self, script, mode, attempt):
        tools = self.tools
        sys.modules["time"] = self.clock
        sys.argv = [mode, self.recorded, attempt, self.recorded + ".engines"]
        if attempt == "1":
            sys.argv[3] = self.recorded + ".none"
        names = {"__name__": "__main__"}
        names["AdminConfig"] = tools["AdminConfigStandIn"](self.cell)
        names["Help"] = tools["HelpStandIn"](self.cell)
        if not self.local:
            names["AdminControl"] = tools["AdminControlStandIn"](self.cell)
        end = "ended"
        try:
            run_text(read(script), names)
        except:
            info = sys.exc_info()
            end = "raised %s %s" % (getattr(info[0], "__name__", "exception"), info[1])
        sys.stdout.write("--- %s\n" % (end,))
        for e in self.cell.engines:
            sys.stdout.write("--- initial %s %s\n" % (e["name"], e["initial"]))


def captured(world, script, mode, attempt):
    real = sys.stdout
    capture = Capture()
    sys.stdout = capture
    try:
        world.run(script, mode, attempt)
    finally:
        sys.stdout = real
    return "".join(capture.parts)


def main(support, cases, folder):
    world = None
    for line in read(cases).split("\n"):
        word = line.split("|")[0]
        fields = line.split("|")[1:]
        if word == "CELL":
            world = World(support, fields[1], int(fields[2]),
                          "%s/%s.recorded" % (folder, fields[0]))
        elif word == "ENGINE":
            world.engine(fields[0], fields[1], fields[2], fields[3], fields[4], fields[5])
        elif word == "CLUSTER":
            world.cell.member(fields[0], fields[1], fields[2])
        elif word == "MEMBER":
            world.member(fields[0], fields[1], fields[2], fields[3])
        elif word == "NODE":
            world.node(fields[0])
        elif word == "NEIGHBOURS":
            world.neighbours()
        elif word == "STEP":
            attempt = fields[3]
            world.before(fields[1], attempt)
            for mode in ["before", "do", "verify"]:
                text = captured(world, fields[2], mode, attempt)
                sys.stdout.write("=== %s/%s %s\n%s" % (fields[0], mode, attempt, text))
    sys.stdout.flush()


main(sys.argv[1], sys.argv[2], sys.argv[3])
