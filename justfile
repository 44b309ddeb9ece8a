# Everyday commands. `just test` is what the README and CI run.

test:
    tests/run

lint:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings

bench:
    cargo bench --bench speed
    cargo bench --bench import

docs:
    UPDATE_DOCS=1 cargo test --quiet --test rules
