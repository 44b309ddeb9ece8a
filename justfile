# Everyday commands. `just test` is what the README and CI run.

test:
    tests/run

lint:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings

bench:
    cargo bench --bench speed
    cargo bench --no-default-features --bench diagnose
    cargo bench --no-default-features --bench import
    cargo bench --bench rehearsal

docs:
    UPDATE_DOCS=1 cargo test --quiet --test rules
