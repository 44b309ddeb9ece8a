//! SR701: a key looks like a secret.

rule! {
    /// A line begins with a word such as `password`, `pwd`, `secret` or `token`, also when it is
    /// spelt a little wrong.
    ///
    /// **Why:** a plan is mailed, reviewed and kept with the change; what it holds, many people
    /// can read. What is passed to wsadmin as an argument appears in its output (documented by
    /// the vendor, message WASX7303I). Hazard H16.
    ///
    /// **Instead:** credentials belong in `soap.client.props` and `ipc.client.props` of the
    /// profile, encoded with PropFilePasswordEncoder, and for databases in the wallet or with the
    /// instance user. Scripts prove that they are there before anything is changed.
    ///
    /// ```restore fails
    ///   store orders-store {
    ///     db2 on "db01.example.com" {
    ///       database ORDERSDB
    ///       schema   IBMWSSIB
    ///       instance db2inst1
    ///       pasword  "abc"
    /// #     ^^^^^^^ SR701
    ///     }
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   store orders-store {
    ///     db2 on "db01.example.com" { database ORDERSDB  schema IBMWSSIB  instance db2inst1 }
    ///   }
    /// ```
    secret_key, "SR701", Error, since "0.1.0", hazards ["H16"],
    "a key looks like a secret"
}

/// Where credentials belong instead.
pub const HELP: &str = "credentials belong in soap.client.props, ipc.client.props, or the database's own wallet or instance user";

/// Words for secrets, whole or within a longer word.
const WORDS: &[&str] = &[
    "password",
    "passwd",
    "passwort",
    "pwd",
    "secret",
    "passphrase",
    "credential",
    "token",
    "api-key",
    "apikey",
    "privatekey",
    "private-key",
];

/// How alike a misspelt word must be, from 0 to 1. A test holds that no keyword is as much alike.
const ALIKE: f64 = 0.92;

/// Whether a keyword is one that people use for secrets, perhaps misspelt.
pub fn looks_secret(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    let alike = |part: &&str| word.len() > 4 && strsim::jaro_winkler(&word, part) >= ALIKE;
    matches!(word.as_str(), "pass" | "pw")
        || WORDS.iter().any(|part| word.contains(part))
        || WORDS.iter().filter(|part| part.len() > 4).any(alike)
}
