# More cells of the tests: what a run that was cut off has left, later attempts, and ways back.
# Run after forgotten.py, in the same name space.

# The engine of the server, then the engine of the cluster on its chosen member.
def found(clock, a, c):
    cell = nd(clock, a, c, ["Joined"])
    for p in [place_a(cell), place_c1(cell)]:
        p["start [FLUSH]"] = ["Starting", "Started"]
        p["start None"] = ["Starting", "Started"]
        p["stop IMMEDIATE"] = ["Stopping", "Stopped"]
    return cell


def stopped_stopped(clock):
    return found(clock, ["Stopped"], ["Stopped"])


def started_stopped(clock):
    return found(clock, ["Started"], ["Stopped"])


def stopped_started(clock):
    return found(clock, ["Stopped"], ["Started"])


def started_started(clock):
    return found(clock, ["Started"], ["Started"])


def starting_stopped(clock):
    return found(clock, ["Starting", "Starting", "Started"], ["Stopped"])


def starting_started(clock):
    return found(clock, ["Starting", "Starting", "Started"], ["Started"])


def starting_for_ever(clock):
    return found(clock, ["Starting"], ["Started"])


def starting_then_stopped(clock):
    return found(clock, ["Starting", "Starting", "Stopped"], ["Stopped"])


def failed_stopped(clock):
    return found(clock, ["Failed!"], ["Stopped"])


def stopping_started(clock):
    return found(clock, ["Stopping"], ["Started"])


def asked_server_down(clock):
    cell = started_started(clock)
    cell.servers["Node01|server1"]["up"] = 0
    return cell


def asked_agent_down(clock):
    cell = started_started(clock)
    cell.agents["Node01"]["up"] = 0
    return cell


# A SOAP timeout at one look, and at every look.
def unreadable_once(clock):
    return found(clock, ["raises", "Started"], ["Started"])


def unreadable(clock):
    return found(clock, ["raises"], ["Started"])


def one_timeout_stopped(clock):
    return found(clock, ["raises", "Stopped"], ["Stopped"])


# No query is answered at all.
def silent(clock):
    cell = started_started(clock)
    cell.silent_from = clock.now
    cell.silent_until = clock.now + 100000
    return cell


# The second engine fails while the first wave is waited for.
def second_fails_meanwhile(clock):
    return found(clock, ["Starting", "Started"], ["Starting", "Stopped"])


def standby_started(clock):
    cell = started_stopped(clock)
    place_c2(cell)["states"] = ["Started"]
    return cell


# Later attempts.

def flush_hangs(clock):
    cell = started_started(clock)
    place_a(cell)["stop IMMEDIATE"] = ["Stopping"]
    place_a(cell)["stop FORCE"] = ["Stopping"]
    return cell


def flush_stops_by_force(clock):
    cell = flush_hangs(clock)
    place_a(cell)["stop FORCE"] = ["Stopped"]
    return cell


def stop_times_out(clock):
    cell = starting_for_ever(clock)
    place_a(cell)["states"] = ["Starting", "Starting", "Started"]
    place_a(cell)["stop_raises"] = 1
    return cell


def stops_into_failed(clock):
    cell = started_started(clock)
    place_a(cell)["stop IMMEDIATE"] = ["Failed!"]
    return cell


def other_member_runs(clock):
    cell = started_started(clock)
    place_c1(cell)["states"] = ["Stopped"]
    place_c2(cell)["states"] = ["Started"]
    place_c2(cell)["stop IMMEDIATE"] = ["Stopped"]
    return cell


def hostile_attempt(clock):
    cell = hostile(clock, ["Stopped"])
    place_a(cell)["states"] = ["Started"]
    for key in cell.order:
        cell.places[key]["start [FLUSH]"] = ["Starting", "Started"]
    return cell


# Nodes, asked and not told.

def held(clock):
    return held_already(clock)


def held_old_copy(clock):
    cell = held_already(clock)
    cell.agents["Node02"]["same"] = ["false"]
    return cell


def held_silent_node(clock):
    cell = held_already(clock)
    cell.agents["Node02"]["same"] = ["raises"]
    return cell


def one_held(clock):
    cell = running(clock)
    cell.engines[1]["initial"] = "STOPPED"
    return cell


def agents_down_and_held(clock):
    cell = agent_down_and_held(clock)
    cell.agents["Node01"]["up"] = 0
    return cell


# Ways back.

def back_start_times_out(clock):
    cell = stopped_stopped(clock)
    place_a(cell)["start_takes"] = 180
    place_a(cell)["start_raises"] = 1
    return cell


def back_start_without_effect(clock):
    cell = back_start_times_out(clock)
    place_a(cell)["start None"] = ["Stopped"]
    return cell


def back_start_fails(clock):
    cell = stopped_stopped(clock)
    place_a(cell)["start None"] = ["Starting", "Stopped"]
    return cell


def back_server_down(clock):
    cell = stopped_stopped(clock)
    cell.servers["Node01|server1"]["up"] = 0
    return cell


# The held engine is active on the other member now, as a default policy has it.
def back_moved(clock):
    cell = stopped_stopped(clock)
    place_c1(cell)["states"] = ["Joined"]
    place_c2(cell)["states"] = ["Stopped"]
    place_c2(cell)["start None"] = ["Starting", "Started"]
    return cell


def back_joined(clock):
    cell = stopped_stopped(clock)
    place_c1(cell)["states"] = ["Joined"]
    return cell


def back_standby_runs(clock):
    cell = stopped_stopped(clock)
    place_c2(cell)["states"] = ["Started"]
    return cell
