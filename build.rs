//! Embeds every file under `templates/` by walking the folder, and does nothing else.

#[allow(clippy::disallowed_methods, reason = "the embedding macro writes into OUT_DIR")]
fn main() {
    minijinja_embed::embed_templates!("templates", &[".j2"]);
}
