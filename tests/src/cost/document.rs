//! The cost tables of the README: computed, and kept equal to what is counted.

use super::{Line, Prices, Usage, dollars, millionths};

/// The lines around the tables. What stands between them is replaced.
pub const MARKERS: [&str; 2] = ["<!-- cost: written by `cargo dev cost --write` -->", "<!-- end of cost -->"];

/// The tables in Markdown: the parts of a voucher's life, and the bill of a million lives.
pub fn tables(parts: &[(&str, Usage)], total: &Usage, written: u64, prices: &Prices, memory_mb: u64) -> String {
    let mut lines = vec![
        "| | invocations | Lambda ms | requests, table | read units | write units, table | indexes | requests, others | \
         USD for a million |"
            .to_owned(),
        format!("|---|{}", "---|".repeat(8)),
    ];
    lines.extend(parts.iter().map(|(name, usage)| part(name, usage, prices, memory_mb)));
    lines.push(part("a whole life", total, prices, memory_mb));
    lines.push(format!("\n{written} write units without its mails, {} with them.\n", total.written()));
    lines.push("| paid for | in one life | USD for a million |".to_owned());
    lines.push("|---|---|---|".to_owned());
    lines.extend(total.bill(prices, memory_mb).iter().map(billed));
    lines.push(format!("| all of it | | {} |", dollars(total.price(prices, memory_mb))));
    lines.join("\n")
}

fn part(name: &str, usage: &Usage, prices: &Prices, memory_mb: u64) -> String {
    let Usage { invocations, table_requests, write_units, index_units, .. } = usage;
    let (millis, read, other) = (usage.millis(&prices.assumed), usage.read_halves.div_ceil(2), usage.other_requests());
    let price = dollars(usage.price(prices, memory_mb));
    format!(
        "| {name} | {invocations} | {millis} | {table_requests} | {read} | {write_units} | {index_units} | {other} | \
         {price} |"
    )
}

fn billed(line: &Line) -> String {
    let count = if line.what.ends_with("seconds") { millionths(line.count) } else { line.count.to_string() };
    format!("| {} | {count} | {} |", line.what, dollars(line.micro))
}

/// The document with the tables between its markers.
///
/// # Errors
/// The document has no markers, or not in order.
pub fn with_tables(document: &str, tables: &str) -> Result<String, &'static str> {
    let [begin, end] = MARKERS;
    let (before, rest) = document.split_once(begin).ok_or("the document has no marker where the cost begins")?;
    let (_, after) = rest.split_once(end).ok_or("the document has no marker where the cost ends")?;
    Ok(format!("{before}{begin}\n\n{tables}\n\n{end}{after}"))
}
