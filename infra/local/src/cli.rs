//! The command line: the commands, their options and their help texts.

use crate::origin::Origin;
use api::Role;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use std::path::PathBuf;

mod mutants;

pub use mutants::{MutantsArgs, Mutated};

/// The developer tool behind `cargo dev`.
#[derive(Debug, Parser)]
#[command(
    name = "cargo dev",
    bin_name = "cargo dev",
    max_term_width = 80,
    about = "Runs Vouchsafe on this machine: the real template and functions on a local cloud",
    long_about = "Runs Vouchsafe on this machine.\n\nWithout a command: installs missing tools, builds the functions, \
                  deploys infra/template.yaml to a local cloud and serves the function URLs until Ctrl-C. Data \
                  persists between runs.",
    after_help = concat!(
        "Examples:\n",
        "  cargo dev                       start everything, until Ctrl-C\n",
        "  cargo dev --watch               the same, with hot reload\n",
        "  cargo dev --allow-origin http://localhost:5173\n",
        "                                  for a front end on another port\n",
        "  eval \"$(cargo dev env)\"         point this shell at the local cloud\n",
        "  cargo dev token mpn_admin       a token for curl",
    )
)]
pub struct Cli {
    /// The command to run. Without one, the local cloud starts.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Runs the functions with `cargo lambda watch`, with hot reload.
    #[arg(long)]
    pub watch: bool,
    /// Allows pages of this origin to call the functions; repeatable.
    ///
    /// Write it as browsers send it: scheme, host and port, no trailing slash. `localhost` also allows `127.0.0.1`.
    #[arg(long, value_name = "ORIGIN", value_parser = Origin::parse)]
    pub allow_origin: Vec<Origin>,
    /// The options that every command has.
    #[command(flatten)]
    pub common: Common,
}

/// The options that every command has.
#[derive(Args, Debug)]
pub struct Common {
    /// The port of the function URLs; the next four ports are used too.
    ///
    /// They are for the OIDC issuer and mailbox, the AWS endpoint, with --watch `cargo lambda watch`, and the portal.
    #[arg(long, global = true, default_value_t = 9000)]
    pub port: u16,
    /// The folder of state, keys and rendered sample events.
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
    /// Prints a token (a JWT) and nothing else.
    #[command(
        after_help = "Examples:\n  cargo dev token mpn_admin\n  cargo dev token incentives,mpn_admin --company P-2\n  \
                            curl -H \"Authorization: Bearer $(cargo dev token operations)\" ..."
    )]
    Token(TokenArgs),
    /// Signs a file as a webhook, posts it and prints the response.
    #[command(
        after_help = "Examples:\n  cargo dev send assignment assigned.json\n  cargo dev send assignment assigned.eml"
    )]
    Send(SendArgs),
    /// Writes the sample events of events/ with fresh tokens and signatures.
    #[command(after_help = concat!(
        "Example:\n  cargo dev events\n",
        "  cargo lambda invoke --invoke-address 127.0.0.1 assignment \\\n",
        "    --data-file .local/events/assignment/assigned.json",
    ))]
    Events,
    /// Runs a sweep now, as its schedule does; prints its result as JSON.
    #[command(after_help = "The sweep processes everything that is due on or before the day.\n\n\
                      Examples:\n  cargo dev sweep deadline\n  cargo dev sweep renewal --date 2027-02-01 --dry-run")]
    Sweep(SweepArgs),
    /// Takes two companies through the whole program and checks every step.
    #[command(
        after_help = "Exit code 0 only if every check passed. Uses the running local cloud; if none runs, or with \
                      --watch, starts one and stops it afterwards.\n\nExamples:\n  cargo dev journey\n  \
                      cargo dev journey --watch"
    )]
    Journey(JourneyArgs),
    /// Verifies the hash chain of every history and lists broken chains.
    #[command(
        after_help = "Exit code 1 if a chain is broken. A chain whose newest lines are not written yet is pending, \
                      not broken. If TABLE_NAME is set, reads that table, as `cargo dev refused` does. Otherwise \
                      uses the running local cloud; if none runs, starts one and stops it afterwards.\n\n\
                      Example:\n  cargo dev verify"
    )]
    Verify,
    /// Lists recently refused assignment mails with the reasons.
    #[command(after_help = concat!(
        "If TABLE_NAME is set, reads that table with the region and credentials of the environment, and with ",
        "AWS_ENDPOINT_URL_DYNAMODB if it is set. Otherwise uses the running local cloud; if none runs, starts one and ",
        "stops it afterwards.\n\n",
        "Examples:\n  cargo dev refused\n  cargo dev refused --days 30\n",
        "  TABLE_NAME=... AWS_REGION=... AWS_ACCESS_KEY_ID=... \\\n",
        "    AWS_SECRET_ACCESS_KEY=... cargo dev refused",
    ))]
    Refused(RefusedArgs),
    /// Counts the AWS usage of one voucher's life and its price.
    #[command(after_help = "Counts requests, capacity units and Lambda time on an in-memory table, at the prices of \
                      infra/local/prices.toml. The same tables are in README.md, where --write puts them.\n\n\
                      Examples:\n  cargo dev cost\n  cargo dev cost --write")]
    Cost(CostArgs),
    /// Writes functions/openapi.json, generated from the endpoints.
    #[command(after_help = "A test compares the committed file with the endpoints.\n\nExample:\n  cargo dev openapi")]
    Openapi,
    /// Writes a sample of every letter, in both languages.
    #[command(
        after_help = "Writes HTML and plain text. Open index.html of the folder in a browser. Needs no local cloud \
                            and no network.\n\n\
                            Example:\n  cargo dev letters --out target/letters"
    )]
    Letters(LettersArgs),
    /// Redrives a dead-letter queue once the cause of failure is fixed.
    #[command(
        after_help = "Changes that the outbox quarantined are replayed to the function itself, and deleted once it \
                      has processed them.\n\n\
                      Examples:\n  cargo dev redrive claims\n  cargo dev redrive claims --max 1\n  \
                      cargo dev redrive outbox"
    )]
    Redrive(RedriveArgs),
    /// Adds vouchers to the running local cloud: a past of the sample company, or many in mixed states.
    #[command(
        after_help = "Without a number, adds what is missing of the sample company's past: vouchers in every stage \
                      and payments of the last twelve months. `cargo dev` does so itself.\n\n\
                      Examples:\n  cargo dev seed\n  cargo dev seed 1000"
    )]
    Seed(SeedArgs),
    /// Runs one of the drills of `cargo dev test` alone.
    #[command(after_help = "Example:\n  cargo dev drill crash")]
    Drill(DrillArgs),
    /// Fuzzes the API against its contract, on a separate local cloud.
    #[command(
        after_help = "Makes one scripted call of every operation, then valid and invalid requests generated from \
                      functions/openapi.json, as several callers. Exit code 1 if a response differs from the \
                      contract or an operation never succeeded.\n\nExamples:\n  cargo dev fuzz\n  cargo dev fuzz \
                      --seed 4711 --seconds 600\n  cargo dev fuzz --operation reserve"
    )]
    Fuzz(FuzzArgs),
    /// Simulates the whole program under faults, in one process.
    #[command(
        after_help = "Everything that happens to a seed follows from it: callers, faults, times. Exit code 1 if a seed \
                      violates an invariant. Builds the simulator with optimizations, in target/sim.\n\nExamples:\n  \
                      cargo dev simulate\n  cargo dev simulate --seed 4711 --trace\n  cargo dev simulate --defects"
    )]
    Simulate(SimulateArgs),
    /// Changes the code in small ways and lists the changes that no test notices.
    #[command(
        after_help = "The changes are made in copies of the tree. The unit tests of the changed package try each one; \
                      the tests of the functions together try those that were not noticed. Hours for all changes of \
                      the domain.\n\nExamples:\n  cargo dev mutants domain --shard 0/8\n  \
                      cargo dev mutants table --shard 3/10"
    )]
    Mutants(MutantsArgs),
    /// Tests the portal in Chromium, on a separate local cloud.
    #[command(
        after_help = "Visits every page in every state, both languages, wide and narrow, and keeps screenshots in \
                      target/browser. Where no browser is installed, installs Debian's as root; VOUCHSAFE_CHROMIUM \
                      names another one.\n\nExamples:\n  cargo dev browser\n  cargo dev browser --only keyboard"
    )]
    Browser(BrowserArgs),
    /// Takes the picture of the portal in README.md, in Chromium, on a separate local cloud.
    #[command(after_help = "Writes functions/portal/overview.png. Needs a browser, as `cargo dev browser` does.\n\n\
                      Example:\n  cargo dev picture")]
    Picture,
    /// Checks format, lints and unit tests: before every commit.
    #[command(after_help = "Takes under a minute once everything is built. The tests of the functions \
                      together, in tests/, are part of `cargo dev test`.\n\nExample:\n  cargo dev check")]
    Check,
    /// Runs every check, from formatting to the portal in a browser.
    #[command(
        after_help = "Checks format, lints, tests, counted costs, a minute of simulated seeds, the template, the \
                      patches of MiniStack, the journey, with hot reload too, and the drills, then fuzzes for two \
                      minutes and tests the portal in a browser. Installs the tools it needs. Checks that need a \
                      local cloud use separate ports and folders.\n\nExamples:\n  cargo dev test\n  cargo dev test --without-browser"
    )]
    Test(TestArgs),
    /// Deletes the local cloud's state; the next start begins empty.
    #[command(after_help = "Example:\n  cargo dev reset")]
    Reset,
}

/// The arguments of `cargo dev token`.
#[derive(Args, Debug)]
pub struct TokenArgs {
    /// One role, or several separated by commas.
    #[arg(required = true, value_delimiter = ',', value_name = "ROLE", value_parser = role())]
    pub roles: Vec<Role>,
    /// The company. [default: P-1; for the role `operations` alone: none]
    #[arg(long, value_name = "COMPANY")]
    pub company: Option<String>,
    /// The subject; the e-mail address is derived from it. [default: the first role]
    #[arg(long, value_name = "NAME")]
    pub sub: Option<String>,
    /// The locations the token is limited to, separated by commas. [default: all]
    #[arg(long, value_delimiter = ',', value_name = "LOCATION")]
    pub locations: Option<Vec<String>>,
    /// Prints a token that expired an hour ago.
    #[arg(long)]
    pub expired: bool,
}

/// The arguments of `cargo dev sweep`.
#[derive(Args, Debug)]
pub struct SweepArgs {
    /// The sweep to run.
    pub sweep: Sweep,
    /// The day to sweep for. [default: today, in UTC]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = domain::calendar::day)]
    pub date: Option<Date>,
    /// Reports what would change and changes nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// The sweeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Sweep {
    /// Enrollments: renewal, reminders, grace, lapse.
    Renewal,
    /// Vouchers: reminders, expiry, missing claims.
    Deadline,
}

/// The arguments of `cargo dev journey`.
#[derive(Args, Debug)]
pub struct JourneyArgs {
    /// Lets `cargo lambda watch` run the functions; they log to watch.log in the data folder.
    #[arg(long)]
    pub watch: bool,
}

/// The arguments of `cargo dev cost`.
#[derive(Args, Debug)]
pub struct CostArgs {
    /// Replaces the tables in README.md.
    #[arg(long)]
    pub write: bool,
}

/// The arguments of `cargo dev refused`.
#[derive(Args, Debug)]
pub struct RefusedArgs {
    /// The number of days, including today (UTC). Records are stored for 90 days.
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u8).range(1..=90))]
    pub days: u8,
}

/// The arguments of `cargo dev letters`.
#[derive(Args, Debug)]
pub struct LettersArgs {
    /// The output folder; it is created if it is missing.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

/// The arguments of `cargo dev redrive`.
#[derive(Args, Debug)]
pub struct RedriveArgs {
    /// A name with a dead-letter queue: claims, mail or outbox.
    pub queue: String,
    /// The maximum number of messages.
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub max: u32,
}

/// The arguments of `cargo dev drill`.
#[derive(Args, Debug)]
pub struct DrillArgs {
    /// The drill to run.
    pub drill: Drill,
}

/// The arguments of `cargo dev fuzz`.
#[derive(Args, Debug, Default)]
pub struct FuzzArgs {
    /// The random seed; a seed and a contract determine the requests. [default: from the commit that is checked out]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// The duration in seconds. [default: 100]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(10..=86_400))]
    pub seconds: Option<u32>,
    /// The only operation to fuzz, by its id in the contract. The scripted calls run anyway.
    #[arg(long, value_name = "ID")]
    pub operation: Option<String>,
}

/// The arguments of `cargo dev simulate`.
#[derive(Args, Debug)]
pub struct SimulateArgs {
    /// The number of seeds.
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub seeds: u32,
    /// The first seed. [default: drawn from the clock, and printed]
    #[arg(long, value_name = "S")]
    pub from: Option<u64>,
    /// The only seed to run.
    #[arg(long, value_name = "N", conflicts_with_all = ["seeds", "from", "twice"])]
    pub seed: Option<u64>,
    /// Prints every call of the seed and its answer, with the simulated time.
    #[arg(long, requires = "seed")]
    pub trace: bool,
    /// Runs every seed twice; both runs must be equal.
    #[arg(long)]
    pub twice: bool,
    /// Adds each known defect to a copy of the tree; each must be found within 1,000 seeds.
    #[arg(long, conflicts_with_all = ["seeds", "from", "seed", "trace", "twice"])]
    pub defects: bool,
}

/// The arguments of `cargo dev browser`.
#[derive(Args, Debug, Default)]
pub struct BrowserArgs {
    /// The tests to run, by words of their names, as pytest's -k; pages that are not visited are then no failure.
    #[arg(long, value_name = "WORDS")]
    pub only: Option<String>,
}

/// The arguments of `cargo dev test`.
#[derive(Args, Debug)]
pub struct TestArgs {
    /// Leaves out the tests of the portal in a browser.
    #[arg(long)]
    pub without_browser: bool,
}

/// The drills.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Drill {
    /// Kills the local cloud with `kill -9` during a redemption of 100 vouchers.
    Crash,
    /// Sends unreadable messages to the claims queue and writes an unreadable item.
    Poison,
}

/// The arguments of `cargo dev seed`.
#[derive(Args, Debug)]
pub struct SeedArgs {
    /// The number of vouchers to add, in mixed states. [default: none; the past of the sample company is completed]
    #[arg(value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    count: Option<u32>,
}

impl SeedArgs {
    /// The number of vouchers to add; `None` for the past of the sample company.
    pub fn count(&self) -> Option<usize> {
        self.count.map(|count| usize::try_from(count).unwrap_or(usize::MAX))
    }
}

/// The arguments of `cargo dev send`.
#[derive(Args, Debug)]
pub struct SendArgs {
    /// The function, by the name of its folder.
    pub function: String,
    /// A JSON event (posted to /events) or an .eml mail (posted to /mail).
    pub file: PathBuf,
}

impl Sweep {
    /// The name of the function that runs this sweep.
    pub fn function(self) -> &'static str {
        match self {
            Self::Renewal => "renewal-sweep",
            Self::Deadline => "deadline-sweep",
        }
    }
}

/// Parses a role by its name in tokens.
fn role() -> impl TypedValueParser<Value = Role> {
    PossibleValuesParser::new(Role::ALL.map(Role::as_str)).try_map(|name| Role::parse(&name))
}

#[cfg(test)]
mod tests;
