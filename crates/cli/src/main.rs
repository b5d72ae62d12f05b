//! The binary: reads the command line, runs the command, turns a failure into words and an exit code.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = ctac_cli::args::Cli::parse();
    if matches!(cli.command, ctac_cli::args::Command::Serve(_)) {
        ctac_cli::arenas::settle();
    }
    match ctac_cli::commands::run(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !matches!(failure, ctac_cli::failure::Failure::Closed) {
                eprintln!("ctac: {failure}");
            }
            failure.code()
        }
    }
}
