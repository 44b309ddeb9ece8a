//! Starting and stopping: decided by ids and by the process, never by a status alone.

use crate::shell::contexts::limits;
use crate::shell::stage::{HOSTILE, Stage, in_every_shell};
use serde_json::{Value, json};
use std::fs;
use std::process::{Command, Stdio};

const STOP: &str = "302-stop-servers-Node01";
const SCRIPT: &str = "steps/302-stop-servers-Node01/step.sh";

/// A process that ends when it is killed, as a server would; its pid is in the pid file.
pub fn server_process(stage: &Stage, server: &str) -> u32 {
    let mut child = Command::new("/bin/sleep").arg("120").stdin(Stdio::null()).spawn().unwrap();
    let pid = child.id();
    // Somebody must take its status, or it would stay in the table of processes.
    std::thread::spawn(move || child.wait());
    stage.file(&format!("profile/logs/{server}/{server}.pid"), &format!("{pid}\n"));
    pid
}

/// A pid file of a process that never ends: this one.
fn immortal(stage: &Stage, server: &str) {
    let pid = std::process::id();
    stage.file(&format!("profile/logs/{server}/{server}.pid"), &format!("{pid}\n"));
}

fn on(stage: &Stage, d: Value) -> Value {
    let mut all = json!({ "profile": stage.text("profile"), "node": "N1", "limits": limits() });
    if let (Some(all), Value::Object(d)) = (all.as_object_mut(), d) {
        all.extend(d);
    }
    all
}

fn stop_two(stage: &Stage) {
    stage.stand_in("profile/bin/stopServer.sh", "ADMU4000I: Server stop completed.\n", 0);
    let servers = json!([{ "name": "m1" }, { "name": "m 2'" }]);
    stage.step("stop_servers/step", STOP, on(stage, json!({ "servers": servers })));
}

#[test]
fn servers_are_stopped_in_order_and_their_processes_are_gone() {
    in_every_shell(HOSTILE, |stage, shell| {
        stop_two(stage);
        let pid = server_process(stage, "m1");
        // The process goes a while after the tool has said so, and its pid file goes first.
        stage.does("stopServer.sh", &format!("rm -f '{}'", "$STAND/none"));
        stage.file("stand/victim", &pid.to_string());
        stage.does("sleep", "kill \"$(cat \"$STAND/victim\")\" 2>/dev/null; /bin/sleep 0.05");
        let outcome = stage.run(shell, SCRIPT, &[]);
        outcome.expect(shell, 0, &["m1 is down", "waiting for the process of m1", "m 2' is down"]);
        assert_eq!(
            outcome.calls,
            ["stopServer.sh [m1] [-timeout] [20]", "stopServer.sh [m 2'] [-timeout] [20]"]
        );
        assert!(stage.read(&format!("bundle/journal/{STOP}.log")).contains("ADMU4000I"));
    });
}

#[test]
fn a_server_that_stays_ends_the_step_before_the_next_one_is_stopped() {
    in_every_shell(HOSTILE, |stage, shell| {
        stop_two(stage);
        immortal(stage, "m1");
        let outcome = stage.run(shell, SCRIPT, &[]);
        outcome.expect(shell, 12, &["TIMED OUT", "waiting for", "15 s of 20 s", "ADVICE"]);
        assert_eq!(outcome.calls.len(), 1, "{:?}", outcome.calls);
    });
}

#[test]
fn status_246_is_success_only_with_the_id_of_a_server_that_is_down() {
    in_every_shell(HOSTILE, |stage, shell| {
        stage.stand_in("profile/bin/stopNode.sh", "ADMU0509I: cannot be reached\n", 246);
        stage.step("stop_node/step", "303-stop-node", on(stage, json!({})));
        let script = "steps/303-stop-node/step.sh";
        stage.run(shell, script, &[]).expect(shell, 0, &["nodeagent is down (tool: unreachable"]);
        // The same status with another message, while the process is there, is a failure.
        stage.says("stopNode.sh", "ADMU0111E: Program exiting with error\n", 246);
        immortal(stage, "nodeagent");
        stage.run(shell, script, &[]).expect(shell, 11, &["did not stop nodeagent (status 246)"]);
        // "Cannot be reached" is also said of a hung process, which still holds its locks.
        stage.says("stopNode.sh", "ADMU0509I: cannot be reached\n", 246);
        stage.run(shell, script, &[]).expect(shell, 12, &["a hung server is ended by a person"]);
    });
}

#[test]
fn status_0_without_an_id_and_without_a_known_process_is_an_unknown_outcome() {
    in_every_shell("stage", |stage, shell| {
        stage.stand_in("profile/bin/stopManager.sh", "ADMU0116I: logged in file\n", 0);
        stage.step("stop_manager/step", "304-stop-manager", on(stage, json!({})));
        stage.run(shell, "steps/304-stop-manager/step.sh", &[]).expect(shell, 15, &["no id of"]);
    });
}

#[test]
fn starting_is_decided_by_the_id_and_the_process() {
    in_every_shell(HOSTILE, |stage, shell| {
        stage.stand_in("profile/bin/startServer.sh", "", 0);
        stage.stand_in("profile/bin/serverStatus.sh", "ADMU0508I: is STARTED\n", 0);
        let d = on(stage, json!({ "servers": [{ "name": "m1" }] }));
        stage.step("start_servers/step", "602-start-servers", d);
        let script = "steps/602-start-servers/step.sh";
        fs::create_dir_all(stage.path("profile/logs/m1")).unwrap();
        stage.file("stand/place", &stage.text("profile/logs/m1/m1.pid"));
        let appears =
            "if [ -f \"$STAND/pid\" ]; then cp \"$STAND/pid\" \"$(cat \"$STAND/place\")\"; fi";
        stage.does("startServer.sh", appears);
        for (output, code, alive, ends) in [
            ("ADMU3000I: open for e-business; process id is 7\n", 0, false, 0),
            ("ADMU3027E: An instance may already be running: m1\n", 255, true, 0),
            ("ADMU3027E: An instance may already be running: m1\n", 255, false, 15),
            ("ADMU3011E: launched but failed initialization\n", 255, false, 11),
            ("ADMU3200I: launched, waiting\n", 254, false, 12),
            ("ADMU3100I: reading configuration\n", 255, false, 11),
            ("ADMU3100I: reading configuration\n", 0, true, 15),
        ] {
            stage.says("startServer.sh", output, code);
            fs::remove_file(stage.path("profile/logs/m1/m1.pid")).ok();
            fs::remove_file(stage.path("stand/pid")).ok();
            if alive {
                // The process appears while the tool is at work.
                stage.file("stand/pid", &std::process::id().to_string());
            }
            stage.run(shell, script, &[]).expect(shell, ends, &[output.trim()]);
        }
    });
}

#[test]
fn a_recovery_start_waits_for_the_end_and_asks_for_the_status() {
    in_every_shell(HOSTILE, |stage, shell| {
        stage.stand_in("profile/bin/startServer.sh", "ADMU3200I: launched, waiting\n", 0);
        stage.stand_in("profile/bin/serverStatus.sh", "ADMU0509I: cannot be reached\n", 0);
        let d = on(stage, json!({ "server": "m1" }));
        stage.step("recovery_start/step", "601-recovery-start", d);
        let script = "steps/601-recovery-start/step.sh";
        let outcome = stage.run(shell, script, &[]);
        outcome.expect(shell, 0, &["has ended its recovery"]);
        let start = "startServer.sh [m1] [-recovery] [-timeout] [50]";
        assert_eq!(outcome.calls, [start, "serverStatus.sh [m1]"]);
        // Something, such as a node agent, has started it again.
        stage.says("serverStatus.sh", "ADMU0508I: is STARTED\n", 0);
        stage.run(shell, script, &[]).expect(shell, 15, &["ADMU0508"]);
        // What the tool prints of a server that ends by itself is not documented.
        stage.says("serverStatus.sh", "ADMU0509I: cannot be reached\n", 0);
        stage.says("startServer.sh", "ADMU3011E: failed initialization\n", 255);
        stage.run(shell, script, &[]).expect(
            shell,
            15,
            &["  ./run.sh run --host was01.example.com --confirm 601-recovery-start\n"],
        );
        let confirmed = [("SIBRESTORE_CONFIRM", "601-recovery-start")];
        stage.run_with(shell, script, &[], &confirmed).expect(shell, 0, &["a person has looked"]);
        // A server that is up is no candidate.
        immortal(stage, "m1");
        let outcome = stage.run(shell, script, &[]);
        outcome.expect(shell, 10, &["m1 runs"]);
        assert!(outcome.calls.is_empty());
    });
}

#[test]
fn a_node_is_synchronised_only_while_its_agent_is_down() {
    in_every_shell(HOSTILE, |stage, shell| {
        let done = "ADMU0402I: The configuration for node N1 has been synchronized\n";
        stage.stand_in("profile/bin/syncNode.sh", done, 0);
        let d = on(stage, json!({ "node": "N1", "manager_host": "d1", "manager_port": 8879 }));
        stage.step("sync_node/step", "505-sync-node-N1", d);
        let script = "steps/505-sync-node-N1/step.sh";
        let outcome = stage.run(shell, script, &[]);
        outcome.expect(shell, 0, &["N1 has the configuration"]);
        assert_eq!(outcome.calls, ["syncNode.sh [d1] [8879] [-timeout] [40]"]);
        stage.says("syncNode.sh", "ADMU0402I\nADMU0111E: Program exiting with error\n", 0);
        stage.run(shell, script, &[]).expect(shell, 11, &["ADMU0111"]);
        stage.says("syncNode.sh", "ADMU0401I: Begin syncNode operation\n", 0);
        stage.run(shell, script, &[]).expect(shell, 15, &["ADMU0402"]);
        // The line must be about this node, and not one whose name only holds the name.
        for (said, ends) in [
            ("ADMU0402I: node N12 has been synchronized\nnode N1\n", 15),
            ("ADMU0402I: node xN1 and N1.b and N1-a\n", 15),
            ("ADMU0402I: le noeud 'xN1 N1.\n", 0),
            ("ADMU0402I: [N1]\u{304c}\n", 0),
        ] {
            stage.says("syncNode.sh", said, 0);
            stage.run(shell, script, &[]).expect(shell, ends, &["ADMU0402"]);
        }
        immortal(stage, "nodeagent");
        let outcome = stage.run(shell, script, &[]);
        outcome.expect(shell, 10, &["the node agent of N1 runs"]);
        assert!(outcome.calls.is_empty());
    });
}

#[test]
fn agents_managers_and_members_are_started_by_their_own_tools() {
    in_every_shell(HOSTILE, |stage, shell| {
        for (kind, tool, call) in [
            ("start_manager", "startManager.sh", "startManager.sh [-timeout] [60]"),
            ("start_node", "startNode.sh", "startNode.sh [-timeout] [60]"),
            ("start_members", "startServer.sh", "startServer.sh [m $2] [-timeout] [60]"),
        ] {
            stage.stand_in(&format!("profile/bin/{tool}"), "ADMU3000I: open\n", 0);
            stage.stand_in("profile/bin/serverStatus.sh", "ADMU0509I: stopped\n", 0);
            let d = on(stage, json!({ "servers": [{ "name": "m $2" }] }));
            stage.step(&format!("{kind}/step"), "600-start", d);
            stage.synchronised();
            let outcome = stage.run(shell, "steps/600-start/step.sh", &[]);
            outcome.expect(shell, 0, &["DONE"]);
            assert_eq!(outcome.calls, [call]);
        }
    });
}

#[test]
fn a_java_process_of_the_profile_that_nobody_knows_may_be_the_server() {
    in_every_shell(HOSTILE, |stage, shell| {
        stage.stand_in("profile/bin/stopServer.sh", "ADMU0509I: cannot be reached\n", 246);
        stage.script("path/ps", "if [ \"$1\" = -ef ]; then cat \"$STAND/ps.out\"; else exit 1; fi");
        let d = on(stage, json!({ "servers": [{ "name": "m 1" }] }));
        stage.step("stop_servers/step", STOP, d);
        fs::create_dir_all(stage.path("profile/logs/nodeagent")).unwrap();
        let profile = stage.text("profile");
        let line = |end: &str| format!("was 77 1 0 ? 0:01 /java/bin/java {profile}/{end}\n");
        // The node agent of the same profile is known by its name.
        stage.file("stand/ps.out", &line("config Cell Node nodeagent"));
        stage.run(shell, SCRIPT, &[]).expect(shell, 0, &["m 1 is down"]);
        stage.file("stand/ps.out", &line("config Cell Node m 1"));
        stage.run(shell, SCRIPT, &[]).expect(
            shell,
            12,
            &["still there: process 77", "first stop the node agent (stopNode.sh)"],
        );
        // A line that is cut off could be any of them.
        stage.file("stand/ps.out", &line("conf"));
        stage.run(shell, SCRIPT, &[]).expect(
            shell,
            15,
            &["it may be process 77", "./run.sh run --host was01.example.com --confirm 302-"],
        );
        let confirmed = [("SIBRESTORE_CONFIRM", STOP)];
        let outcome = stage.run_with(shell, SCRIPT, &[], &confirmed);
        outcome.expect(shell, 0, &["a person has looked"]);
    });
}

/// A restart within an attempt is for the servers whose engines are not flushed.
#[test]
fn only_the_servers_that_are_listed_are_stopped_and_started() {
    in_every_shell(HOSTILE, |stage, shell| {
        stop_two(stage);
        stage.file("only", "N1/m 2'\nN2/m1\n");
        let only = [("SIBRESTORE_ONLY", stage.text("only"))];
        let only: Vec<(&str, &str)> = only.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let outcome = stage.run_with(shell, SCRIPT, &[], &only);
        outcome.expect(shell, 0, &["N1/m1 is left alone: no engine of it is to be flushed again"]);
        assert_eq!(outcome.calls.len(), 1, "{:?}", outcome.calls);
        assert!(outcome.calls[0].contains("[m 2'] "), "{:?}", outcome.calls);
    });
}

#[test]
fn a_name_that_looks_like_an_option_reaches_no_tool() {
    in_every_shell("stage", |stage, shell| {
        stage.stand_in("profile/bin/stopServer.sh", "ADMU4000I\n", 0);
        stage.step(
            "stop_servers/step",
            STOP,
            on(stage, json!({ "servers": [{ "name": "-all" }] })),
        );
        let outcome = stage.run(shell, SCRIPT, &[]);
        outcome.expect(shell, 10, &["for an option"]);
        assert!(outcome.calls.is_empty());
    });
}
