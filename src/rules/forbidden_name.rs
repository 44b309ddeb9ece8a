//! SR203: WebSphere does not allow this name.

rule! {
    /// Websphere does not allow this name.
    forbidden_name, "SR203", Error, since "0.1.0", hazards ["H18"],
    "WebSphere does not allow this name"
}
