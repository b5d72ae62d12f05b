//! The house's rules that no compiler checks. Each says what to do about it; README.md's invariants name them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What each crate may depend on of ours (README.md, "The house"). `cli` and the tests may use everything.
const ARROWS: [(&str, &[&str]); 13] = [
    ("ledger", &[]),
    ("rota", &[]),
    ("runbook", &[]),
    ("domain", &["rota", "runbook"]),
    ("store-sqlite", &["ledger"]),
    ("store-postgres", &["ledger"]),
    ("notify", &["domain"]),
    ("auth", &["domain", "ledger"]),
    ("api", &["domain", "rota", "runbook"]),
    ("engine", &["api", "domain", "ledger"]),
    ("server", &["api", "auth", "domain", "engine", "ledger", "rota", "runbook"]),
    ("web", &[]),
    ("xtask", &[]),
];

/// Dependencies that only some crates may name, and which.
const RESERVED: [(&str, &[&str]); 5] = [
    ("sqlx", &["store-sqlite", "store-postgres"]),
    ("reqwest", &["notify", "cli"]),
    ("lettre", &["notify"]),
    ("axum-server", &["cli"]),
    ("tokio-tungstenite", &["cli", "server"]),
];

/// What the pure libraries may never depend on.
const IMPURE: [&str; 6] = ["tokio", "sqlx", "axum", "rand", "getrandom", "reqwest"];
const PURE: [&str; 4] = ["ledger", "rota", "runbook", "domain"];

/// Lines of one source file: past this it has two purposes.
const FILE_LINES: usize = 600;

/// The same of the web application's.
const UI_LINES: usize = 300;
/// And of a sheet of styles, which is a list of rules.
const STYLE_LINES: usize = 450;

/// One closed list each, of which no half could be read alone: everything that can happen, everything that can be asked.
const LISTS: [(&str, usize); 2] = [("crates/domain/src/event.rs", 1_200), ("crates/domain/src/command.rs", 1_200)];

/// What may stand at the top of the repository.
const TOP: [&str; 10] = [
    "Cargo.toml",
    "Cargo.lock",
    "README.md",
    "clippy.toml",
    "rustfmt.toml",
    "config",
    "crates",
    "migrations",
    "runbooks",
    "tests",
];

/// Checks everything and lists every fault.
pub(crate) fn tidy() -> Result<(), String> {
    let mut faults = Vec::new();
    arrows(&mut faults)?;
    files(&mut faults)?;
    migrations(&mut faults)?;
    top(&mut faults)?;
    if faults.is_empty() {
        return Ok(());
    }
    Err(format!("tidy found {}:\n  {}", faults.len(), faults.join("\n  ")))
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let listed = fs::read_dir(folder).map_err(|error| format!("{} cannot be listed: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = listed.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Every crate stands in [`ARROWS`] (or may use everything), depends only on what it may, and keeps purity.
fn arrows(faults: &mut Vec<String>) -> Result<(), String> {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.into_iter().collect();
    for folder in entries(Path::new("crates"))? {
        let krate = name(&folder);
        let manifest: toml::Table =
            read(&folder.join("Cargo.toml"))?.parse().map_err(|error| format!("{krate}: {error}"))?;
        let table = manifest.get("dependencies").and_then(toml::Value::as_table).cloned().unwrap_or_default();
        if krate != "cli" && !allowed.contains_key(krate.as_str()) {
            faults.push(format!(
                "crates/{krate}: no place in the house; add its arrows to crates/xtask/src/tidy.rs and README.md"
            ));
        }
        for dependency in table.keys() {
            check_dependency(&krate, dependency, allowed.get(krate.as_str()).copied(), faults);
        }
        let lints = manifest.get("lints").and_then(|lints| lints.get("workspace")).and_then(toml::Value::as_bool);
        if lints != Some(true) {
            faults.push(format!("crates/{krate}/Cargo.toml: say [lints] workspace = true"));
        }
    }
    Ok(())
}

fn check_dependency(krate: &str, dependency: &str, allowed: Option<&[&str]>, faults: &mut Vec<String>) {
    if let (Some(ours), Some(allowed)) = (dependency.strip_prefix("ctac-"), allowed)
        && !allowed.contains(&ours)
    {
        faults.push(format!("crates/{krate}: may not depend on {dependency}"));
    }
    if PURE.contains(&krate) && IMPURE.contains(&dependency) {
        faults.push(format!("crates/{krate}: is pure and may not depend on {dependency}"));
    }
    for (reserved, holders) in RESERVED {
        if dependency == reserved && !holders.contains(&krate) {
            faults.push(format!("crates/{krate}: only {} may depend on {reserved}", holders.join(", ")));
        }
    }
}

/// Every source file opens with what it is for and has one purpose; every crate names its limits.
fn files(faults: &mut Vec<String>) -> Result<(), String> {
    let mut waiting = vec![PathBuf::from("crates"), PathBuf::from("tests")];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let skipped = ["target", "node_modules", "snapshots", "dist", "generated"].contains(&name(&path).as_str());
            waiting.extend(if skipped { Vec::new() } else { entries(&path)? });
        } else if path
            .extension()
            .is_some_and(|extension| ["ts", "tsx", "mjs", "scss"].iter().any(|it| extension == *it))
        {
            ui_file(&path, faults)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = read(&path)?;
            if !text.starts_with("//!") {
                faults.push(format!("{}: open with //! and what the file is for", path.display()));
            }
            let lines = text.lines().count();
            let list = LISTS.iter().find(|(list, _)| path.ends_with(list));
            let most = list.map_or(FILE_LINES, |(_, most)| *most);
            if lines > most {
                faults.push(format!("{}: {lines} lines; past {most} it has two purposes", path.display()));
            }
            let unfinished = ["todo!(", "unimplemented!(", "#[allow("];
            for word in unfinished.iter().filter(|word| text.contains(*word) && !path.ends_with("tidy.rs")) {
                faults.push(format!("{}: {word} is not for committed code", path.display()));
            }
        }
    }
    for krate in ["ledger", "rota", "runbook", "domain", "engine", "server", "notify", "auth"] {
        if !Path::new("crates").join(krate).join("src/limits.rs").exists() {
            faults.push(format!("crates/{krate}: name every limit in src/limits.rs"));
        }
    }
    Ok(())
}

/// A file of the web application, or of its tests in a browser.
fn ui_file(path: &Path, faults: &mut Vec<String>) -> Result<(), String> {
    let text = read(path)?;
    if !text.starts_with("// ") {
        faults.push(format!("{}: open with // and what the file is for", path.display()));
    }
    let lines = text.lines().count();
    let most = if path.extension().is_some_and(|it| it == "scss") { STYLE_LINES } else { UI_LINES };
    if lines > most {
        faults.push(format!("{}: {lines} lines; past {most} it has two purposes", path.display()));
    }
    for word in ["TODO", "@ts-ignore", "dangerouslySetInnerHTML"].iter().filter(|word| text.contains(**word)) {
        faults.push(format!("{}: {word} is not for committed code", path.display()));
    }
    Ok(())
}

/// Both databases have the same migrations, under the same numbers and names.
fn migrations(faults: &mut Vec<String>) -> Result<(), String> {
    let list = |database: &str| -> Result<BTreeSet<String>, String> {
        let paths = entries(&Path::new("migrations").join(database))?;
        // Folders beside the migrations hold what an operator runs by hand.
        Ok(paths.iter().filter(|path| path.is_file()).map(|path| name(path)).collect())
    };
    let (sqlite, postgres) = (list("sqlite")?, list("postgres")?);
    for only in sqlite.symmetric_difference(&postgres) {
        faults.push(format!("migrations: {only} stands in one of sqlite and postgres only"));
    }
    Ok(())
}

/// Nothing else stands at the top.
fn top(faults: &mut Vec<String>) -> Result<(), String> {
    for path in entries(Path::new("."))? {
        let name = name(&path);
        let known = TOP.contains(&name.as_str()) || name == "runbooks" || name == "target" || name.starts_with('.');
        if !known {
            faults.push(format!("{name}: nothing else stands at the top of the repository"));
        }
    }
    Ok(())
}
