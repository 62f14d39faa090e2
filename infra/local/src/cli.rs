//! The command line: every command, its options and its help.

use crate::origin::Origin;
use api::Role;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use std::path::PathBuf;

/// The developer tool behind `cargo dev`.
#[derive(Debug, Parser)]
#[command(
    name = "cargo dev",
    bin_name = "cargo dev",
    max_term_width = 80,
    about = "Runs Vouchsafe on this machine: the real template, the real functions, nothing to install by hand",
    long_about = "Runs Vouchsafe on this machine.\n\nWithout a command: installs what is missing, builds the functions, \
                  deploys infra/template.yaml to a local cloud and serves the function URLs until Ctrl-C. Data is kept \
                  between runs.",
    after_help = "Examples:\n  cargo dev                       everything up, until Ctrl-C\n  cargo dev --watch               \
                  the same, with hot reload\n  cargo dev --allow-origin http://localhost:5173\n                                  \
                  for a front end on another port\n  eval \"$(cargo dev env)\"         this shell speaks to the local cloud\n  \
                  cargo dev token mpn_admin       a token for curl"
)]
pub struct Cli {
    /// What to do; without it, everything is started.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Lets `cargo lambda watch` run the functions, with hot reload.
    #[arg(long)]
    pub watch: bool,
    /// Lets pages of this origin call the functions; repeatable.
    ///
    /// As a browser names it: scheme, host and port, no slash at the end. `localhost` lets in `127.0.0.1`, too.
    #[arg(long, value_name = "ORIGIN", value_parser = Origin::parse)]
    pub allow_origin: Vec<Origin>,
    /// The options every command shares.
    #[command(flatten)]
    pub common: Common,
}

/// The options every command shares.
#[derive(Args, Debug)]
pub struct Common {
    /// The port of the function URLs; the next three are in use, too.
    ///
    /// They are the issuer's, the cloud's, and with --watch that of `cargo lambda watch`.
    #[arg(long, global = true, default_value_t = 9000)]
    pub port: u16,
    /// Where state, keys and ready events are kept.
    #[arg(long, global = true, default_value = ".local", value_name = "DIR")]
    pub data_dir: PathBuf,
    /// Builds the functions with optimizations.
    #[arg(long, global = true)]
    pub release: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Prints `export` lines that point a shell at the local cloud.
    #[command(after_help = "Example:\n  eval \"$(cargo dev env)\"")]
    Env,
    /// Prints a token (a JWT), and nothing else.
    #[command(
        after_help = "Examples:\n  cargo dev token mpn_admin\n  cargo dev token incentives,mpn_admin --company P-2\n  \
                            curl -H \"Authorization: Bearer $(cargo dev token operations)\" ..."
    )]
    Token(TokenArgs),
    /// Signs a file as a webhook, posts it and prints the answer.
    #[command(
        after_help = "Examples:\n  cargo dev send assignment assigned.json\n  cargo dev send assignment assigned.eml"
    )]
    Send(SendArgs),
    /// Writes the sample events of events/ with fresh tokens and signatures.
    #[command(
        after_help = "Example:\n  cargo dev events\n  cargo lambda invoke --invoke-address 127.0.0.1 assignment \
                            --data-file .local/events/assignment/assigned.json"
    )]
    Events,
    /// Runs a sweep now, as its schedule would; prints its answer as JSON.
    #[command(
        after_help = "Whatever is due on the day is swept: for a later day that means everything due until then.\n\n\
                      Examples:\n  cargo dev sweep deadline\n  cargo dev sweep renewal --date 2027-02-01 --dry-run"
    )]
    Sweep(SweepArgs),
    /// Takes two companies through the whole program and checks every step.
    #[command(
        after_help = "Exit code 0 only if every check held. Uses the local cloud that is up; without one, starts it and \
                      stops it again.\n\nExample:\n  cargo dev journey"
    )]
    Journey,
    /// Checks the hash chain of every history; names what is broken.
    #[command(
        after_help = "Exit code 1 when a chain is broken. A chain whose newest lines have not been written yet is pending, \
                      and not broken. Uses the local cloud that is up; without one, starts it and stops it again.\n\nExample:\n  cargo dev verify"
    )]
    Verify,
    /// Shows the assignment mails refused in the last days, and why.
    #[command(
        after_help = "With TABLE_NAME in the environment it reads that table, with the region and credentials there, and \
                      AWS_ENDPOINT_URL_DYNAMODB if it is set. Otherwise it uses the local cloud that is up; without one, \
                      starts it and stops it again.\n\nExamples:\n  cargo dev refused\n  cargo dev refused --days 30\n  \
                      TABLE_NAME=... AWS_REGION=... AWS_ACCESS_KEY_ID=... AWS_SECRET_ACCESS_KEY=... cargo dev refused"
    )]
    Refused(RefusedArgs),
    /// Counts what one voucher's whole life asks of AWS, and its price.
    #[command(
        after_help = "Requests, units and Lambda's time, on a table in memory; prices are those of infra/local/prices.toml.\n\n\
                      Example:\n  cargo dev cost"
    )]
    Cost,
    /// Writes functions/openapi.json, the contract that the endpoints make.
    #[command(after_help = "A test holds the committed file against it.\n\nExample:\n  cargo dev openapi")]
    Openapi,
    /// Writes a sample of every letter, in both languages.
    #[command(after_help = "As HTML and as plain text. Open index.html of the folder in a browser; it needs no cloud \
                            and no network.\n\n\
                            Example:\n  cargo dev letters --out target/letters")]
    Letters(LettersArgs),
    /// Sends the dead letters of a queue again, once their cause is mended.
    #[command(
        after_help = "What the outbox set aside is told to the function itself again, and forgotten once that is done.\n\n\
                      Examples:\n  cargo dev redrive claims\n  cargo dev redrive claims --max 1\n  cargo dev redrive outbox"
    )]
    Redrive(RedriveArgs),
    /// Adds many vouchers in mixed states to the local cloud that is up.
    #[command(after_help = "Example:\n  cargo dev seed 1000")]
    Seed(SeedArgs),
    /// Runs one of the drills of `cargo dev test` alone.
    #[command(after_help = "Example:\n  cargo dev drill crash")]
    Drill(DrillArgs),
    /// Fuzzes the API of a local cloud of its own against its document.
    #[command(
        after_help = "Every operation is called once as scripted, then all of them with what functions/openapi.json \
                      allows and with what it does not, as several callers. Exit code 1 when an answer is not as \
                      documented, or an operation never succeeded.\n\nExamples:\n  cargo dev fuzz\n  cargo dev fuzz \
                      --seed 4711 --seconds 600\n  cargo dev fuzz --operation reserve"
    )]
    Fuzz(FuzzArgs),
    /// Runs everything that must hold, from the format to the fuzzing.
    #[command(
        after_help = "Format, lints, tests, counted costs, the template, the patches of MiniStack, the journey, the \
                      drills, two minutes of fuzzing. Installs what it needs; what needs a local cloud has ports and \
                      folders of its own.\n\nExample:\n  cargo dev test"
    )]
    Test,
    /// Removes the local cloud's state: the next start begins empty.
    #[command(after_help = "Example:\n  cargo dev reset")]
    Reset,
}

/// What a token says.
#[derive(Args, Debug)]
pub struct TokenArgs {
    /// One role, or several separated by commas.
    #[arg(required = true, value_delimiter = ',', value_name = "ROLE", value_parser = role())]
    pub roles: Vec<Role>,
    /// The company; `operations` alone has none unless one is given. [default: P-1]
    #[arg(long, value_name = "COMPANY")]
    pub company: Option<String>,
    /// Who it is; the e-mail address follows it. [default: the first role]
    #[arg(long, value_name = "NAME")]
    pub sub: Option<String>,
    /// Restricts the token to locations, separated by commas; without it, all.
    #[arg(long, value_delimiter = ',', value_name = "LOCATION")]
    pub locations: Option<Vec<String>>,
    /// A token that ended an hour ago.
    #[arg(long)]
    pub expired: bool,
}

/// Which sweep to run, and for when.
#[derive(Args, Debug)]
pub struct SweepArgs {
    /// The sweep.
    pub sweep: Sweep,
    /// The day to sweep for. [default: today, in UTC]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = domain::calendar::day)]
    pub date: Option<Date>,
    /// Says what would change, and changes nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// The sweeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Sweep {
    /// Enrollments: renewal due, reminders, grace, lapse.
    Renewal,
    /// Vouchers: reminders, expiry, claims that did not appear.
    Deadline,
}

/// Which refused mails to show.
#[derive(Args, Debug)]
pub struct RefusedArgs {
    /// How many days, today (in UTC) included. Records are kept for 90 days.
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u8).range(1..=90))]
    pub days: u8,
}

/// Where to write the letters.
#[derive(Args, Debug)]
pub struct LettersArgs {
    /// The folder, which is made if it is missing.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

/// Whose dead letters to send again.
#[derive(Args, Debug)]
pub struct RedriveArgs {
    /// A queue with dead letters: claims, mail or outbox.
    pub queue: String,
    /// How many at most.
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub max: u32,
}

/// Which drill to run.
#[derive(Args, Debug)]
pub struct DrillArgs {
    /// The drill.
    pub drill: Drill,
}

/// How to fuzz.
#[derive(Args, Debug, Default)]
pub struct FuzzArgs {
    /// The same seed and document give the same requests. [default: from the commit that is checked out]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// How long, in seconds. [default: 100]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(10..=86_400))]
    pub seconds: Option<u32>,
    /// Only this operation, by its id in the document; the scripted calls are made all the same.
    #[arg(long, value_name = "ID")]
    pub operation: Option<String>,
}

/// The drills.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Drill {
    /// `kill -9` of the local cloud in the middle of a redemption of 100 vouchers.
    Crash,
    /// Unreadable messages among the claims, and an unreadable change of the table.
    Poison,
}

/// How many vouchers to add.
#[derive(Args, Debug)]
pub struct SeedArgs {
    /// How many.
    #[arg(value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    count: u32,
}

impl SeedArgs {
    /// How many.
    pub fn count(&self) -> usize {
        usize::try_from(self.count).unwrap_or(usize::MAX)
    }
}

/// What to send where.
#[derive(Args, Debug)]
pub struct SendArgs {
    /// The function, as its folder is called.
    pub function: String,
    /// A JSON event (posted to /events) or an .eml mail (posted to /mail).
    pub file: PathBuf,
}

impl Sweep {
    /// The function that does it.
    pub fn function(self) -> &'static str {
        match self {
            Self::Renewal => "renewal-sweep",
            Self::Deadline => "deadline-sweep",
        }
    }
}

/// A role, by the name that tokens have for it.
fn role() -> impl TypedValueParser<Value = Role> {
    PossibleValuesParser::new(Role::ALL.map(Role::as_str)).try_map(|name| Role::parse(&name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn any_number_of_origins_is_allowed_and_a_bad_one_says_how_it_is_written() {
        let parsed = |origins: &[&str]| {
            let options = origins.iter().flat_map(|origin| ["--allow-origin", origin]);
            Cli::try_parse_from(["cargo dev"].into_iter().chain(options))
        };
        assert_eq!(parsed(&[]).unwrap().allow_origin, []);
        assert_eq!(parsed(&["http://localhost:5173", "https://app.example"]).unwrap().allow_origin.len(), 2);
        let refused = parsed(&["http://localhost:5173/"]).unwrap_err().to_string();
        assert!(refused.contains("no slash at the end") && refused.contains("--allow-origin"), "{refused}");
    }

    #[test]
    fn a_sweep_is_for_a_day_of_the_calendar_in_one_form() {
        let parsed = |day: &str| Cli::try_parse_from(["cargo dev", "sweep", "renewal", "--date", day]);
        assert!(parsed("2028-02-29").is_ok());
        for wrong in ["2027-02-29", "tomorrow", "20270201", "2027-2-1", "2027-02-01T00:00:00", ""] {
            let refused = parsed(wrong).unwrap_err().to_string();
            assert!(refused.contains("such as 2026-11-25"), "{refused}");
        }
    }

    #[test]
    fn refused_mails_are_shown_for_as_long_as_they_are_kept() {
        let parsed = |days: &str| Cli::try_parse_from(["cargo dev", "refused", "--days", days]);
        assert!(parsed("1").is_ok() && parsed("90").is_ok());
        for wrong in ["0", "91", "-1", "week"] {
            assert!(parsed(wrong).is_err(), "{wrong}");
        }
    }
}
