//! SR702: a value holds a password.

rule! {
    /// A value holds an encoded password (`{xor}…`), a `password=…`, a URL with user and
    /// password, or a connect string with a password.
    ///
    /// **Why:** a plan and its bundle are read by many and kept for years. `{xor}` is an encoding
    /// and not an encryption (documented by the vendor); whoever reads it has the password.
    /// Hazard H16.
    ///
    /// **Instead:** let the tool find the password where it belongs: `soap.client.props` and
    /// `ipc.client.props`, a wallet, or operating system authentication.
    ///
    /// ```restore fails
    ///   store orders-store {
    ///     oracle on "db01.example.com" {
    ///       sid       ORCL
    ///       schema    IBMWSSIB
    ///       directory DUMPS
    ///       connect   "sib/abc@ORCL"
    /// #               ^^^^^^^^^^^^^^ SR702
    ///     }
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "orders.dmp"
    ///   }
    /// ```
    ///
    /// ```restore fails
    ///   roles {
    ///     dba "{xor}Lz4sLChvLTs="
    /// #       ^^^^^^^^^^^^^^^^^^^ SR702
    ///   }
    /// ```
    ///
    /// ```restore passes
    ///   store orders-store {
    ///     oracle on "db01.example.com" {
    ///       sid       ORCL
    ///       schema    IBMWSSIB
    ///       directory DUMPS
    ///       connect   "/@ORCL"
    ///     }
    ///   }
    ///   backup nightly {
    ///     taken  2010-11-10T02:00:00-06:00
    ///     config "/backup/20101110/Dmgr01.zip"
    ///     store  orders-store "orders.dmp"
    ///   }
    /// ```
    secret_value, "SR702", Error, since "0.1.0", hazards ["H16"],
    "a value holds a password"
}

/// Whether a text holds a password. The words of a sentence, such as "ask for the password", do not.
pub fn holds_secret(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let assigned = |word: &str| {
        text.match_indices(word).any(|(at, _)| {
            let rest = text[at + word.len()..].trim_start();
            rest.strip_prefix('=').is_some_and(|value| !value.trim_start().is_empty())
        })
    };
    let in_url = text.split_once("://").is_some_and(|(_, rest)| {
        let authority = rest.split('/').next().unwrap_or("");
        authority.split_once('@').is_some_and(|(user, _)| user.contains(':'))
    });
    text.contains("{xor}")
        || text.contains("{aes")
        || assigned("password")
        || assigned("pwd")
        || in_url
}
