//! Embeds every file under `templates/` by walking the folder, and does nothing else.

fn main() {
    minijinja_embed::embed_templates!("templates", &[".j2"]);
}
