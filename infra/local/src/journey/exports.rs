//! The steps of exports and e-mails.

use super::life::eventually;
use super::scenario::Scenario;
use crate::failure::{During, Failure, Outcome, ensure};
use crate::program::text;
use api::Role;
use calamine::{Data, Reader, Xlsx};
use serde_json::Value;
use std::io::Cursor;

/// A's vouchers as XLSX, read back: two redeemed and paid, one reserved.
pub async fn export(scenario: &Scenario<'_>) -> Outcome<String> {
    let path = "overview/vouchers/export?format=xlsx";
    let bytes = scenario.program.file(&scenario.company_a().person(Role::MpnAdmin), path).await?;
    let size = bytes.len();
    let rows = rows(bytes)?;
    let found = |number: &str| {
        let row = rows.iter().find(|row| row.first().is_some_and(|cell| cell == number));
        row.map(|row| row.iter().skip(1).map(String::as_str).collect::<Vec<_>>()).unwrap_or_default()
    };
    let paid = ["redeemed", "paid", "5000", "USD"];
    let as_expected = rows.len() == 3
        && found(&scenario.first) == paid
        && found(&scenario.second) == paid
        && found(&scenario.third) == ["reserved", "", "", ""];
    ensure(as_expected, || format!("the workbook contains {rows:?}"))?;
    Ok(format!("{} vouchers as xlsx, {size} bytes, read back", rows.len()))
}

/// A's claims as CSV: both paid, each with its own payment.
pub async fn export_claims(scenario: &Scenario<'_>) -> Outcome<String> {
    let path = "payment-request/claims/export?format=csv";
    let bytes = scenario.program.file(&scenario.company_a().person(Role::Incentives), path).await?;
    let text = String::from_utf8(bytes).during("read the CSV file")?;
    let line = |number: &str| text.lines().find(|line| line.contains(number)).unwrap_or_default();
    for (number, payment) in [(&scenario.first, 1), (&scenario.second, 2)] {
        let parts = [",paid,".to_owned(), format!(",{number}-{payment},"), ",5000.00,USD,".to_owned()];
        ensure(parts.iter().all(|part| line(number).contains(part)), || format!("{number}: {}", line(number)))?;
    }
    Ok(format!("{} claims as CSV, {} bytes", text.lines().count().saturating_sub(1), text.len()))
}

/// Every data row of the workbook: number, status, claim status, amount and currency.
fn rows(workbook: Vec<u8>) -> Outcome<Vec<Vec<String>>> {
    let mut workbook = Xlsx::new(Cursor::new(workbook)).during("open the workbook")?;
    let sheet = workbook.worksheet_range_at(0).ok_or_else(|| Failure::new("the workbook has no sheet"))?;
    let sheet = sheet.during("read the workbook")?;
    let mut rows = sheet.rows();
    let titles: Vec<String> = rows.next().into_iter().flatten().map(Data::to_string).collect();
    let wanted = ["Voucher number", "Status", "Claim status", "Amount", "Currency"];
    let columns = wanted.map(|title| titles.iter().position(|found| found == title));
    let field = |row: &[Data], column: Option<usize>| column.and_then(|at| row.get(at)).map(Data::to_string);
    Ok(rows.map(|row| columns.map(|column| field(row, column).unwrap_or_default()).to_vec()).collect())
}

/// The mails of this journey: to each customer and partner, in the language of the country (PROGRAM.md 13.1, 13.3).
pub async fn mails(scenario: &Scenario<'_>) -> Outcome<String> {
    let expected = [
        (scenario.first.as_str(), "zh-TW", "lin.mei@contoso.example"),
        (scenario.second.as_str(), "en", "lin.mei@contoso.example"),
        (scenario.first.as_str(), "zh-TW", "office@partner.example"),
    ];
    let mails = eventually("an expected e-mail", async || {
        let all = scenario.program.mailbox().await?;
        let of_journey: Vec<_> = all.into_iter().filter(|mail| is_about(mail, &scenario.run.to_string())).collect();
        let found = |(voucher, language, to): &(&str, &str, &str)| {
            of_journey.iter().any(|mail| is_about(mail, voucher) && is_in(mail, language) && text(mail, "/To/0") == *to)
        };
        Ok(expected.iter().all(found).then_some(of_journey))
    });
    let mails = mails.await?;
    let [chinese, english] = ["zh-TW", "en"].map(|language| mails.iter().filter(|mail| is_in(mail, language)).count());
    ensure(chinese + english == mails.len(), || format!("{mails:?}"))?;
    Ok(format!("{chinese} in zh-TW, {english} in en"))
}

fn is_about(mail: &Value, what: &str) -> bool {
    text(mail, "/Subject").contains(what) || text(mail, "/BodyText").contains(what)
}

fn is_in(mail: &Value, language: &str) -> bool {
    text(mail, "/BodyHtml").contains(&format!("<html lang=\"{language}\">"))
}
