//! The databases' tools, as far as a bundle uses them, with their exit codes that mislead
//! (commands 7).

use super::sql::{self, Came, Rows};
use super::{Call, say, scripts};
use crate::model::StoreKind;
use crate::rehearsal::world::{World, put};
use std::fs;
use std::io;

/// Runs one of them.
pub(super) fn run(call: &Call) -> io::Result<u8> {
    let mut world = call.open()?;
    match call.name() {
        "db2" => db2(call, &mut world),
        "impdp" => impdp(call, &mut world),
        "sqlplus" => sqlplus(call, &world),
        "sqlcmd" => sqlcmd(call, &mut world),
        "onbar" => onbar(&mut world),
        "onstat" => onstat(&mut world),
        "dbaccess" => dbaccess(call, &world),
        "isql" => isql(call, &mut world),
        "ij" => ij(call, &mut world),
        _ => scripts::run(call, &mut world),
    }
}

/// Somebody whom the plan does not know, as a database shows him.
const OUTSIDER: &str = "WebSphere of another cell, login sibus, host elsewhere";

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}

/// The word after a word.
fn after<'a>(text: &'a str, word: &str) -> &'a str {
    let mut words = text.split_whitespace().skip_while(|other| !other.eq_ignore_ascii_case(word));
    words.nth(1).unwrap_or_default()
}

/// What stands between two texts.
fn between<'a>(text: &'a str, before: &str, end: &str) -> &'a str {
    let rest = text.split_once(before).map_or("", |(_, rest)| rest);
    rest.split(end).next().unwrap_or_default()
}

/// The schema of the last question in a statement.
fn schema_of(text: &str) -> String {
    let dotted = |name: &str| {
        let upper = text.to_ascii_uppercase();
        upper.find(name).map(|at| {
            let before = &text[..at];
            let word = before.rsplit([' ', '\n', '\t']).next().unwrap_or_default();
            word.rsplit('.').next().unwrap_or_default().to_owned()
        })
    };
    [".SIBLISTING", ".SIBOWNER", ".SIB"].into_iter().find_map(dotted).unwrap_or_default()
}

/// `db2 STATEMENT`: 0 done, 2 a warning, 4 an error (commands 7.2).
fn db2(call: &Call, world: &mut World) -> io::Result<u8> {
    let statement = call.arguments.join(" ");
    let instance = variable("DB2INSTANCE");
    let first = statement.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
    if first == "TERMINATE" {
        world.cell.connected.remove(&instance);
        world.save()?;
        say("DB20000I  The TERMINATE command completed successfully.");
        return Ok(0);
    }
    let name = match first.as_str() {
        "CONNECT" => after(&statement, "TO").to_owned(),
        "ROLLFORWARD" => after(&statement, "DB").to_owned(),
        "SELECT" => world.cell.connected.get(&instance).cloned().unwrap_or_default(),
        _ => after(&statement, "DATABASE").to_owned(),
    };
    let group = sql::group_where(&world.cell, |kind, _| match kind {
        StoreKind::Db2 { database, instance: own } => {
            *own == instance && database.eq_ignore_ascii_case(&name)
        }
        _ => false,
    });
    let Some(group) = group else {
        say("SQL1013N  The database alias name or database name could not be found.");
        return Ok(4);
    };
    match first.as_str() {
        "RESTORE" => {
            let kept = after(&statement, "FROM");
            if is_kept(world, &group, &world.plan_path(kept)) {
                world.act(|cell| cell.put_kept_back(&group))?;
                say("DB20000I  The RESTORE DATABASE command completed successfully.");
                return Ok(0);
            }
            Ok(match sql::restore(world, &group, false)? {
                Came::Restored => {
                    say("DB20000I  The RESTORE DATABASE command completed successfully.");
                    0
                }
                Came::WithWarning => {
                    say(
                        "SQL2539W  Warning! Restoring to an existing database that is the same as the backup image database.",
                    );
                    2
                }
                Came::Failed => {
                    say("SQL1035N  The database is currently in use.");
                    4
                }
                Came::FailedWith0 => {
                    say("SQL2542N  No match for a database image file was found.");
                    0
                }
            })
        }
        "BACKUP" => {
            if !sql::keep(world, &group)? {
                say("SQL1035N  The database is currently in use.");
                return Ok(4);
            }
            let time = jiff::Timestamp::from_second(world.cell.caller.now).unwrap_or_default();
            let file = format!(
                "{}/{name}.0.{instance}.DBPART000.{}.001",
                after(&statement, "TO"),
                time.strftime("%Y%m%d%H%M%S")
            );
            put(std::path::Path::new(&file), "an image\n")?;
            say("Backup successful.");
            Ok(0)
        }
        "SELECT" => {
            let schema = if statement.contains("SYSCAT") {
                between(&statement, "UPPER('", "'").to_owned()
            } else {
                schema_of(&statement)
            };
            let rows = question(&sql::rows(&world.cell, &group, &schema), &statement);
            if world.cell.is_lost(&group) {
                say("SQL1024N  A database connection does not exist.");
                return Ok(4);
            }
            for row in &rows {
                say(row);
            }
            say(&format!("\n  {} record(s) selected.", rows.len()));
            Ok(u8::from(rows.is_empty()))
        }
        _ => {
            if first == "CONNECT" && world.cell.is_lost(&group) {
                say("SQL1013N  The database alias name or database name could not be found.");
                return Ok(4);
            }
            if first == "CONNECT" {
                world.cell.connected.insert(instance, name);
                world.save()?;
            }
            say("DB20000I  The SQL command completed successfully.");
            Ok(0)
        }
    }
}

/// Whether a folder is where this group was kept.
pub(super) fn is_kept(world: &World, group: &str, folder: &str) -> bool {
    let backup = world
        .cell
        .stores
        .values()
        .find(|store| store.restored_with == group)
        .map(|store| &store.backup_path);
    backup.is_some_and(|backup| backup != folder)
        && world.cell.group(group).iter().any(|name| world.cell.stores[name].kept.is_some())
}

/// The rows that answer one question.
fn question(rows: &Rows, text: &str) -> Vec<String> {
    let upper = text.to_ascii_uppercase();
    if upper.contains("COUNT(*)") {
        rows.counts(&upper)
    } else if upper.contains(".SIBOWNER") {
        rows.owner.clone()
    } else if upper.contains(".SIBLISTING") {
        rows.listing.clone()
    } else {
        rows.tables.clone()
    }
}

/// Prints the answers of a script of questions with marks between them.
fn answers(rows: &Rows, text: &str) {
    if text.contains("SIBRESTORE-COUNTS") {
        say("SIBRESTORE-COUNTS");
        for line in rows.counts(text) {
            say(&line);
        }
        say("SIBRESTORE-END");
        return;
    }
    for (mark, lines) in
        [("TABLES", &rows.tables), ("LISTING", &rows.listing), ("OWNER", &rows.owner)]
    {
        say(&format!("SIBRESTORE-{mark}"));
        for line in lines {
            say(line);
        }
    }
    say("SIBRESTORE-END");
}

/// `impdp`: 0 done, 5 finished with errors, 1 failed (commands 7.3).
fn impdp(call: &Call, world: &mut World) -> io::Result<u8> {
    let of = |key: &str| {
        call.arguments.iter().find_map(|word| word.strip_prefix(key)).unwrap_or_default()
    };
    let schemas = of("SCHEMAS=");
    let sid = variable("ORACLE_SID");
    let group = sql::group_where(&world.cell, |kind, store| {
        matches!(kind, StoreKind::Oracle { sid: own, .. } if *own == sid)
            && schemas.split(',').any(|schema| schema.eq_ignore_ascii_case(&store.schema))
    });
    let Some(group) = group else {
        say("ORA-39165: Schema was not found.");
        return Ok(1);
    };
    Ok(match sql::restore(world, &group, true)? {
        Came::Restored => {
            say("Job completed");
            0
        }
        Came::WithWarning => {
            say("ORA-31684: Object type USER already exists");
            5
        }
        came => {
            say("ORA-39002: invalid operation\nORA-39000: bad dump file specification");
            came.status(1)
        }
    })
}

fn sqlplus(call: &Call, world: &World) -> io::Result<u8> {
    let file = call.arguments.iter().find_map(|word| word.strip_prefix('@')).unwrap_or_default();
    let text = fs::read_to_string(file)?;
    let sessions = text.contains("V$SESSION");
    let schema =
        if sessions { between(&text, "USERNAME IN ('", "'").to_owned() } else { schema_of(&text) };
    let sid = variable("ORACLE_SID");
    let group = sql::group_where(&world.cell, |kind, store| {
        matches!(kind, StoreKind::Oracle { sid: own, .. } if *own == sid)
            && store.schema.eq_ignore_ascii_case(&schema)
    });
    let group = group.unwrap_or_default();
    if world.cell.is_lost(&group) {
        say("ORA-00942: table or view does not exist");
        return Ok(1);
    }
    if sessions {
        say("SIBRESTORE-SESSIONS");
        if world.cell.is_in_use(&group) {
            say(OUTSIDER);
        }
        say("SIBRESTORE-END");
        return Ok(0);
    }
    answers(&sql::rows(&world.cell, &group, &schema), &text);
    Ok(0)
}

/// `sqlcmd -b -Q STATEMENT`: with -b an error gives a status (commands 7.4).
fn sqlcmd(call: &Call, world: &mut World) -> io::Result<u8> {
    let statement = call.after("-Q").to_owned();
    let server = call.after("-S").to_owned();
    let names = |database: &str| {
        statement
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .any(|word| word.eq_ignore_ascii_case(database))
    };
    let group = sql::group_where(
        &world.cell,
        |kind, _| matches!(kind, StoreKind::SqlServer { database, server: own } if *own == server && names(database)),
    );
    let Some(group) = group else {
        say("Msg 911, Level 16, State 1: the database does not exist");
        return Ok(u8::from(call.has("-b")));
    };
    if statement.contains("sysprocesses") {
        let others = usize::from(world.cell.is_in_use(&group));
        say("SIBRESTORE-SIGHT 1");
        if others > 0 {
            say(OUTSIDER);
        }
        say(&format!("SIBRESTORE-CONNECTED {others}\nSIBRESTORE-END"));
        return Ok(0);
    }
    if statement.contains("RESTORE DATABASE") {
        // SET SINGLE_USER WITH ROLLBACK IMMEDIATE disconnects everybody, and refuses nothing.
        let came = sql::restore(world, &group, true)?;
        if came.has_failed() {
            say("Msg 3013, Level 16, State 1: RESTORE DATABASE is terminating abnormally.");
            return Ok(came.status(u8::from(call.has("-b"))));
        }
        if statement.contains("PRINT 'SIBRESTORE-END'") {
            say("SIBRESTORE-END");
        }
        return Ok(0);
    }
    if world.cell.is_lost(&group) {
        say("Msg 911, Level 16, State 1: the database does not exist");
        return Ok(u8::from(call.has("-b")));
    }
    let schema = if statement.contains("INFORMATION_SCHEMA") {
        between(&statement, "TABLE_SCHEMA = '", "'").to_owned()
    } else {
        schema_of(&statement)
    };
    for row in question(&sql::rows(&world.cell, &group, &schema), &statement) {
        say(&row);
    }
    Ok(0)
}

fn informix(world: &World) -> Option<String> {
    let server = variable("INFORMIXSERVER");
    sql::group_where(
        &world.cell,
        |kind, _| matches!(kind, StoreKind::Informix { server: own, .. } if *own == server),
    )
}

/// `onbar -r`: the whole instance, which must be off-line (commands 7.6).
fn onbar(world: &mut World) -> io::Result<u8> {
    let Some(group) = informix(world) else { return Ok(100) };
    let came = sql::restore(world, &group, true)?;
    if came.has_failed() {
        return Ok(came.status(131));
    }
    world.cell.databases_down.insert(group, false);
    world.save()?;
    Ok(0)
}

/// `onstat -`: 5 on-line, 255 off-line. The DBA takes the instance down as soon as no engine has
/// its lock any more, unless that was forgotten.
fn onstat(world: &mut World) -> io::Result<u8> {
    let Some(group) = informix(world) else { return Ok(255) };
    let first = world.cell.group(&group).first().cloned().unwrap_or_default();
    let free = !world.cell.databases_down.contains_key(&group)
        && !world.cell.is_locked(&group)
        && !world.cell.is_in_use(&group);
    if free && !world.cell.fault_times("instance-left-up", &first, 1) {
        world.cell.databases_down.insert(group.clone(), true);
    }
    world.save()?;
    Ok(if world.cell.databases_down.get(&group).copied().unwrap_or(false) { 255 } else { 5 })
}

fn dbaccess(call: &Call, world: &World) -> io::Result<u8> {
    let text = fs::read_to_string(call.argument(1))?;
    let group = informix(world).unwrap_or_default();
    if world.cell.databases_down.get(&group).copied().unwrap_or(false) {
        say("  908: Attempt to connect to database server failed.");
        return Ok(1);
    }
    answers(&sql::rows(&world.cell, &group, &schema_of(&text)), &text);
    Ok(0)
}

/// `isql -S SERVER -i FILE`: 0 also after SQL errors (commands 7.5).
fn isql(call: &Call, world: &mut World) -> io::Result<u8> {
    let text = fs::read_to_string(call.after("-i"))?;
    let server = call.after("-S").to_owned();
    let database = [after(&text, "load"), after(&text, "use")];
    let database = if database[0].is_empty() {
        database[1].to_owned()
    } else {
        after(&text, "database").to_owned()
    };
    let group = sql::group_where(
        &world.cell,
        |kind, _| matches!(kind, StoreKind::Sybase { server: own, database: other } if *own == server && *other == database),
    );
    let Some(group) = group else {
        say("Msg 911, Level 11, State 2: there is no such database");
        return Ok(0);
    };
    if text.contains("load database") {
        if sql::restore(world, &group, false)?.has_failed() {
            say("Msg 3101, Level 16, State 1: the database is in use");
            return Ok(0);
        }
        say("SIBRESTORE-END");
        return Ok(0);
    }
    if world.cell.is_lost(&group) {
        say("Msg 911, Level 11, State 2: there is no such database");
        return Ok(0);
    }
    answers(&sql::rows(&world.cell, &group, &schema_of(&text)), &text);
    Ok(0)
}

/// `ij FILE`: 0 whatever happens (commands 7.1).
fn ij(call: &Call, world: &mut World) -> io::Result<u8> {
    let Ok(text) = fs::read_to_string(call.argument(0)) else {
        say("IJ ERROR: file not found");
        return Ok(0);
    };
    let url = between(&text, "CONNECT 'jdbc:derby:", "'").to_owned();
    let path = url.split(';').next().unwrap_or_default();
    let name = path
        .strip_prefix("//")
        .map_or(path, |rest| rest.split_once('/').map_or("", |(_, path)| path));
    let name = world.plan_path(name);
    let group = sql::group_where(
        &world.cell,
        |kind, _| matches!(kind, StoreKind::Derby { database, .. } if *database == name || format!("/{database}") == name),
    );
    let Some(group) = group else {
        say("ERROR XJ004: Database not found.");
        return Ok(0);
    };
    if url.contains(";shutdown=true") {
        say("ERROR 08006: Database shutdown.");
        return Ok(0);
    }
    let embedded = !url.starts_with("//");
    let plain = !url.contains(';');
    let held = world.cell.is_locked(&group) || world.cell.is_in_use(&group);
    if embedded && plain && held {
        say("ERROR XSDB6: Another instance of Derby may have already booted the database.");
        return Ok(0);
    }
    if plain && world.cell.is_lost(&group) {
        say("ERROR XJ004: Database not found.");
        return Ok(0);
    }
    if text.contains("TRANSACTION_TABLE") {
        say("SIBRESTORE-SESSIONS");
        if world.cell.is_in_use(&group) {
            say("transaction of ENGINE2");
        }
        say("SIBRESTORE-END");
        return Ok(0);
    }
    if let Some((_, from)) = url.split_once(";restoreFrom=") {
        let from = world.plan_path(from);
        if is_kept(world, &group, &from) {
            world.act(|cell| cell.put_kept_back(&group))?;
        } else if sql::restore(world, &group, true)?.has_failed() {
            say("ERROR XJ040: Failed to start database, see the next exception for details.");
            return Ok(0);
        }
        say("SIBRESTORE-END");
        return Ok(0);
    }
    let copy = between(&text, "BACKUP_DATABASE('", "'");
    if !copy.is_empty() {
        sql::keep(world, &group)?;
        let last = name.rsplit('/').next().unwrap_or_default();
        put(&std::path::Path::new(copy).join(last).join("service.properties"), "a copy\n")?;
        say("SIBRESTORE-END");
        return Ok(0);
    }
    if text.contains("SIBRESTORE-TABLES") || text.contains("SIBRESTORE-COUNTS") {
        answers(&sql::rows(&world.cell, &group, &schema_of(&text)), &text);
    } else {
        say("SIBRESTORE-END");
    }
    Ok(0)
}
