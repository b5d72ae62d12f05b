//! What the fuzz targets run: kept here, so that the tests run the same on a compiler without instrumentation.

use crate::{diff, format, lint, preview};

/// Reads bytes as a runbook. What is read must come back from what is written of it; whatever is refused has its place.
///
/// # Panics
/// Where that does not hold: it is a defect.
pub fn parse(bytes: &[u8]) {
    match format::parse_bytes(bytes) {
        Ok(parsed) => {
            let written = format::write(&parsed.runbook);
            let again = format::parse(&written).map(|(runbook, _)| runbook);
            assert!(again.as_ref() == Ok(&parsed.runbook), "what was written is read as something else:\n{written}");
            assert!(diff::diff(&parsed.runbook, &parsed.runbook).is_empty(), "nothing changed");
            drop(lint::lint(&parsed.runbook));
            drop(preview(&parsed.runbook, None));
        }
        Err(faults) => assert!(!faults.is_empty(), "what is refused has a fault"),
    }
}

/// Reads bytes as a CACAO playbook. What is brought in must come back from Markdown and from CACAO as it is.
///
/// # Panics
/// Where that does not hold: it is a defect.
pub fn cacao(bytes: &[u8]) {
    use crate::cacao::export::{Options, export};
    use crate::cacao::import::import;
    let Ok(imported) = import(bytes) else { return };
    let written = format::write(&imported.runbook);
    let again = format::parse(&written).map(|(runbook, _)| runbook);
    assert!(again.as_ref() == Ok(&imported.runbook), "what was brought in is written as something else:\n{written}");
    let again = import(export(&imported.runbook, &Options::default()).playbook.to_string().as_bytes());
    assert!(again.is_ok_and(|again| again.runbook == imported.runbook), "what is given out comes back otherwise");
}

/// Reads bytes as a condition. What is read must be read again from what is written of it.
///
/// # Panics
/// Where that does not hold: it is a defect.
pub fn condition(bytes: &[u8]) {
    use crate::condition::{Scope, parse};
    let Ok(read) = parse(&String::from_utf8_lossy(bytes)) else { return };
    let _truth = read.condition.evaluate(&Scope::new());
    let written = read.condition.to_string();
    // The canonical form has quotes and blanks that the text had not: it may be longer than is read.
    if written.len() <= crate::limits::CONDITION_BYTES {
        let again = parse(&written).map(|again| again.condition);
        assert!(again == Ok(read.condition), "what was written is read as something else: {written}");
    }
}
