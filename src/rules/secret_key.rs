//! SR701: a key looks like a secret.

rule! {
    /// A key looks like a secret.
    secret_key, "SR701", Error, since "0.1.0", hazards ["H16"],
    "a key looks like a secret"
}

/// Where credentials belong instead.
pub const HELP: &str = "credentials belong in soap.client.props, ipc.client.props, or the database's own wallet or instance user";

/// Whether a keyword is one that people use for secrets.
pub fn looks_secret(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    let parts = [
        "password",
        "passwd",
        "pwd",
        "secret",
        "passphrase",
        "credential",
        "token",
        "api-key",
        "apikey",
    ];
    parts.iter().any(|part| word.contains(part)) || matches!(word.as_str(), "pass" | "pw")
}
