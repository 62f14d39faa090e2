//! What the program hands out: the workbook of a company's vouchers, and e-mails. Each step checks what it says.

use super::cast::Cast;
use super::life::eventually;
use crate::failure::{During, Failure, Outcome, ensure};
use crate::program::text;
use api::Role;
use calamine::{Data, Reader, Xlsx};
use serde_json::Value;
use std::io::Cursor;

/// A's vouchers as a workbook, read back: what was redeemed is paid, and the third waits.
pub async fn export(cast: &Cast<'_>) -> Outcome<String> {
    let path = "overview/vouchers/export?format=xlsx";
    let bytes = cast.program.file(&cast.company_a().person(Role::MpnAdmin), path).await?;
    let size = bytes.len();
    let rows = rows(bytes)?;
    let found = |number: &str| {
        let row = rows.iter().find(|row| row.first().is_some_and(|cell| cell == number));
        row.map(|row| row.iter().skip(1).map(String::as_str).collect::<Vec<_>>()).unwrap_or_default()
    };
    let paid = ["redeemed", "paid", "5000", "USD"];
    let as_expected = rows.len() == 3
        && found(&cast.first) == paid
        && found(&cast.second) == paid
        && found(&cast.third) == ["reserved", "", "", ""];
    ensure(as_expected, || format!("the workbook holds {rows:?}"))?;
    Ok(format!("{} vouchers as xlsx, {size} bytes, read back", rows.len()))
}

/// A's claims as CSV: both are paid, each by its own payment.
pub async fn export_claims(cast: &Cast<'_>) -> Outcome<String> {
    let path = "payment-request/claims/export?format=csv";
    let bytes = cast.program.file(&cast.company_a().person(Role::Incentives), path).await?;
    let text = String::from_utf8(bytes).during("read the CSV file")?;
    let line = |number: &str| text.lines().find(|line| line.contains(number)).unwrap_or_default();
    for (number, payment) in [(&cast.first, 1), (&cast.second, 2)] {
        let told = [",paid,".to_owned(), format!(",{number}-{payment},"), ",5000.00,USD,".to_owned()];
        ensure(told.iter().all(|part| line(number).contains(part)), || format!("{number}: {}", line(number)))?;
    }
    Ok(format!("{} claims as CSV, {} bytes", text.lines().count().saturating_sub(1), text.len()))
}

/// Every row of the workbook, behind its titles: number, status, claim status, amount and currency.
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

/// The mails that the journey led to: to each customer in the language of its country, and to their partners.
pub async fn mails(cast: &Cast<'_>) -> Outcome<String> {
    let expected = [
        (cast.first.as_str(), "zh-TW", "lin.mei@contoso.example"),
        (cast.second.as_str(), "en", "lin.mei@contoso.example"),
        (cast.first.as_str(), "zh-TW", "office@partner.example"),
    ];
    let mails = eventually("an e-mail", async || {
        let all = cast.program.mailbox().await?;
        let of_journey: Vec<_> = all.into_iter().filter(|mail| is_about(mail, &cast.run.to_string())).collect();
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
