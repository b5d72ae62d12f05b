//! Builds the web application from its lock file and writes the table of its files for `src/lib.rs`.
//!
//! Node works in `OUT_DIR` only: the sources are copied there, so that nothing is written beside them. `CTAC_UI_DIST=folder` takes
//! an application that is built already; without the feature `ui` the table is empty.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// What stands in `ui/` and is not a source.
const NOT_SOURCES: [&str; 3] = ["node_modules", "dist", "generated"];

fn main() -> Outcome<()> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    println!("cargo::rerun-if-env-changed=CTAC_UI_DIST");
    let dist = if env::var_os("CARGO_FEATURE_UI").is_none() {
        None
    } else if let Some(built) = env::var_os("CTAC_UI_DIST") {
        println!("cargo::rerun-if-changed={}", Path::new(&built).display());
        Some(PathBuf::from(built))
    } else {
        Some(built_in(&out)?)
    };
    fs::write(out.join("files.rs"), table(dist.as_deref())?)?;
    Ok(())
}

/// Copies the sources and the documents of the interface, keeping their places to one another, and builds there.
fn built_in(out: &Path) -> Outcome<PathBuf> {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let api = here.join("../api");
    let ui = out.join("web/ui");
    for document in ["openapi.json", "asyncapi.yaml"] {
        println!("cargo::rerun-if-changed={}", api.join(document).display());
        fs::create_dir_all(out.join("api"))?;
        fs::copy(api.join(document), out.join("api").join(document))?;
    }
    let lock = fs::read(here.join("ui/package-lock.json"))?;
    let installed = ui.join("node_modules/.ctac-lock");
    forget_sources(&ui)?;
    copy(&here.join("ui"), &ui)?;
    if fs::read(&installed).ok().as_deref() != Some(lock.as_slice()) {
        npm(&ui, &["ci", "--ignore-scripts", "--no-audit", "--no-fund"])?;
        fs::write(&installed, &lock)?;
    }
    npm(&ui, &["run", "build"])?;
    Ok(ui.join("dist"))
}

/// A source that is gone must not be built: everything goes but what was installed.
fn forget_sources(ui: &Path) -> Outcome<()> {
    fs::create_dir_all(ui)?;
    for entry in fs::read_dir(ui)? {
        let entry = entry?;
        if entry.file_name() == "node_modules" {
            continue;
        }
        if entry.file_type()?.is_dir() { fs::remove_dir_all(entry.path())? } else { fs::remove_file(entry.path())? }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Outcome<()> {
    fs::create_dir_all(to)?;
    // The folder itself is not watched: what is installed or built by hand in it is no change of the sources.
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if NOT_SOURCES.iter().any(|skipped| name == *skipped) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to.join(&name))?;
            if !from.ends_with("ui") || name != "src" {
                println!("cargo::rerun-if-changed={}", entry.path().display());
            }
        } else {
            println!("cargo::rerun-if-changed={}", entry.path().display());
            fs::copy(entry.path(), to.join(&name))?;
        }
    }
    Ok(())
}

fn npm(ui: &Path, arguments: &[&str]) -> Outcome<()> {
    let done = Command::new("npm").args(arguments).current_dir(ui).output().map_err(|problem| {
        format!("npm cannot be run ({problem}): install Node 20.19 or later, or build without the application (--no-default-features), or name a built one in CTAC_UI_DIST")
    })?;
    if done.status.success() {
        return Ok(());
    }
    let said = [String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr)].concat();
    Err(format!("npm {} failed:\n{said}", arguments.join(" ")).into())
}

/// The Rust text of the table: sorted by path, each file with its compressed forms.
fn table(dist: Option<&Path>) -> Outcome<String> {
    let mut files = Vec::new();
    if let Some(dist) = dist {
        list(dist, "", &mut files)?;
    }
    files.sort();
    let mut text = String::from("&[\n");
    for (path, file) in files.iter().filter(|(path, _)| !path.ends_with(".br") && !path.ends_with(".gz")) {
        let form = |suffix: &str| {
            let compressed = PathBuf::from(format!("{}{suffix}", file.display()));
            if compressed.exists() { format!("Some(include_bytes!({compressed:?}))") } else { "None".to_owned() }
        };
        let kind = kind(path);
        writeln!(
            text,
            "File {{ path: {path:?}, kind: {kind:?}, plain: include_bytes!({file:?}), brotli: {}, gzip: {} }},",
            form(".br"),
            form(".gz")
        )?;
    }
    text.push(']');
    Ok(text)
}

fn list(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> Outcome<()> {
    for entry in fs::read_dir(folder).map_err(|problem| format!("{}: {problem}", folder.display()))? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &format!("{path}/"), files)?;
        } else {
            files.push((path, entry.path().canonicalize()?));
        }
    }
    Ok(())
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
