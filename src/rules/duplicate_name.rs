//! SR201: a name is given to two things of one kind.

rule! {
    /// A name is given to two things of one kind.
    duplicate_name, "SR201", Error, since "0.1.0", hazards ["H18"],
    "a name is given to two things of one kind"
}
