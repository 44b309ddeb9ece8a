//! Archives that are damaged, hostile or not what they should be: a clear error, or a part that says
//! that it is one.

use crate::cells::{self, Config, MARKER, USUAL, zip};
use crate::{draft, read};
use sibrestore::import;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::unstable::write::FileOptionsExt;
use zip::write::SimpleFileOptions;

/// Why an archive is refused.
fn refused(bytes: Vec<u8>) -> String {
    read(bytes).unwrap_err().to_string()
}

/// What is said to be missing.
fn gaps(config: &Config) -> Vec<String> {
    read(config.zip()).unwrap().gaps
}

const INDEX: &str = "nodes/Node01/serverindex.xml";

/// The text of a document replaced by these bytes.
fn replaced(document: &str, bytes: impl Into<Vec<u8>>) -> Config {
    let mut config = cells::nd(USUAL);
    config.documents.insert(document.to_owned(), bytes.into()).unwrap();
    config
}

#[test]
fn what_is_no_archive_is_refused() {
    for bytes in [Vec::new(), b"not a zip".to_vec(), vec![0; 70_000]] {
        let why = refused(bytes);
        assert!(why.starts_with("it is no zip archive, or a damaged one: "), "{why}");
    }
    let why = import::read("no/such/file.zip".as_ref()).unwrap_err().to_string();
    assert!(why.starts_with("cannot read it: "), "{why}");
}

#[test]
fn an_archive_without_a_cell_is_refused() {
    let files = [("cells/C/security.xml".to_owned(), &b"<a/>"[..])];
    assert_eq!(
        refused(zip(files)),
        "it holds no `cells/CELL/cell.xml`; take the archive that backupConfig wrote, or the folder \
         `config` of a profile"
    );
}

#[test]
fn two_cells_are_refused_but_copies_and_samples_are_none() {
    let (one, other) = (cells::nd(USUAL), cells::base(USUAL));
    let both = zip(one.files().chain(other.files()));
    assert_eq!(
        refused(both),
        "it holds two cells, `cells/BaseCell/cell.xml` and `cells/ProdCell/cell.xml`; a backup is of one"
    );
    for folder in ["temp", "wstemp/123/workspace", "templates/default", ".repository/x"] {
        let copies = other.files().map(|(name, bytes)| (format!("{folder}/{name}"), bytes));
        assert_eq!(draft(zip(one.files().chain(copies))), draft(one.zip()), "{folder}");
    }
}

#[test]
fn a_cell_is_found_at_any_depth_and_behind_backslashes() {
    let config = cells::cluster(USUAL);
    let deep = config.files().map(|(name, bytes)| (format!("a/b/config/{name}"), bytes));
    assert_eq!(draft(zip(deep)), draft(config.zip()));
    let back = config.files().map(|(name, bytes)| (name.replace('/', "\\"), bytes));
    assert_eq!(draft(zip(back)), draft(config.zip()));
}

#[test]
fn an_archive_that_was_cut_short_is_refused_wherever_it_was_cut() {
    let whole = cells::base(USUAL).zip();
    let step = whole.len() / 60;
    for length in (0..whole.len()).step_by(step.max(1)) {
        let why = refused(whole[..length].to_vec());
        assert!(why.contains("damaged") || why.contains("no zip archive"), "{length}: {why}");
    }
}

#[test]
fn a_document_whose_bytes_were_changed_is_refused() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in cells::base(USUAL).files() {
        writer.start_file(name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    let mut bytes = writer.finish().unwrap().into_inner();
    let at = bytes.windows(15).position(|text| text == b"was.example.com").unwrap();
    bytes[at] = b'x';
    let why = refused(bytes);
    assert_eq!(
        why,
        "cells/BaseCell/nodes/BaseNode/serverindex.xml: it is damaged or cut short: Invalid checksum"
    );
}

#[test]
fn an_encrypted_archive_is_refused() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in cells::base(USUAL).files() {
        let options = SimpleFileOptions::default().with_deprecated_encryption(b"key").unwrap();
        writer.start_file(name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    assert_eq!(refused(bytes), "cells/BaseCell/cell.xml: it is encrypted");
}

#[test]
fn an_archive_with_64_bit_sizes_is_read() {
    let config = cells::nd(USUAL);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in config.files() {
        writer.start_file(name, SimpleFileOptions::default().large_file(true)).unwrap();
        writer.write_all(bytes).unwrap();
    }
    assert_eq!(draft(writer.finish().unwrap().into_inner()), draft(config.zip()));
}

#[test]
fn an_archive_of_more_entries_than_16_bits_can_count_is_read() {
    let config = cells::base(USUAL);
    let more = (0..70_000).map(|at| (format!("cells/BaseCell/applications/{at}"), &b""[..]));
    assert_eq!(draft(zip(config.files().chain(more))), draft(config.zip()));
}

#[test]
fn a_document_that_swells_is_refused_before_it_fills_the_memory() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in cells::nd(USUAL).files().filter(|(name, _)| !name.ends_with(INDEX)) {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.start_file(format!("cells/ProdCell/{INDEX}"), SimpleFileOptions::default()).unwrap();
    let blank = vec![b' '; 1 << 20];
    for _ in 0..65 {
        writer.write_all(&blank).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    assert!(bytes.len() < 200_000, "{}", bytes.len());
    let why = refused(bytes);
    assert_eq!(
        why,
        "cells/ProdCell/nodes/Node01/serverindex.xml: it has more than 67 million bytes"
    );
}

#[test]
fn names_that_lead_out_of_the_archive_are_left_out_and_named() {
    let config = cells::base(USUAL);
    let evil: [(String, &[u8]); 5] = [
        ("../../etc/passwd".to_owned(), b"x"),
        ("/cells/Evil/cell.xml".to_owned(), b"x"),
        ("cells/../cells/Evil/cell.xml".to_owned(), b"x"),
        ("..\\cells\\Evil\\cell.xml".to_owned(), b"x"),
        ("C:\\cells\\Evil\\cell.xml".to_owned(), b"x"),
    ];
    let cell = read(zip(config.files().chain(evil))).unwrap();
    assert_eq!(cell.cell, "BaseCell");
    assert_eq!(
        cell.gaps,
        [
            "`../../etc/passwd`, which leads out of the archive, was left out",
            "`/cells/Evil/cell.xml`, which leads out of the archive, was left out",
            "`cells/../cells/Evil/cell.xml`, which leads out of the archive, was left out",
            "2 more entries were left out",
        ]
    );
}

#[test]
fn a_document_type_is_refused_and_no_entity_is_expanded() {
    let entity = "<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<a>&x;</a>";
    assert_eq!(
        refused(replaced(INDEX, entity).zip()),
        "cells/ProdCell/nodes/Node01/serverindex.xml: line 2: it has a document type, which no \
         document of a configuration has"
    );
    let config = cells::nd(USUAL).with(INDEX, "was01.example.com", "&own;");
    assert_eq!(
        refused(config.zip()),
        "cells/ProdCell/nodes/Node01/serverindex.xml: line 3: the value of `hostName` holds an entity \
         that XML does not have"
    );
    let config = cells::nd(USUAL).with(INDEX, "was01.example.com", "was&#48;&#x31;.example.com");
    assert_eq!(draft(config.zip()), draft(cells::nd(USUAL).zip()));
}

#[test]
fn other_encodings_are_read_or_refused() {
    let latin = |label: &str| {
        let text = format!("<?xml version=\"1.0\" encoding=\"{label}\"?><a b=\"\u{e9}\"/>");
        text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect::<Vec<u8>>()
    };
    import::try_document(&latin("ISO-8859-1")).unwrap();
    let said = |bytes: &[u8]| import::try_document(bytes).unwrap_err().to_string();
    assert_eq!(said(&latin("UTF-8")), "it holds bytes that are not UTF-8");
    assert_eq!(said(&latin("IBM-1047")), "it says that it is in `IBM-1047`, which cannot be read");
    assert_eq!(said(&latin("UTF-16")), "it says that it is in `UTF-16`, which cannot be read");
    let ebcdic = [0x4C, 0x6F, 0xA7, 0x94, 0x93];
    assert_eq!(said(&ebcdic), "it is in EBCDIC; convert the archive's documents to UTF-8");
    let text = String::from_utf8(cells::nd(USUAL).documents[INDEX].clone()).unwrap();
    let text = text.replace("UTF-8", "UTF-16");
    for (mark, order) in
        [(0xFEFF_u16, u16::to_le_bytes as fn(u16) -> [u8; 2]), (0xFEFF, u16::to_be_bytes)]
    {
        let units = std::iter::once(mark).chain(text.encode_utf16());
        let bytes: Vec<u8> = units.flat_map(order).collect();
        assert_eq!(draft(replaced(INDEX, bytes).zip()), draft(cells::nd(USUAL).zip()));
    }
}

#[test]
fn documents_that_nest_or_swell_without_end_are_refused() {
    let said = |text: String| import::try_document(text.as_bytes()).unwrap_err().to_string();
    assert_eq!(said("<a>".repeat(100_000)), "line 1: its elements are nested more than 64 deep");
    let space = "http://www.ibm.com/websphere/appserver/schemas/5.0/resources.jdbc.xmi";
    let provider =
        |attributes: &str| said(format!("<w:JDBCProvider xmlns:w=\"{space}\"{attributes}/>"));
    let attributes: String = (0..600).map(|at| format!(" a{at}=\"\"")).collect();
    assert_eq!(provider(&attributes), "line 1: an element has more than 512 attributes");
    assert!(provider(" b=\"1\" b=\"2\"").starts_with("line 1: "));
    assert_eq!(said("<a/><b/>".to_owned()), "line 1: it has two roots");
    assert_eq!(said(String::new()), "line 1: it holds no element");
    assert_eq!(said("<a>\n<b>\n</b>".to_owned()), "line 3: it ends in the middle");
    assert!(said("<a></b>".to_owned()).starts_with("line 1: "));
}

#[test]
fn a_document_that_is_missing_is_named_and_the_rest_is_drafted() {
    let without = cells::nd(USUAL).without(INDEX);
    assert_eq!(
        gaps(&without),
        ["node `Node01` has no serverindex.xml, so host and servers are not known"]
    );
    let without = cells::nd(USUAL).without("resources.xml");
    assert_eq!(
        gaps(&without),
        [
            "engine `Node01.server1-OrdersBus` names the data source `jdbc/orders`, which no resources.xml in its reach has"
        ]
    );
    assert!(draft(without.zip()).contains("does not say what kind of store it is"));
    let without = cells::cluster(USUAL).without("nodes/Node2/serverindex.xml");
    assert_eq!(gaps(&without).len(), 2);
}

#[test]
fn the_archive_of_a_node_is_told_from_that_of_the_deployment_manager() {
    let node = cells::nd(USUAL)
        .without("nodes/DmgrNode/servers/dmgr/server.xml")
        .without("nodes/Node02/servers/server1/server.xml")
        .without("nodes/Node02/servers/server1/sib-engines.xml");
    let said = "it is the archive of a node and not that of the deployment manager, so it does not \
                hold the whole cell";
    assert_eq!(gaps(&node), [said]);
    let plan = draft(node.zip());
    assert!(plan.contains(&format!("# It is not whole:\n# - {said}\n")), "{plan}");
}

#[test]
fn a_cell_without_an_engine_has_no_plan() {
    let cell = read(Config::new("Empty", USUAL).zip()).unwrap();
    let why = import::draft(&cell, &import::Narrowing::default(), None).unwrap_err().to_string();
    assert_eq!(why, "cell `Empty` has no messaging engine");
}

#[test]
fn no_password_is_ever_shown() {
    for make in [cells::base, cells::nd, cells::cluster] {
        let config: Config = make(USUAL);
        let files: Vec<u8> = config.documents.values().flatten().copied().collect();
        assert!(String::from_utf8(files).unwrap().matches(MARKER).count() >= 3);
        let cell = read(config.zip()).unwrap();
        assert!(!format!("{cell:?}").contains(MARKER));
        assert!(!draft(config.zip()).contains(MARKER));
        let broken = config.with("security.xml", "<", "<<");
        assert_eq!(read(broken.zip()).unwrap(), cell, "security.xml is never opened");
    }
    let url = format!("jdbc:oracle:thin:sib/{MARKER}@//ora.example.com:1521/MSGDB");
    let from = "jdbc:oracle:thin:@//ora.example.com:1521/MSGDB";
    let config = cells::cluster(USUAL).with("clusters/Messaging/resources.xml", from, &url);
    assert_eq!(draft(config.zip()), draft(cells::cluster(USUAL).zip()));
}
