# The cells of the tests, by name. Run in the same name space as cell.py. Their engines are
# those of the sample contexts in tests/support/contexts.rs.

A = "Node01.server1-OrdersBus"
C = "Messaging.000-OrdersBus"
HOSTILE = u"it's \"q\" [x] {y} 100% \u00fc\u20ac, a=b?*"
HOSTILE_BUS = u"B\u00dcS $HOME `x`"


def empty(clock):
    cell = Cell("ProdCell", clock)
    cell.local = 0
    cell.old_release = 0
    return cell


# Two nodes; an engine of a server, an engine of a cluster with two members, and a neighbour.
def nd(clock, a, c1, c2):
    cell = empty(clock)
    cell.engine("Neighbour.server9-OtherBus", "OtherBus", "9999999999999999", "STARTED")
    cell.engine(A, "OrdersBus", "AAAA000000000001", "STARTED")
    cell.engine(C, "OrdersBus", "cccc000000000001", "STARTED", "clusters/Messaging")
    cell.member("Messaging", "Node01", "m1")
    cell.member("Messaging", "Node02", "m2")
    cell.member("Other", "Node03", "m3")
    cell.place("Neighbour.server9-OtherBus", "OtherBus", "Node01", "server9", ["Started"])
    cell.place(A, "OrdersBus", "Node01", "server1", a)
    cell.place(C, "OrdersBus", "Node01", "m1", c1)
    cell.place(C, "OrdersBus", "Node02", "m2", c2)
    return cell


def place(cell, name, node, server):
    return cell.places["%s|%s|%s" % (name, node, server)]


def place_a(cell):
    return place(cell, A, "Node01", "server1")


def place_c1(cell):
    return place(cell, C, "Node01", "m1")


def place_c2(cell):
    return place(cell, C, "Node02", "m2")


def base(clock, states):
    cell = empty(clock)
    cell.nd = 0
    cell.own_node = "Node01"
    cell.own_type = "UnManagedProcess"
    cell.newline = "\r\n"
    cell.engine(A, "OrdersBus", "AAAA000000000001", "STARTED")
    cell.place(A, "OrdersBus", "Node01", "server1", states)
    return cell


def running(clock):
    return nd(clock, ["Started"], ["Started"], ["Joined"])


def base_running(clock):
    return base(clock, ["Started"])


def base_local(clock):
    cell = base(clock, ["Started"])
    cell.local = 1
    return cell


def agent_down(clock):
    cell = running(clock)
    cell.agents["Node02"]["up"] = 0
    return cell


def all_agents_down(clock):
    cell = agent_down(clock)
    cell.agents["Node01"]["up"] = 0
    return cell


def sync_late(clock):
    cell = running(clock)
    cell.agents["Node01"]["sync"] = ["raises", "false", "true"]
    cell.agents["Node02"]["same"] = ["false", "true"]
    return cell


def sync_never(clock):
    cell = running(clock)
    cell.agents["Node02"]["sync"] = ["false"]
    return cell


def wrong_uuid(clock):
    cell = running(clock)
    cell.engines[1]["uuid"] = "AAAA000000000002"
    return cell


def engine_missing(clock):
    cell = running(clock)
    del cell.engines[2]
    cell.engine(C, "OtherBus", "cccc000000000001", "STARTED")
    return cell


def wrong_cell(clock):
    cell = running(clock)
    cell.name = "TestCell"
    return cell


def wrong_process(clock):
    cell = running(clock)
    cell.own_type = "NodeAgent"
    return cell


def wrong_cell_local(clock):
    cell = base_local(clock)
    cell.name = "TestCell"
    return cell


def save_fails(clock):
    cell = running(clock)
    cell.save_raises = "before"
    return cell


def save_times_out(clock):
    cell = running(clock)
    cell.save_raises = "after"
    return cell


def held_already(clock):
    cell = running(clock)
    for e in cell.engines:
        e["initial"] = "STOPPED"
    return cell


# A node and an engine that the plan does not know.
def strangers(clock):
    cell = running(clock)
    cell.engines[0]["files"] = 1
    cell.agents["Node07"] = {"up": 1, "sync": ["true"], "same": ["true"]}
    return cell


# The engine's server died after its flush, and came up again.
def held_and_stopped(clock):
    cell = held_already(clock)
    place_a(cell)["states"] = ["Stopped"]
    return cell


# It dies while the states are set back.
def dies_in_release(clock):
    cell = held_already(clock)
    place_a(cell)["states"] = ["Started", "dies", "dies"]
    return cell


def agent_down_and_held(clock):
    cell = held_already(clock)
    cell.agents["Node02"]["up"] = 0
    return cell


def no_initial_state(clock):
    cell = base_running(clock)
    cell.engines[0]["initial"] = ""
    return cell


def hostile(clock, states):
    cell = base(clock, states)
    cell.engine(HOSTILE, HOSTILE_BUS, "EEEE000000000001", "STARTED")
    # A neighbour whose name is the beginning of the other's, and one that a wildcard would find.
    cell.engine("it's", HOSTILE_BUS, "EEEE000000000002", "STARTED")
    cell.place(HOSTILE, HOSTILE_BUS, "Node01", "server1", list(states))
    cell.place(HOSTILE + "x", HOSTILE_BUS, "Node01", "server1", ["Started"])
    return cell


def hostile_running(clock):
    return hostile(clock, ["Started"])


# Stopping.

def stops(clock):
    cell = running(clock)
    place_a(cell)["stop IMMEDIATE"] = ["Stopping", "Stopped"]
    place_c1(cell)["stop IMMEDIATE"] = ["Stopping", "Stopping", "Stopped"]
    return cell


def stops_while_starting(clock):
    cell = stops(clock)
    place_a(cell)["states"] = ["Autostarting", "Starting", "Starting", "Started"]
    return cell


def never_started(clock):
    cell = stops(clock)
    place_a(cell)["states"] = ["Starting"]
    return cell


def hangs(clock):
    cell = stops(clock)
    place_a(cell)["stop IMMEDIATE"] = ["Stopping"]
    place_a(cell)["stop FORCE"] = ["Stopping"]
    return cell


def two_hang_in_one_server(clock):
    cell = hangs(clock)
    second = cell.place("second", "OrdersBus", "Node01", "server1", ["Stopping"])
    second["stop FORCE"] = ["Stopping"]
    return cell


def hangs_and_server_stays(clock):
    cell = hangs(clock)
    cell.servers["Node01|server1"]["stops"] = 0
    return cell


def base_hangs(clock):
    cell = base(clock, ["Started"])
    place_a(cell)["stop IMMEDIATE"] = ["Stopping"]
    place_a(cell)["stop FORCE"] = ["Stopping"]
    return cell


# The standby has no object until the engine fails over to it.
def fails_over(clock):
    cell = stops(clock)
    place_c2(cell)["mbean"] = 1
    place_c2(cell)["appears"] = clock.now + 10
    place_c2(cell)["states"] = ["Joined", "Started"]
    place_c2(cell)["stop IMMEDIATE"] = ["Stopped"]
    place_a(cell)["stop IMMEDIATE"] = ["Stopping"] * 8 + ["Stopped"]
    return cell


def standby_without_object(clock):
    cell = stops(clock)
    place_c2(cell)["mbean"] = 0
    return cell


def stop_agent_down(clock):
    cell = stops(clock)
    cell.agents["Node02"]["up"] = 0
    return cell


def failed_engine(clock):
    cell = stops(clock)
    place_a(cell)["states"] = ["Failed!"]
    return cell


# The gate before the flush start.

def stopped(clock):
    cell = nd(clock, ["Stopped"], ["Stopped"], ["Joined"])
    place_a(cell)["start [FLUSH]"] = ["Starting", "Started"]
    place_c1(cell)["start [FLUSH]"] = ["Starting", "Starting", "Started"]
    return cell


def stopped_other_down(clock):
    cell = stopped(clock)
    cell.servers["Node02|m2"]["up"] = 0
    return cell


def stopped_late(clock):
    cell = stopped(clock)
    place_a(cell)["appears"] = clock.now + 12
    place_a(cell)["listed"] = 0
    return cell


def started_at_gate(clock):
    cell = stopped(clock)
    place_a(cell)["states"] = ["Started"]
    return cell


def joined_at_gate(clock):
    cell = stopped(clock)
    place_c1(cell)["states"] = ["Joined"]
    place_c1(cell)["mbean"] = 0
    return cell


def other_active_at_gate(clock):
    cell = stopped(clock)
    place_c2(cell)["states"] = ["Started"]
    return cell


def strange_at_gate(clock):
    cell = stopped(clock)
    place_a(cell)["states"] = ["Stopped2"]
    return cell


def gate_agent_down(clock):
    cell = stopped(clock)
    cell.agents["Node01"]["up"] = 0
    return cell


def gate_server_down(clock):
    cell = stopped(clock)
    cell.servers["Node01|server1"]["up"] = 0
    place_c1(cell)["start None"] = ["Starting", "Started"]
    return cell


def hostile_stopped(clock):
    cell = hostile(clock, ["Stopped"])
    for key in cell.order:
        cell.places[key]["start [FLUSH]"] = ["Starting", "Started"]
    return cell


def base_stopped(clock):
    cell = base(clock, ["Stopped"])
    place_a(cell)["start [FLUSH]"] = ["Starting", "Started"]
    return cell


# The flush start.

def start_returns_at_once(clock):
    cell = stopped(clock)
    place_a(cell)["start [FLUSH]"] = ["Stopped", "Stopped", "Starting", "Started"]
    return cell


def start_blocks(clock):
    cell = stopped(clock)
    place_a(cell)["start_takes"] = 170
    place_a(cell)["start [FLUSH]"] = ["Started"]
    return cell


def start_times_out(clock):
    cell = stopped(clock)
    place_a(cell)["start_takes"] = 180
    place_a(cell)["start_raises"] = 1
    return cell


def start_fails(clock):
    cell = stopped(clock)
    place_a(cell)["start [FLUSH]"] = ["Starting", "Stopped"]
    return cell


def start_without_effect(clock):
    cell = stopped(clock)
    place_a(cell)["start [FLUSH]"] = ["Stopped"]
    return cell


def start_raises_without_effect(clock):
    cell = start_without_effect(clock)
    place_a(cell)["start_raises"] = 1
    return cell


def start_never_ends(clock):
    cell = stopped(clock)
    place_a(cell)["start [FLUSH]"] = ["Starting"]
    return cell


# An earlier run has asked for it.
def starting_now(clock):
    cell = stopped(clock)
    place_a(cell)["states"] = ["Starting"]
    return cell


# So it has, a moment ago.
def begins_late(clock):
    cell = stopped(clock)
    place_a(cell)["states"] = ["Stopped", "Stopped", "Stopped", "Starting", "Started"]
    return cell


def server_dies_in_start(clock):
    cell = stopped(clock)
    place_a(cell)["start [FLUSH]"] = ["Starting", "dies"]
    return cell


# The deployment manager does not answer for a while, and the engine's server restarts.
def silent_in_start(clock):
    cell = stopped(clock)
    place_a(cell)["start [FLUSH]"] = ["Starting", "raises", "Starting", "Started"]
    cell.silent_from = clock.now + 6
    cell.silent_until = clock.now + 20
    return cell


def second_wave_changes(clock):
    cell = stopped(clock)
    place_c1(cell)["states"] = ["Stopped", "Started"]
    return cell


# After it.

def well(clock):
    return nd(clock, ["Started"], ["Started"], ["Joined"])


# The other member has become active since.
def moved(clock):
    return nd(clock, ["Started"], ["Stopped"], ["Started"])


def old_release(clock):
    cell = well(clock)
    cell.old_release = 1
    place_a(cell)["health"] = "none"
    return cell


def health_cannot_be_read(clock):
    cell = well(clock)
    place_a(cell)["health"] = "none"
    return cell


def local_error(clock):
    cell = well(clock)
    place_c1(cell)["health"] = "State=LocalError"
    return cell


# Ten thousand engines on two hundred nodes.

def many(clock, states):
    cell = empty(clock)
    cell.quiet = 1
    for i in range(10000):
        node = "Node%03d" % (i % 200,)
        server = "server%05d" % (i,)
        name = "%s.%s-Bus" % (node, server)
        cell.engine(name, "Bus", "AAAA0000000%05d" % (i,), "STARTED",
                    "nodes/%s/servers/%s" % (node, server))
        p = cell.place(name, "Bus", node, server, list(states))
        p["start [FLUSH]"] = ["Starting", "Started"]
    return cell


def many_running(clock):
    return many(clock, ["Started"])


def many_stopped(clock):
    return many(clock, ["Stopped"])


def many_held(clock):
    cell = many(clock, ["Started"])
    for e in cell.engines:
        e["initial"] = "STOPPED"
    return cell
