use super::*;
use clap::CommandFactory;

#[test]
fn the_command_line_is_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn origins_are_repeatable_and_the_error_of_a_malformed_one_names_the_option() {
    let parsed = |origins: &[&str]| {
        let options = origins.iter().flat_map(|origin| ["--allow-origin", origin]);
        Cli::try_parse_from(["cargo dev"].into_iter().chain(options))
    };
    assert_eq!(parsed(&[]).unwrap().allow_origin, []);
    assert_eq!(parsed(&["http://localhost:5173", "https://app.example"]).unwrap().allow_origin.len(), 2);
    let refused = parsed(&["http://localhost:5173/"]).unwrap_err().to_string();
    assert!(refused.contains("no trailing slash") && refused.contains("--allow-origin"), "{refused}");
}

#[test]
fn the_date_of_a_sweep_must_be_a_calendar_day_as_yyyy_mm_dd() {
    let parsed = |day: &str| Cli::try_parse_from(["cargo dev", "sweep", "renewal", "--date", day]);
    assert!(parsed("2028-02-29").is_ok());
    for wrong in ["2027-02-29", "tomorrow", "20270201", "2027-2-1", "2027-02-01T00:00:00", ""] {
        let refused = parsed(wrong).unwrap_err().to_string();
        assert!(refused.contains("such as 2026-11-25"), "{refused}");
    }
}

#[test]
fn the_days_of_refused_mails_are_limited_to_1_to_90() {
    let parsed = |days: &str| Cli::try_parse_from(["cargo dev", "refused", "--days", days]);
    assert!(parsed("1").is_ok() && parsed("90").is_ok());
    for wrong in ["0", "91", "-1", "week"] {
        assert!(parsed(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_simulation_runs_one_seed_or_many_or_the_defects() {
    let parsed = |options: &[&str]| Cli::try_parse_from([&["cargo dev", "simulate"], options].concat());
    for accepted in [&[][..], &["--seeds", "10", "--from", "7", "--twice"], &["--seed", "7", "--trace"], &["--defects"]]
    {
        assert!(parsed(accepted).is_ok(), "{accepted:?}");
    }
    for refused in [
        &["--trace"][..],
        &["--seed", "7", "--from", "7"],
        &["--seed", "7", "--seeds", "7"],
        &["--seed", "7", "--twice"],
        &["--defects", "--seed", "7"],
        &["--defects", "--seeds", "7"],
        &["--seeds", "0"],
    ] {
        assert!(parsed(refused).is_err(), "{refused:?}");
    }
}
