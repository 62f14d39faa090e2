//! The memory of an export: the peak of the exporting process minus its idle memory. The table runs in another process,
//! and the exported file is discarded.
//!
//! `cargo bench --bench export --profile dev -- 100000` exports 100,000 vouchers, half of them redeemed with a claim,
//! as CSV and XLSX; without an argument 10,000 and 100,000. It fails above 64 MiB. Linux only: it reads /proc.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot run should stop at once"
)]

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Instant;

use api::Api;
use domain::catalog::Catalog;
use domain::{Fault, calendar::days_after};
use futures::future::BoxFuture;
use host::Aws;
use jiff::{Timestamp, civil::date};
use objects::{Export, StoreExport};
use table::Table;
use testkit::{TestClock, TestIssuer, send};
use tests::{Held, NOW, Templates, World};

const SIZES: [usize; 2] = [10_000, 100_000];
const ABOVE_IDLE_MAX_KIB: u64 = 64 * 1024;
/// The argument of the measured process and the prefix of its output line.
const EXPORTER: &str = "exporter";

/// A store that discards exported files.
#[derive(Debug)]
struct Discard;

impl StoreExport for Discard {
    fn keep<'a>(
        &'a self,
        _: Export<'a>,
        _: &'a Path,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<(String, Timestamp), Fault>> {
        Box::pin(async move { Ok(("https://bucket.example/export".to_owned(), now)) })
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [mode, endpoint, format] = arguments.as_slice()
        && mode == EXPORTER
    {
        return export(endpoint, format).await;
    }
    let given: Vec<usize> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    println!(
        "{:>10} {:>7} {:>10} {:>10} {:>10} {:>16}",
        "vouchers", "format", "seconds", "file KiB", "idle KiB", "KiB above idle"
    );
    for size in if given.is_empty() { SIZES.to_vec() } else { given } {
        let world = world_with(size).await;
        for format in ["csv", "xlsx"] {
            measure(&world, size, format).await;
        }
    }
}

async fn world_with(size: usize) -> World {
    let world = World::new().await;
    let held = (0..size).map(|n| {
        let (number, day) = (format!("SA-{n:07}"), days_after(date(2026, 12, 1), i32::try_from(n % 100).unwrap()));
        if n % 2 == 0 { Held::reserved(number, day) } else { Held::redeemed(number, day) }
    });
    Templates::make().await.put(&world.database, held);
    world
}

/// Measures an export of the whole table in a separate process.
async fn measure(world: &World, size: usize, format: &'static str) {
    let endpoint = world.database.endpoint.clone();
    let exporter = move || {
        let program = std::env::current_exe().unwrap();
        std::process::Command::new(program).args([EXPORTER, &endpoint, format]).stderr(Stdio::inherit()).output()
    };
    let started = Instant::now();
    let output = tokio::task::spawn_blocking(exporter).await.unwrap().unwrap();
    let (seconds, output_text) = (started.elapsed().as_secs_f64(), String::from_utf8(output.stdout).unwrap());
    let output_text =
        output_text.lines().find_map(|line| line.strip_prefix(EXPORTER)).expect("the exporter prints its measurements");
    let [file, idle, above]: [u64; 3] =
        output_text.split_whitespace().map(|word| word.parse().unwrap()).collect::<Vec<_>>().try_into().unwrap();
    println!("{size:>10} {format:>7} {seconds:>10.1} {file:>10} {idle:>10} {above:>16}");
    assert!(above <= ABOVE_IDLE_MAX_KIB, "an export of {size} takes {above} KiB");
}

/// The measured process. It makes an empty export first, so that one-time setup is not measured.
async fn export(endpoint: &str, format: &str) {
    let client = Aws::with("us-east-1", "test", "test").at(endpoint).dynamodb();
    let (issuer, clock) = (TestIssuer::new(), TestClock::at(NOW));
    let services = overview::Services {
        table: Table::new(client, "vouchsafe"),
        exports: Arc::new(Discard),
        catalog: Catalog::shipped().unwrap(),
    };
    let api = Api::new(overview::endpoints(), services, issuer.verifier(), clock.clock());
    let token = issuer.token("U-1", Some("P-1"), &["mpn_admin"], clock.now());
    let exported = async |format: &str| {
        let request = send("GET", &format!("/vouchers/export?format={format}")).token(&token);
        let reply = request.to(|request| api.serve(request)).await;
        assert_eq!(reply.status, 200, "{:#}", reply.body);
        reply.body["size"].as_u64().unwrap_or(u64::try_from(reply.bytes().len()).unwrap())
    };
    exported(&format!("{format}&status=expired")).await;
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let idle = kib("VmRSS:");
    let size = exported(format).await;
    println!("{EXPORTER} {} {idle} {}", size / 1024, kib("VmHWM:").saturating_sub(idle));
}

/// A value of /proc/self/status, in KiB.
fn kib(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
