//! A series as JUnit XML, which the common servers for continuous integration show.

use crate::rehearsal::series::Trial;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::io;

/// A test suite for the plan, with a test case for each rehearsal. Its time is the window, in seconds
/// of the virtual clock.
///
/// # Errors
/// None but those of the writer.
pub fn junit(trials: &[Trial]) -> io::Result<String> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let failed = trials.iter().filter(|trial| !trial.complaint.is_empty()).count();
    let reports = || trials.iter().filter_map(|trial| trial.report.as_ref());
    let plan = reports().next().map_or("", |report| report.plan.as_str());
    let seconds: i64 = reports().map(|report| report.seconds).sum();
    let suite = xml
        .create_element("testsuite")
        .with_attribute(("name", plan))
        .with_attribute(("tests", trials.len().to_string().as_str()))
        .with_attribute(("failures", failed.to_string().as_str()))
        .with_attribute(("errors", "0"))
        .with_attribute(("time", seconds.to_string().as_str()));
    suite.write_inner_content(|xml| trials.iter().try_for_each(|trial| case(xml, plan, trial)))?;
    Ok(String::from_utf8_lossy(&xml.into_inner()).into_owned() + "\n")
}

fn case(xml: &mut Writer<Vec<u8>>, plan: &str, trial: &Trial) -> io::Result<()> {
    let seconds = trial.report.as_ref().map_or(0, |report| report.seconds).to_string();
    let case = xml
        .create_element("testcase")
        .with_attribute(("classname", plan))
        .with_attribute(("name", trial.name.as_str()))
        .with_attribute(("time", seconds.as_str()));
    if trial.complaint.is_empty() {
        return case.write_empty().map(drop);
    }
    let failure = |xml: &mut Writer<Vec<u8>>| -> io::Result<()> {
        let failure = xml.create_element("failure");
        let failure = failure.with_attribute(("message", trial.complaint.as_str()));
        failure.write_text_content(BytesText::new(&trial.again())).map(drop)
    };
    case.write_inner_content(failure).map(drop)
}
