//! The embedded interpreter that runs a bundle's wsadmin scripts.
//!
//! It has no standard library, no file system and no network: a script reaches the cell by the Admin
//! objects, reads the files that it was handed, adds lines to the one in which it records, and prints.
//! Nothing else.

use super::admin::Session;
use rustpython_vm::compiler::Mode;
use rustpython_vm::{Interpreter, PyObjectRef, PyResult, Settings, VirtualMachine};
use std::cell::RefCell;
use std::io::{self, Write as _};
use std::rc::Rc;

/// What every interpreter gives a script.
pub const ADMIN: &str = include_str!("../python/admin.py");
const EMBEDDED: &str = include_str!("../python/embedded.py");

/// Runs a script; the answer is empty when it has come to its end, else the exception in words.
pub(super) fn run(
    session: Session,
    script: &str,
    arguments: &[String],
    local: bool,
) -> io::Result<(String, bool)> {
    let session = Rc::new(RefCell::new(session));
    let own = Rc::clone(&session);
    let interpreter = Interpreter::without_stdlib(Settings::default());
    let ended = interpreter.enter(|vm| {
        interpret(vm, own, script, arguments, local).map_err(|error| {
            let mut text = String::new();
            let _ = vm.write_exception(&mut text, &error);
            io::Error::other(text)
        })
    })?;
    let unsaved = session.borrow().has_changes();
    Ok((ended, unsaved))
}

fn interpret(
    vm: &VirtualMachine,
    session: Rc<RefCell<Session>>,
    script: &str,
    arguments: &[String],
    local: bool,
) -> PyResult<String> {
    let scope = vm.new_scope_with_builtins();
    let line =
        vm.new_function("_line", move |line: String, vm: &VirtualMachine| -> PyResult<String> {
            session.borrow_mut().call(&line).map_err(|error| vm.new_os_error(error.to_string()))
        });
    let write = vm.new_function("_write", |text: String| {
        let mut out = io::stdout().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    });
    let read = vm.new_function("_read", |path: String| -> Option<String> {
        std::fs::read(path).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    });
    let append = vm.new_function("_append", |path: String, text: String| -> bool {
        let file = std::fs::OpenOptions::new().create(true).append(true).open(path);
        file.and_then(|mut file| file.write_all(text.as_bytes())).is_ok()
    });
    let arguments: Vec<PyObjectRef> =
        arguments.iter().map(|word| vm.ctx.new_str(word.as_str()).into()).collect();
    let globals = &scope.globals;
    globals.set_item("_line", line.into(), vm)?;
    globals.set_item("_write", write.into(), vm)?;
    globals.set_item("_read", read.into(), vm)?;
    globals.set_item("_append", append.into(), vm)?;
    globals.set_item("_script", vm.ctx.new_str(script).into(), vm)?;
    globals.set_item("_arguments", vm.ctx.new_list(arguments).into(), vm)?;
    globals.set_item("_local", vm.ctx.new_bool(local).into(), vm)?;
    for (name, text) in [("admin.py", ADMIN), ("embedded.py", EMBEDDED)] {
        let code = vm
            .compile(text, Mode::Exec, name.to_owned())
            .map_err(|error| vm.new_syntax_error(&error, Some(text)))?;
        vm.run_code_obj(code, scope.clone())?;
    }
    globals.get_item("_ended", vm)?.try_into_value(vm)
}
