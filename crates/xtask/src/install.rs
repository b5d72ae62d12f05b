//! What the tests need beside Rust: found, installed through Debian's package manager where that may be, or named.

use std::path::Path;
use std::process::Command;

use crate::run;

/// A program the tests start for real.
struct Need {
    /// Debian's package.
    package: &'static str,
    /// What the tests do with it.
    why: &'static str,
    /// Whether it is there.
    found: fn() -> bool,
}

const NEEDS: [Need; 5] = [
    Need { package: "postgresql", why: "the store for several nodes is tested on it", found: postgresql },
    Need {
        package: "prometheus-alertmanager",
        why: "an unmodified Alertmanager pages through the service",
        found: alertmanager,
    },
    Need { package: "npm", why: "the web application is checked, tested and built with Node", found: node },
    Need { package: "chromium", why: "the whole service is looked at in a real browser", found: chromium },
    Need { package: "fonts-liberation", why: "its pictures are to look as they do for people", found: fonts },
];

fn postgresql() -> bool {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    versions.map(|version| version.path().join("bin/initdb")).any(|initdb| initdb.exists()) || on_path("initdb")
}

fn alertmanager() -> bool {
    on_path("prometheus-alertmanager")
}

fn node() -> bool {
    on_path("node") && on_path("npm")
}

fn chromium() -> bool {
    on_path("chromium")
}

fn fonts() -> bool {
    let places = ["/usr/share/fonts/truetype/liberation", "/usr/share/fonts/truetype/liberation2"];
    places.iter().any(|place| Path::new(place).exists())
}

fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).exists())
}

/// Sees to it that everything is there.
pub(crate) fn everything() -> Result<(), String> {
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !(need.found)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    if may_install() {
        run::step(&format!("install {}", packages.join(" ")), || apt(&packages))?;
    }
    let still: Vec<String> = missing
        .iter()
        .filter(|need| !(need.found)())
        .map(|need| format!("\n  {} ({})", need.package, need.why))
        .collect();
    if still.is_empty() {
        return Ok(());
    }
    Err(format!(
        "missing, and could not be installed from here:{}\ninstall it as root: apt-get install {}",
        still.concat(),
        packages.join(" ")
    ))
}

/// As root with apt at hand, or with a sudo that asks nothing.
fn may_install() -> bool {
    Path::new("/usr/bin/apt-get").exists() && (is_root() || run::succeeds("sudo", &["-n", "true"]))
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn apt(packages: &[&str]) -> Result<(), String> {
    let prefix: &[&str] = if is_root() { &[] } else { &["sudo", "-n"] };
    let update = [prefix, &["apt-get", "update", "-qq"]].concat();
    // The programs are started by the tests themselves, each with its own data: no service is to run.
    let environment = ["env", "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1"];
    let install =
        [prefix, &environment, &["apt-get", "install", "-y", "-qq", "--no-install-recommends"], packages].concat();
    for words in [update, install] {
        let (program, arguments) = words.split_first().ok_or("nothing to run")?;
        if !Command::new(program).args(arguments).status().is_ok_and(|status| status.success()) {
            return Err(format!("{} failed", words.join(" ")));
        }
    }
    Ok(())
}
