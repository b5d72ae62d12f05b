//! The arguments of call-outs.

use clap::{Args, Subcommand};

use crate::args::Service;

/// Call-outs.
#[derive(Debug, Subcommand)]
pub enum CallOut {
    /// Convene the cell without an incident.
    Start {
        /// S1, S2, S3 or S4.
        #[arg(long)]
        severity: String,
        /// Whom to ask, for what.
        #[command(flatten)]
        plan: Plan,
        /// Where the service is and who asks.
        #[command(flatten)]
        service: Service,
    },
    /// Those one may see, or was asked by.
    List {
        /// Where the service is and who asks.
        #[command(flatten)]
        service: Service,
    },
    /// Who can attend, and when; without an id, the latest.
    Show {
        /// Its id.
        id: Option<String>,
        /// Where the service is and who asks.
        #[command(flatten)]
        service: Service,
    },
    /// Say whether one can attend.
    Answer {
        /// Its id.
        id: String,
        /// In so many minutes; leave it out to say that you cannot.
        #[arg(long)]
        minutes: Option<u32>,
        /// Where the service is and who asks.
        #[command(flatten)]
        service: Service,
    },
    /// Ask nobody more.
    Stop {
        /// Its id.
        id: String,
        /// Where the service is and who asks.
        #[command(flatten)]
        service: Service,
    },
}

/// Whom to ask, and what is enough.
#[derive(Debug, Args)]
pub struct Plan {
    /// Whom, several times or with commas: `members`, `ROLE` (responder, lead, communications, loggist), `rota:NAME`,
    /// `team:NAME`, `org:NAME` (its responders), `person:NAME`; an id serves for a name.
    #[arg(long, required = true, value_delimiter = ',')]
    pub ask: Vec<String>,
    /// What is enough, several times or with commas: `lead=1`, `responder=2`.
    #[arg(long, value_delimiter = ',')]
    pub need: Vec<String>,
    /// In how many minutes they are to attend: 30, 30m or 1h.
    #[arg(long, default_value = "60", value_parser = minutes)]
    pub within: u32,
    /// For how many minutes it asks: 30, 30m or 1h.
    #[arg(long = "for", default_value = "30", value_parser = minutes)]
    pub lasts: u32,
    /// After how many minutes those who have not answered are asked again: 5, 5m or 1h; 0: ask once.
    #[arg(long, default_value = "5", value_parser = minutes)]
    pub again: u32,
    /// One line on what for; never sent.
    #[arg(long)]
    pub reason: Option<String>,
    /// Whether a yes makes its person a member of the incident. Default: where you may bring people in.
    #[arg(long)]
    pub join: Option<bool>,
}

/// Minutes, as people write them.
fn minutes(text: &str) -> Result<u32, String> {
    let wrong = || "minutes, such as 30, 30m or 1h".to_owned();
    let (number, each) = match text.strip_suffix('h') {
        Some(hours) => (hours, 60),
        None => (text.trim_end_matches("in").trim_end_matches('m'), 1),
    };
    let number: u32 = number.trim().parse().map_err(|_| wrong())?;
    number.checked_mul(each).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn minutes_are_read_as_people_write_them() {
        assert_eq!(["5", "5m", "5min", "2h", "0"].map(minutes), [Ok(5), Ok(5), Ok(5), Ok(120), Ok(0)]);
        for wrong in ["", "m", "5s", "-1", "1d", "99999999h"] {
            assert!(minutes(wrong).is_err(), "{wrong}");
        }
    }
}
