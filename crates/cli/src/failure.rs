//! How a command fails, and the exit code that says so to a script. The codes are documented in README.md.

use std::process::ExitCode;

/// Why a command did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// What was checked is not right: a bundle that does not verify, a doctor that found faults. Exit code 1.
    #[error("{0}")]
    NotRight(String),
    /// The command line, the configuration or a file given cannot be used as it is. Exit code 2.
    #[error("{0}")]
    Usage(String),
    /// The service refused: its problem in words. Exit code 3.
    #[error("{0}")]
    Refused(String),
    /// The service, its database or the network could not be reached or failed. Exit code 4.
    #[error("{0}")]
    Unavailable(String),
    /// A file or the terminal could not be read or written. Exit code 5.
    #[error("{0}")]
    Io(String),
    /// Whoever read the output has read enough, as `head` does: there is nobody to tell. Exit code 5.
    #[error("standard output was closed")]
    Closed,
}

impl Failure {
    /// The exit code.
    #[must_use]
    pub fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::NotRight(_) => 1,
            Self::Usage(_) => 2,
            Self::Refused(_) => 3,
            Self::Unavailable(_) => 4,
            Self::Io(_) | Self::Closed => 5,
        })
    }

    /// Standard output could not be written.
    #[must_use]
    pub fn output(error: &std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            Self::Closed
        } else {
            Self::Io(format!("standard output: {error}"))
        }
    }

    /// A file could not be read or written.
    pub fn io(path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::Io(format!("{}: {error}", path.display()))
    }
}
