//! Data sources: what is behind a JNDI name.
//!
//! The names of the properties are those of the drivers: `databaseName`, `serverName` and
//! `portNumber` of most, `URL` of Oracle's, `ifxIFXHOST` of Informix's, whose `serverName` is the
//! name of the database server.

use super::xml::{Element, Wanted};
use crate::inventory::{DataSource, DatabaseKind};

/// `resources.xml`.
pub(super) const WANTED: Wanted = Wanted {
    namespace: "resources.jdbc.xmi",
    objects: &["JDBCProvider"],
    elements: &["factories", "propertySet", "resourceProperties"],
    attributes: &[
        "name",
        "jndiName",
        "type",
        "providerType",
        "implementationClassName",
        "datasourceHelperClassname",
        "value",
    ],
    property: "resourceProperties",
    properties: &["databaseName", "serverName", "portNumber", "URL", "ifxIFXHOST", "instanceName"],
};

/// The data source of a JNDI name in one document. `fill` fills in the variables of a text.
pub(super) fn source(
    providers: &[Element],
    jndi: &str,
    fill: impl Fn(&str) -> String,
) -> Option<DataSource> {
    let is_source =
        |factory: &Element| factory.get("type").is_none_or(|kind| kind.ends_with("DataSource"));
    let (provider, factory) = providers
        .iter()
        .flat_map(|provider| provider.all("factories").map(move |factory| (provider, factory)))
        .find(|(_, factory)| is_source(factory) && factory.get("jndiName") == Some(jndi))?;
    // The helper is chosen for the database; a provider's type can be one for several.
    let says = [
        factory.get("datasourceHelperClassname"),
        factory.get("providerType"),
        provider.get("providerType"),
        provider.get("implementationClassName"),
    ];
    let kind = says.into_iter().flatten().find_map(DatabaseKind::named_in);
    let property = |name: &str| {
        let properties = factory.all("propertySet").flat_map(|set| set.all("resourceProperties"));
        let mut named = properties.filter(|property| property.get("name") == Some(name));
        named.find_map(|property| property.get("value")).map(&fill)
    };
    let mut source = DataSource {
        name: factory.text("name"),
        kind,
        database: property("databaseName"),
        host: property("serverName"),
        port: property("portNumber").and_then(|port| port.parse().ok()).filter(|port| *port > 0),
        server: None,
    };
    match kind {
        Some(DatabaseKind::Oracle) => oracle(&mut source, &property("URL").unwrap_or_default()),
        Some(DatabaseKind::Informix) => {
            source.server = source.host.take();
            source.host = property("ifxIFXHOST");
        }
        Some(DatabaseKind::SqlServer) => sql_server(&mut source, property("instanceName")),
        // An embedded database has no server.
        Some(DatabaseKind::Derby) if source.host.is_none() => source.port = None,
        _ => {}
    }
    Some(source)
}

/// `host\INSTANCE` in one property, or the instance in another.
fn sql_server(source: &mut DataSource, instance: Option<String>) {
    let Some(host) = source.host.take() else { return };
    let (host, instance) = match host.split_once('\\') {
        Some((host, instance)) => (host.to_owned(), Some(instance.to_owned())),
        None => (host, instance),
    };
    source.server = instance.map(|instance| format!("{host}\\{instance}"));
    source.host = Some(host);
}

/// What a URL of Oracle's thin driver says: `@//host:port/service`, `@host:port:sid`, or a
/// description in brackets. A user and a password before the `@` are passed over.
fn oracle(source: &mut DataSource, url: &str) {
    let Some((_, address)) = url.rsplit_once('@') else { return };
    let inner = |key: &str| {
        let start = address.to_ascii_uppercase().find(&format!("({key}="))? + key.len() + 2;
        let end = address.get(start..)?.find(')')?;
        address.get(start..start + end).map(|text| text.trim().to_owned())
    };
    if address.contains('(') {
        source.host = inner("HOST");
        source.port = inner("PORT").and_then(|port| port.parse().ok());
        source.database = inner("SID").or_else(|| inner("SERVICE_NAME"));
        return;
    }
    let address = address.trim_start_matches('/');
    let mut parts = address.splitn(3, [':', '/']);
    source.host = parts.next().filter(|host| !host.is_empty()).map(str::to_owned);
    let (second, third) = (parts.next(), parts.next());
    source.port = second.and_then(|port| port.parse().ok());
    let database = if source.port.is_some() { third } else { second };
    // Behind a service stands the kind of server, as in `service:dedicated`.
    let name = database.and_then(|text| text.split([':', '/', '?']).next());
    source.database = name.filter(|name| !name.is_empty()).map(str::to_owned);
}
