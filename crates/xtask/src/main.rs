//! `cargo xtask COMMAND`: everything a developer or CI does to the repository, in one place.
//!
//! `test` is what CI runs; it installs what it needs and may, and says exactly what is missing when it may not.

use std::process::ExitCode;

mod fuzz;
mod install;
mod postgres;
mod run;
mod tidy;
mod web;

const HELP: &str = "cargo xtask COMMAND

  test      format, tidy, the web application's checks and tests, clippy, every test, the documentation's examples, and
            the fuzz targets for ten seconds each; installs what it needs
  tidy      the house's rules: arrows between crates, file lengths, limits, paired migrations
  generate  write the generated files anew (crates/api/openapi.json, config/rotas/rota.schema.json); CI checks that
            they are up to date
  sim [N]   the paging simulation with N seeds (default 100,000), on every processor (fewer: CTAC_SIM_THREADS);
            with --seed SEED one story, told entry by entry
  fuzz [S]  cargo fuzz: each of the targets of crates/runbook/fuzz for S seconds (default 60); `test` runs them briefly
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["test"] => test(),
        ["tidy"] => tidy::tidy(),
        ["generate"] => generate(),
        ["fuzz"] => fuzz::fuzz(60),
        ["fuzz", seconds] => seconds.parse().map_err(|_| format!("{seconds:?} is not a number")).and_then(fuzz::fuzz),
        ["sim"] => simulate("CTAC_SIM_SEEDS", "100000"),
        ["sim", "--seed", seed] => simulate("CTAC_SIM_SEED", seed),
        ["sim", seeds] => simulate("CTAC_SIM_SEEDS", seeds),
        _ => {
            eprint!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("xtask: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn test() -> Result<(), String> {
    install::everything()?;
    run::cargo("format", &["fmt", "--all", "--check"])?;
    run::step("tidy", tidy::tidy)?;
    let application = web::checked_and_built()?;
    let built = [(web::BUILT, application.as_str())];
    run::cargo_with("clippy", &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"], &built)?;
    run::cargo_with("the program itself", &["build", "--package", "ctac-cli"], &built)?;
    run::cargo("the program without the application", &["check", "--package", "ctac-cli", "--no-default-features"])?;
    let postgres = postgres::Postgres::start()?;
    let environment = [(postgres::URL, postgres.url.as_str()), built[0]];
    if run::succeeds("cargo", &["nextest", "--version"]) {
        run::cargo_with("examples", &["test", "--workspace", "--doc"], &environment)?;
        run::cargo_with("tests", &["nextest", "run", "--workspace"], &environment)?;
    } else {
        run::cargo_with("tests and examples", &["test", "--workspace", "--no-fail-fast"], &environment)?;
    }
    fuzz::briefly()
}

/// The generated files are written by the very tests that check them, so that there is one way to make them.
fn generate() -> Result<(), String> {
    let generate = [("CTAC_GENERATE", "1")];
    run::cargo_with("generate openapi.json", &["test", "--package", "ctac-server", "generated"], &generate)?;
    let rota = ["test", "--package", "ctac-rota", "--features", "file", "--lib", "generated"];
    run::cargo_with("generate rota.schema.json", &rota, &generate)
}

/// In release: a story takes two milliseconds there, and twelve otherwise.
fn simulate(what: &str, number: &str) -> Result<(), String> {
    number.parse::<u64>().map_err(|_| format!("{number:?} is not a number"))?;
    let test = ["test", "--release", "--package", "ctac-domain", "--test", "simulation"];
    let arguments = [test.as_slice(), &["no_page_is_ever_lost", "--", "--nocapture"]].concat();
    run::cargo_with("simulation", &arguments, &[(what, number)])
}
