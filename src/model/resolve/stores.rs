//! Stores.

use super::Resolver;
use crate::model::store::{Store, StoreId, StoreKind};
use crate::rules::{kind_entry, missing_entry, repeated_entry, secret_value, unknown_name};
use crate::source::Spanned;
use crate::syntax::{Entry, Value};
use core::net::Ipv6Addr;

/// Keyword of a kind, and the entries it takes.
const KINDS: &[(&str, &[&str])] = &[
    ("db2", &["database", "schema", "instance", "tools"]),
    ("oracle", &["sid", "schema", "directory", "connect", "tools"]),
    ("sqlserver", &["database", "schema", "server", "tools"]),
    ("informix", &["server", "database", "schema", "tools"]),
    ("sybase", &["server", "database", "schema", "tools"]),
    ("derby", &["database", "schema", "network-server", "tools"]),
    ("file", &["log", "permanent", "temporary"]),
    ("command", &["restore", "verify", "keep"]),
];

impl Resolver<'_> {
    pub(super) fn store(&mut self, entry: &Entry) -> Store {
        let name =
            entry.value().map(|value| self.word(value, "the name of a store")).unwrap_or_default();
        let id = StoreId(self.stores.len());
        Self::declare(&mut self.findings, &mut self.stores, "store", &name, id, entry.head());
        let mut kinds = entry.entries().iter();
        let Some(kind) = kinds.next() else {
            let span = entry.head();
            if entry.broken.is_empty() {
                let kinds: Vec<String> =
                    KINDS.iter().map(|(word, _)| format!("`{word}`")).collect();
                self.findings.push(
                    missing_entry::RULE
                        .at(span, format!("store `{name}` does not say what is behind it"))
                        .help(format!("add one of {}", kinds.join(", "))),
                );
            }
            return Store {
                name,
                host: String::new(),
                kind: None,
                schema: String::new(),
                tools: String::new(),
                span,
                kind_span: span,
                host_span: span,
            };
        };
        for other in kinds {
            self.findings.push(
                repeated_entry::RULE
                    .at(other.key.span, format!("store `{name}` has two kinds"))
                    .other(kind.key.span, "the first is here")
                    .help("describe two stores, or delete one kind"),
            );
        }
        self.kind_entries(kind);
        let title = format!("store `{name}`");
        let schema = match kind.key.value.as_str() {
            "file" | "command" => String::new(),
            _ => self
                .needed(kind, "schema", &title)
                .map(|v| self.identifier(v, "a schema"))
                .unwrap_or_default(),
        };
        let tools = self.value_of(kind, "tools").map(|value| self.path(value)).unwrap_or_default();
        let host = self.host(kind);
        let on = kind.clause("on").and_then(Entry::value);
        let span = entry.head();
        Store {
            kind: self.kind(kind, &title),
            name,
            host,
            schema,
            tools,
            span,
            kind_span: kind.key.span,
            host_span: on.map_or(kind.key.span, |host| host.span),
        }
    }

    /// Entries of another kind of store are findings.
    fn kind_entries(&mut self, kind: &Entry) {
        let word = kind.key.value.as_str();
        let allowed =
            KINDS.iter().find(|(name, _)| *name == word).map_or(&[][..], |(_, keys)| keys);
        for entry in
            kind.entries().iter().filter(|entry| !allowed.contains(&entry.key.value.as_str()))
        {
            let takes: Vec<String> = allowed.iter().map(|key| format!("`{key}`")).collect();
            self.findings.push(
                kind_entry::RULE
                    .at(entry.head(), format!("`{}` does not belong to `{word}`", entry.key.value))
                    .other(kind.key.span, "the store is of this kind")
                    .help(format!("`{word}` takes {}", takes.join(", "))),
            );
        }
    }

    fn kind(&mut self, entry: &Entry, title: &str) -> Option<StoreKind> {
        let word = |this: &mut Self, key: &str, what: &str| {
            this.needed(entry, key, title)
                .map(|value| this.identifier(value, what))
                .unwrap_or_default()
        };
        let kind = match entry.key.value.as_str() {
            "db2" => StoreKind::Db2 {
                database: word(self, "database", "a database"),
                instance: word(self, "instance", "an instance"),
            },
            "oracle" => StoreKind::Oracle {
                sid: word(self, "sid", "an instance"),
                directory: word(self, "directory", "a directory object"),
                connect: self
                    .value_of(entry, "connect")
                    .map_or_else(|| "/".to_owned(), |v| self.connect(v)),
            },
            "sqlserver" => StoreKind::SqlServer {
                database: word(self, "database", "a database"),
                server: self
                    .value_of(entry, "server")
                    .map(|v| self.sql_server(v))
                    .unwrap_or_default(),
            },
            "informix" => StoreKind::Informix {
                server: word(self, "server", "a server"),
                database: word(self, "database", "a database"),
            },
            "sybase" => StoreKind::Sybase {
                server: word(self, "server", "a server"),
                database: word(self, "database", "a database"),
            },
            "derby" => StoreKind::Derby {
                database: self.derby_path(entry, title),
                port: self.derby_port(entry),
            },
            "file" => StoreKind::File {
                log: self.needed_path(entry, "log", title),
                permanent: self.needed_path(entry, "permanent", title),
                temporary: self.needed_path(entry, "temporary", title),
            },
            "command" => StoreKind::Command {
                restore: self.needed_path(entry, "restore", title),
                verify: self.needed_path(entry, "verify", title),
                keep: self
                    .value_of(entry, "keep")
                    .map(|value| self.path(value))
                    .unwrap_or_default(),
            },
            other => {
                self.findings.push(
                    unknown_name::RULE
                        .at(entry.key.span, format!("no kind of store is called `{other}`")),
                );
                return None;
            }
        };
        Some(kind)
    }

    /// The folder of a Derby database, which stands in a URL whose parts end at semicolons.
    fn derby_path(&mut self, entry: &Entry, title: &str) -> String {
        let value = self.needed(entry, "database", title);
        if let Some(value) = value.filter(|value| value.value.text.contains([';', '\''])) {
            self.bad(value, "the folder of a Derby database", "a path without `;` and `'`");
            return value.value.text.clone();
        }
        value.map(|value| self.path(value)).unwrap_or_default()
    }

    /// The port of Derby's network server, whose host stands in a URL too.
    fn derby_port(&mut self, entry: &Entry) -> Option<u16> {
        let port = self.value_of(entry, "network-server").and_then(|value| self.port(value))?;
        let on = entry.clause("on").and_then(Entry::value);
        if let Some(host) = on.filter(|host| host.value.text.parse::<Ipv6Addr>().is_ok()) {
            self.bad(host, "a host in a URL of Derby", "the name of the host");
        }
        Some(port)
    }

    fn needed_path(&mut self, entry: &Entry, key: &str, title: &str) -> String {
        self.needed(entry, key, title).map(|value| self.path(value)).unwrap_or_default()
    }

    /// A connect string; one that holds a password is refused.
    fn connect(&mut self, value: &Spanned<Value>) -> String {
        let text = &value.value.text;
        let user = text.split('@').next().unwrap_or("");
        if user.split_once('/').is_some_and(|(_, password)| !password.is_empty()) {
            self.findings.push(
                secret_value::RULE.at(value.span, "this connect string holds a password").help(
                    "use `/` with operating system authentication, or `/@ALIAS` with a wallet",
                ),
            );
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || "_./:@=+,-".contains(c);
        if text.is_empty() || text.starts_with('-') || !text.chars().all(plain) {
            self.bad(value, "a connect string", "`/`, or `/@ALIAS` with a wallet");
        }
        text.clone()
    }
}
