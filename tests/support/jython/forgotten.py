# More cells of the tests: what the plan has forgotten or has wrong. Run after scenarios.py, in
# the same name space.

# The plan knows two members of the cluster.
def third_member(clock):
    cell = running(clock)
    cell.member("Messaging", "Node03", "m3")
    return cell


def member_gone(clock):
    cell = running(clock)
    del cell.members[1]
    return cell


def member_moved(clock):
    cell = running(clock)
    cell.members[1]["nodeName"] = "Node03"
    return cell


# The engine is configured elsewhere than the plan says.
def elsewhere(cell, number, where):
    e = cell.engines[number]
    at = e["id"].find("|")
    e["id"] = "%s(cells/%s/%s%s" % (e["name"], cell.name, where, e["id"][at:])
    return cell


def server_engine_in_cluster(clock):
    return elsewhere(running(clock), 1, "clusters/Other")


def cluster_engine_in_server(clock):
    return elsewhere(running(clock), 2, "nodes/Node01/servers/m1")


def engine_in_other_cluster(clock):
    return elsewhere(running(clock), 2, "clusters/Other")


def engine_in_other_server(clock):
    return elsewhere(running(clock), 1, "nodes/Node01/servers/server2")


# An engine of the plan in a server that the plan does not know.
def with_stranger(cell, states):
    cell.place(C, "OrdersBus", "Node03", "m3", states)
    return cell


def stop_stranger(clock):
    return with_stranger(stops(clock), ["Started"])


def stop_stranger_joined(clock):
    return with_stranger(stops(clock), ["Joined"])


# It fails over to the forgotten member while it is stopped on the others.
def stop_fails_over_to_stranger(clock):
    return with_stranger(stops(clock), ["Joined", "Started"])


def stranger_at_gate(clock):
    return with_stranger(stopped(clock), ["Starting"])


def stranger_unreadable(clock):
    return with_stranger(stopped(clock), ["raises"])


def stranger_quiet(clock):
    return with_stranger(stopped(clock), ["Joined"])


def stranger_in_second_wave(clock):
    return with_stranger(stopped(clock), ["Joined", "Started"])


def stranger_after(clock):
    return with_stranger(well(clock), ["Started"])
