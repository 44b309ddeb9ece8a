//! SR102: the plan file is not UTF-8 text.

rule! {
    /// The file holds a byte that is not UTF-8. Nothing else is looked at: other findings could
    /// be wrong.
    ///
    /// **Why:** names of buses and destinations may hold letters beyond ASCII. Read in another
    /// encoding they become other names, and the scripts would look for engines that do not exist
    /// (concluded).
    ///
    /// **Instead:** save the file as UTF-8. Editors on Windows often save as Windows-1252 or
    /// UTF-16.
    ///
    /// There is no plan here to show it: this page is UTF-8 itself.
    ///
    /// ```restore passes
    ///   summary "Aufträge nach dem Ausfall des Speichers"
    /// ```
    not_utf8, "SR102", Error, since "0.1.0", hazards [],
    "the plan file is not UTF-8 text"
}
