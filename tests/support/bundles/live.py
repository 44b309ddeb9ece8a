# A cell that lives between two launches of wsadmin: it runs a wsadmin script against the stand-in
# cell, notes each change that has an effect, and keeps the cell in a file after each of them, so
# that a launch that is killed leaves what a real one would. Arguments: the world's folder, the
# host, the step, then a command: `run SCRIPT ARGUMENT...`, `synced NODE`, or `show`.
import os
import pickle
import re
import signal
import subprocess
import sys

sys.path.insert(0, os.environ["STAND_CELL"])
import cell as stand  # noqa: E402

WORLD, HOST, STEP, COMMAND = sys.argv[1:5]
STATE = WORLD + "/cell.pickle"
MODE = sys.argv[6] if COMMAND == "run" and len(sys.argv) > 6 else ""


def lines(name):
    try:
        with open(WORLD + "/" + name) as opened:
            return opened.read().splitlines()
    except OSError:
        return []


def kill_point(when):
    killed = "%s/killed.%s.%s.%s" % (WORLD, HOST, STEP, when)
    asked = {when, when + " " + STEP}.intersection(lines("kill-points"))
    if asked and MODE == "do" and not os.path.exists(killed):
        open(killed, "w").close()
        os.killpg(0, signal.SIGKILL)


class Cell(stand.Cell):
    def keep(self):
        with open(STATE + ".new", "wb") as opened:
            pickle.dump(self, opened)
        os.rename(STATE + ".new", STATE)

    def effect(self, text):
        self.keep()
        if MODE in ["before", "verify"]:
            text += " IN MODE " + MODE
        with open(WORLD + "/effects", "a") as opened:
            opened.write("%s|%s|%s\n" % (HOST, STEP, text))
        kill_point("after")

    def initial_of(self, name, bus):
        for e in self.engines:
            if e["name"] == name and e["bus"] == bus:
                return e["initial"]
        raise KeyError(name)

    # What the tools of the shell have done to processes and configuration since the last look.
    def catch_up(self, first):
        restored = len(lines("config-restored"))
        if restored != self.restored:
            self.restored = restored
            for e in self.engines:
                e["initial"] = "STARTED"
            self.dirty = set(self.agents)
        for key in sorted(self.servers):
            s = self.servers[key]
            pid = "".join(lines("up.%s-%s" % (self.hosts[s["node"]], s["name"])))
            s["up"] = pid != ""
            if pid != s.get("pid", ""):
                s["pid"] = pid
                if pid and not first:
                    self.booted(s)
        for node in self.agents:
            self.agents[node]["up"] = os.path.exists(
                "%s/up.%s-nodeagent" % (WORLD, self.hosts.get(node, "none")))

    # A server that starts brings its engines up in the way that their initial state says.
    def booted(self, s):
        for key in self.order:
            p = self.places[key]
            if (p["node"], p["server"]) != (s["node"], s["name"]):
                continue
            p["states"] = ["Stopped"]
            if self.initial_of(p["name"], p["bus"]) == "STARTED":
                if p["chosen"]:
                    p["states"] = ["Started"]
                    self.effect("NORMAL START of %s" % (p["name"],))
                else:
                    p["states"] = ["Joined"]


def build():
    cell = None
    for line in lines("cell.txt"):
        word, fields = line.split("|")[0], line.split("|")[1:]
        if word == "CELL":
            cell = Cell(fields[1], stand.Clock())
            cell.nd = int(fields[2])
            cell.old_release = 0
            cell.quiet = 1
            cell.restored = 0
            cell.dirty = set()
            cell.hosts = {}
        elif word == "ENGINE":
            name, bus, node, server, uuid, cluster = fields
            if not cell.nd:
                cell.own_node = node
                cell.own_type = "UnManagedProcess"
            where = "nodes/%s/servers/%s" % (node, server)
            if cluster:
                where = "clusters/" + cluster
            cell.engine(name, bus, uuid, "STARTED", where)
            place(cell, name, bus, node, server, 1)
        elif word == "MEMBER":
            place(cell, fields[0], fields[1], fields[2], fields[3], 0)
        elif word == "CLUSTER":
            cell.member(fields[0], fields[1], fields[2])
        elif word == "NODE":
            cell.hosts[fields[0]] = fields[1]
            cell.agents.setdefault(fields[0], {"up": 1, "sync": ["true"], "same": ["true"]})
    return cell


def place(cell, name, bus, node, server, chosen):
    p = cell.place(name, bus, node, server, ["Started" if chosen else "Joined"])
    p["chosen"] = chosen
    for mode in ["IMMEDIATE", "FORCE"]:
        p["stop " + mode] = ["Stopping", "Stopped"]
    p["start [FLUSH]"] = ["Starting", "Starting", "Started"]
    p["start None"] = ["Starting", "Started"]


class Control(stand.AdminControlStandIn):
    def node_sync(self, agent, operation):
        cell = self.cell
        for node in cell.agents:
            if cell.agents[node] is agent:
                break
        if operation == "sync" and node in cell.dirty:
            cell.dirty.discard(node)
            cell.effect("sync " + node)
        return "true" if node not in cell.dirty else "false"

    def lifecycle(self, p, operation, arguments):
        was = p["states"][0]
        p[("%s %s" % (operation, arguments)).replace("['", "[").replace("']", "]")]
        stand.AdminControlStandIn.lifecycle(self, p, operation, arguments)
        # Each launch hands out states from a list; the next one needs it whole again.
        p["states"] = list(p["states"])
        if operation == "start" and arguments == ["FLUSH"]:
            flush_texts(p["name"])
        self.cell.effect("%s %s of %s, which was %s" % (operation, arguments, p["name"], was))


# What an engine that is flushed writes into the log of its server.
def flush_texts(name):
    for line in lines("then.txt"):
        if ":%s]" % (name,) in line:
            subprocess.run(["sh", "-c", line], check=True)


# The initial state of an engine in the documents of every profile.
def documents(name, state):
    for folder, _, names in os.walk(WORLD + "/../hosts"):
        if "sib-engines.xml" in names:
            with open(folder + "/sib-engines.xml") as opened:
                elements = opened.read().split("\n")
            for at in range(len(elements)):
                if 'name="%s"' % (name,) in elements[at]:
                    elements[at] = re.sub('initialState="[A-Z]*"', 'initialState="%s"' % (state,),
                                          elements[at])
            with open(folder + "/sib-engines.xml", "w") as opened:
                opened.write("\n".join(elements))


class Config(stand.AdminConfigStandIn):
    def save(self):
        cell = self.cell
        changed = sorted((self.index[i]["name"], self.pending[i]) for i in self.pending)
        answer = stand.AdminConfigStandIn.save(self)
        if changed:
            cell.dirty = set(cell.agents)
            for name, state in changed:
                documents(name, state)
            cell.effect("save " + ",".join("%s=%s" % pair for pair in changed))
        return answer


def run(cell, script, arguments):
    kill_point("before")
    sys.modules["time"] = cell.clock
    sys.argv = arguments
    names = {"__name__": "__main__", "AdminConfig": Config(cell), "Help": stand.HelpStandIn(cell)}
    if os.environ.get("STAND_LOCAL") != "yes":
        names["AdminControl"] = Control(cell)
    with open(script) as opened:
        text = opened.read()
    code = 0
    try:
        exec(compile(text, script, "exec"), names)
    except BaseException as error:
        print("WASX7017E: %s" % (error,))
        code = 105
    cell.keep()
    sys.stdout.flush()
    os._exit(code)


def main():
    if os.path.exists(STATE):
        with open(STATE, "rb") as opened:
            cell = pickle.load(opened)
        cell.catch_up(0)
    else:
        cell = build()
        cell.catch_up(1)
        for key in cell.order:
            if not cell.servers["%s|%s" % (cell.places[key]["node"],
                                           cell.places[key]["server"])]["up"]:
                cell.places[key]["states"] = ["Stopped"]
    cell.keep()
    if COMMAND == "show":
        for e in cell.engines:
            print("%s %s" % (e["name"], e["initial"]))
        for key in cell.order:
            print("%s %s" % (key, cell.places[key]["states"][-1]))
    elif COMMAND == "synced":
        node = sys.argv[5]
        if node in cell.dirty:
            cell.dirty.discard(node)
            cell.effect("syncNode " + node)
    else:
        run(cell, sys.argv[5], sys.argv[6:])


main()
