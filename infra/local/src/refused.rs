//! `cargo dev refused`: the assignment mails refused in the last days, with counts by reason (PROGRAM.md 6.8).
//!
//! If `TABLE_NAME` is set, it reads that table with the environment's region, credentials and optional endpoint;
//! otherwise the table of the local cloud.

use crate::failure::{During, Outcome};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeMap;
use table::{REFUSED_MAILS_A_DAY_MAX, RefusedMail, RefusedMailReason, Table};

/// The maximum line width, in characters.
const WIDTH: usize = 80;
/// The indentation of a mail's reasons.
const INDENT: &str = "    ";
/// The width of `2026-11-22 09:00:00Z` and two spaces.
const TIME_WIDTH: usize = 22;

/// Prints the mails refused in the last `days` days, including today (UTC).
pub async fn refused(table: &Table, days: u8, now: Timestamp) -> Outcome<()> {
    let last = now.to_zoned(TimeZone::UTC).date();
    let first = last.saturating_sub(i64::from(days.saturating_sub(1)).days());
    let (mails, unreadable) = table.refused_mails(first, last).await.during("read the refused mails")?;
    print!("{}", report(first, last, &mails));
    for fault in unreadable {
        eprintln!("warning: skipped an unreadable record: {fault}");
    }
    Ok(())
}

/// Formats the counts by reason, then the mails in the given order.
fn report(first: Date, last: Date, mails: &[RefusedMail]) -> String {
    let mut lines = vec![format!("mails refused from {first} to {last} (UTC): {}", mails.len())];
    lines.extend(full_days(mails));
    if !mails.is_empty() {
        lines.push(String::new());
        lines.extend(counts(mails));
    }
    for mail in mails {
        lines.push(String::new());
        lines.push(format!("{:.0}  {}", mail.at, cut(&mail.domain, WIDTH - TIME_WIDTH)).replacen('T', " ", 1));
        lines.extend(wrapped(&mail.reasons.iter().map(describe).collect::<Vec<_>>()));
    }
    lines.join("\n") + "\n"
}

/// One line per day that reached the maximum of stored records.
fn full_days(mails: &[RefusedMail]) -> Vec<String> {
    let mut by_day: BTreeMap<Date, u32> = BTreeMap::new();
    for mail in mails {
        let count = by_day.entry(mail.at.to_zoned(TimeZone::UTC).date()).or_default();
        *count = count.saturating_add(1);
    }
    let full = by_day.into_iter().filter(|(_, count)| *count >= REFUSED_MAILS_A_DAY_MAX);
    full.map(|(day, count)| format!("{day} has {count} records, the maximum stored per day: some may be missing"))
        .collect()
}

/// One line per reason with its number of mails, most frequent first.
fn counts(mails: &[RefusedMail]) -> Vec<String> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for reason in mails.iter().flat_map(|mail| &mail.reasons) {
        let count = counts.entry(describe(reason)).or_default();
        *count = count.saturating_add(1);
    }
    let mut counts: Vec<(String, u32)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.into_iter().map(|(reason, count)| format!("{count:6}  {}", cut(&reason, WIDTH - 8))).collect()
}

/// Formats a reason as `code` or `code field`.
fn describe(reason: &RefusedMailReason) -> String {
    match &reason.field {
        Some(field) => format!("{} {field}", reason.code),
        None => reason.code.clone(),
    }
}

/// Joins the reasons with commas and wraps the lines.
fn wrapped(reasons: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for reason in reasons {
        let reason = cut(reason, WIDTH - INDENT.len() - 1);
        match lines.last_mut() {
            Some(line) if line.chars().count() + reason.chars().count() + 3 <= WIDTH => {
                line.push_str(", ");
                line.push_str(&reason);
            }
            Some(line) => {
                line.push(',');
                lines.push(format!("{INDENT}{reason}"));
            }
            None => lines.push(format!("{INDENT}{reason}")),
        }
    }
    lines
}

/// Truncates a text to a width.
fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn mail(at: &str, domain: &str, reasons: &[(&str, Option<&str>)]) -> RefusedMail {
        let reason = |(code, field): &(&str, Option<&str>)| RefusedMailReason {
            code: (*code).to_owned(),
            field: field.map(str::to_owned),
        };
        RefusedMail {
            at: at.parse().unwrap(),
            domain: domain.to_owned(),
            reasons: reasons.iter().map(reason).collect(),
        }
    }

    fn shown(mails: &[RefusedMail]) -> String {
        report(date(2026, 11, 16), date(2026, 11, 22), mails)
    }

    #[test]
    fn a_report_counts_the_reasons_and_lists_the_mails() {
        let mails = [
            mail("2026-11-22T09:00:00.5Z", "licensing.example", &[("invalid", Some("days")), ("not_first_hand", None)]),
            mail("2026-11-20T23:59:59Z", "unknown", &[("not_first_hand", None)]),
        ];
        let expected = "\
mails refused from 2026-11-16 to 2026-11-22 (UTC): 2

     2  not_first_hand
     1  invalid days

2026-11-22 09:00:00Z  licensing.example
    invalid days, not_first_hand

2026-11-20 23:59:59Z  unknown
    not_first_hand
";
        assert_eq!(shown(&mails), expected);
    }

    #[test]
    fn a_report_without_mails_is_one_line() {
        assert_eq!(shown(&[]), "mails refused from 2026-11-16 to 2026-11-22 (UTC): 0\n");
    }

    #[test]
    fn every_line_fits_a_terminal() {
        let domain = format!("{}.example", "x".repeat(240));
        let long = "y".repeat(300);
        let reasons: Vec<(&str, Option<&str>)> =
            [("ambiguous", Some("customer.country")), ("invalid", Some(&*long)), ("not_authenticated", None)].repeat(9);
        let report = shown(&[mail("2026-11-22T09:00:00Z", &domain, &reasons)]);
        for line in report.lines() {
            assert!(line.chars().count() <= WIDTH, "{line}");
        }
        assert_eq!(report.matches("not_authenticated").count(), 10, "every reason is listed");
    }

    #[test]
    fn a_day_with_the_maximum_of_records_is_listed() {
        let mails = vec![mail("2026-11-22T09:00:00Z", "x.example", &[]); 1_000];
        let line = "2026-11-22 has 1000 records, the maximum stored per day: some may be missing\n";
        assert!(shown(&mails).contains(line));
        assert!(!shown(&mails[1..]).contains("the maximum"));
    }
}
