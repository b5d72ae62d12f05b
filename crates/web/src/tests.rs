//! What is embedded: found by its path, asking no other host for anything, and within what a bad connection takes.

use std::collections::BTreeSet;

use super::*;

/// Bytes, compressed by gzip, of the scripts that the first page loads before it shows anything.
const SCRIPT: usize = 120_000;
/// Bytes, compressed by gzip, of the styles.
const STYLES: usize = 40_000;
/// Bytes of the document.
const DOCUMENT: usize = 100_000;

#[test]
fn a_file_is_found_by_its_path() {
    for shown in FILES {
        assert_eq!(file(shown.path).map(|found| found.path), Some(shown.path));
    }
    assert!(file("no-such-file").is_none());
}

fn text(path: &str) -> &'static str {
    let file = file(path).unwrap_or_else(|| panic!("no {path}"));
    std::str::from_utf8(file.plain).expect("text")
}

/// Paths that a text names after any of these words, up to the closing quotation mark.
fn named<'t>(text: &'t str, before: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(before).skip(1).filter_map(|rest| rest.split('"').next())
}

/// The scripts that a script cannot start without: its static imports, theirs, and itself.
fn with_imports(path: String, seen: &mut BTreeSet<String>) {
    if !seen.insert(path.clone()) {
        return;
    }
    for words in ["from\"./", "import\"./"] {
        for name in named(text(&path), words) {
            with_imports(format!("assets/{name}"), seen);
        }
    }
}

fn compressed(paths: &BTreeSet<String>) -> usize {
    let size = |path: &String| file(path).and_then(|file| file.gzip).map_or(0, <[u8]>::len);
    paths.iter().map(size).sum()
}

#[cfg(feature = "ui")]
#[test]
fn the_application_is_there_and_asks_no_other_host_for_anything() {
    let page = text("index.html");
    assert!(page.contains("/app/assets/"), "{page}");
    assert!(!page.contains("://"), "{page}");
    for style in FILES.iter().filter(|file| file.path.ends_with(".css")) {
        let style = std::str::from_utf8(style.plain).expect("text");
        assert!(!style.contains("url(http") && !style.contains("url(//") && !style.contains("@import"), "a style asks");
    }
}

#[cfg(feature = "ui")]
#[test]
fn the_first_page_is_within_its_budget() {
    let page = text("index.html");
    assert!(page.len() < DOCUMENT, "the document: {} bytes", page.len());
    let (mut scripts, mut styles) = (BTreeSet::new(), BTreeSet::new());
    for path in named(page, "\"/app/").filter(|path| path.starts_with("assets/")) {
        if path.ends_with(".js") {
            with_imports(path.to_owned(), &mut scripts);
        } else if path.ends_with(".css") {
            styles.insert(path.to_owned());
        }
    }
    assert!(!scripts.is_empty() && !styles.is_empty(), "{page}");
    let (script, style) = (compressed(&scripts), compressed(&styles));
    println!("the first page loads {script} bytes of script in {} files and {style} of styles", scripts.len());
    assert!(script > 0 && script <= SCRIPT, "script: {script} bytes of {scripts:?}; {SCRIPT} are the most");
    assert!(style > 0 && style <= STYLES, "styles: {style} bytes of {styles:?}; {STYLES} are the most");
}
