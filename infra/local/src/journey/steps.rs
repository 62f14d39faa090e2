//! The journey's steps, in order. Each checks what it says.

use super::life::{self, DOCX, File, PDF, admin_of};
use crate::clock;
use crate::failure::{Failure, Outcome};
use crate::program::{Program, at, codes, text};
use domain::VoucherNumber;
use domain::claim::Claim;
use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

/// The mail that stands in `events/`, made out to another voucher and day.
const MAIL: &str = include_str!("../../../../events/assignment/mail-en.eml");
const MAIL_NUMBER: &str = "SA-MAIL-EN01-0001";

/// The vouchers of one journey.
pub struct Vouchers {
    /// Assigned by webhook; delivered as PDF.
    pub first: String,
    /// Assigned by webhook; delivered as DOCX.
    pub second: String,
    /// Assigned by mail; reserved, but neither delivered nor reported.
    pub third: String,
}

impl Vouchers {
    /// Numbers that no journey had before.
    pub fn new(now: Timestamp) -> Self {
        let number = |no: u8| format!("SA-J{}-{no:02}", now.as_millisecond());
        Self { first: number(1), second: number(2), third: number(3) }
    }

    fn all(&self) -> [&str; 3] {
        [&self.first, &self.second, &self.third]
    }
}

/// Holds, or says what does not.
pub fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Outcome<()> {
    if holds { Ok(()) } else { Err(Failure::new(otherwise())) }
}

/// Assigned by a signed webhook; told twice, it is known.
pub async fn assign_by_webhook(program: &Program, vouchers: &Vouchers) -> Outcome<String> {
    for number in [&vouchers.first, &vouchers.second] {
        let event = life::assigned(number, 21);
        program.webhook(&event).await?.expect(201)?;
        program.webhook(&event).await?.expect(200)?;
    }
    Ok(format!("{}, {}", vouchers.first, vouchers.second))
}

/// Assigned by the e-mail itself.
pub async fn assign_by_mail(program: &Program, vouchers: &Vouchers) -> Outcome<String> {
    let yesterday = clock::now() - jiff::SignedDuration::from_hours(24);
    let date = yesterday.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string();
    let mail = MAIL
        .replace(MAIL_NUMBER, &vouchers.third)
        .replace("Date: Sun, 1 Nov 2026 09:00:00 +0000", &format!("Date: {date}"))
        .replace("Created: 2026-11-01", &format!("Created: {}", yesterday.strftime("%Y-%m-%d")))
        .replace("Expires: 2027-04-30\n", "");
    program.mail(&mail).await?.expect(201)?;
    let forged = mail.replace("dmarc=pass", "dmarc=fail");
    program.mail(&forged).await?.expect(422)?;
    Ok(vouchers.third.clone())
}

/// Valid with the administrator's e-mail; with another, as if it did not exist.
pub async fn validate(program: &Program, vouchers: &Vouchers) -> Outcome<String> {
    let path = "reservation/validate";
    let body = |email: &str| json!({"voucher_number": vouchers.first, "admin_email": email});
    let valid = program.ask(&admin_of("P-1"), Method::POST, path, &body(life::ADMIN)).await?.expect(200)?;
    ensure(*at(&valid, "/reservable") == true, || format!("it should be reservable: {valid}"))?;
    program.ask(&admin_of("P-1"), Method::POST, path, &body("somebody@else.example")).await?.expect(404)?;
    Ok(format!("{} days left", at(&valid, "/days_left")))
}

/// Reserved; who comes second is told so.
pub async fn reserve(program: &Program, vouchers: &Vouchers) -> Outcome<String> {
    for number in vouchers.all() {
        life::reserve(program, number).await?;
    }
    let late = life::reservation(&vouchers.first);
    let late = program.ask(&admin_of("P-2"), Method::POST, "reservation/reservations", &late).await?;
    ensure(late.status == 409 && late.codes().contains(&"already_reserved"), || format!("P-2 got {late:?}"))?;
    Ok("3 by P-1; P-2 came second and was refused".to_owned())
}

/// Other bytes than announced are refused by storage; the right ones arrive, are checked and come back the same.
pub async fn upload(program: &Program, vouchers: &Vouchers) -> Outcome<String> {
    let announced = life::announce(program, &vouchers.first, PDF).await?;
    let other: Vec<u8> = PDF.bytes.iter().rev().copied().collect();
    let refused = program.upload(at(&announced, "/upload"), &other).await?;
    ensure((400..500).contains(&refused), || format!("storage took other bytes than announced: {refused}"))?;
    let longer = [PDF.bytes, b"!"].concat();
    let refused = program.upload(at(&announced, "/upload"), &longer).await?;
    ensure((400..500).contains(&refused), || format!("storage took more bytes than announced: {refused}"))?;
    let clean = life::deliver(program, &vouchers.first, PDF).await?;
    ensure(text(&clean, "/status") == "clean", || format!("the PDF is not clean: {clean}"))?;
    let back = program.download(text(&clean, "/download/url")).await?;
    ensure(back == PDF.bytes, || "the download differs from the upload".to_owned())?;
    let clean = life::deliver(program, &vouchers.second, DOCX).await?;
    ensure(text(&clean, "/status") == "clean", || format!("the DOCX is not clean: {clean}"))?;
    Ok("a PDF and a DOCX; other bytes were refused".to_owned())
}

/// The harmless test file of all malware scanners is found.
pub async fn reject_malware(program: &Program, vouchers: &Vouchers) -> Outcome<String> {
    let bytes: &'static [u8] = Box::leak(objects::eicar_file().into_boxed_slice());
    let file = File { name: "readme.txt", content_type: "text/plain", bytes };
    let rejected = life::deliver(program, &vouchers.second, file).await?;
    ensure(text(&rejected, "/status") == "rejected", || format!("the test file was not rejected: {rejected}"))?;
    ensure(codes(&rejected).contains(&"malware_found"), || format!("for other reasons: {rejected}"))?;
    Ok(codes(&rejected).join(", "))
}

/// Reported; the receipt is the same when asked for again.
pub async fn report(program: &Program, vouchers: &Vouchers) -> Outcome<String> {
    let mut receipts = Vec::new();
    for number in [&vouchers.first, &vouchers.second] {
        let receipt = life::report(program, number).await?;
        let path = format!("completion/vouchers/{number}/receipt");
        let again = program.ask(&admin_of("P-1"), Method::GET, &path, &Value::Null).await?.expect(200)?;
        ensure(text(&receipt, "/sha256") == text(&again, "/sha256"), || format!("{receipt} and {again} differ"))?;
        receipts.push(text(&receipt, "/receipt_id").to_owned());
    }
    Ok(receipts.join(", "))
}

/// Redeemed in one call; the one that is not ready is refused and stops nobody. The same call again changes nothing.
pub async fn redeem(program: &Program, vouchers: &Vouchers) -> Outcome<String> {
    let key = format!("journey-{}", vouchers.first);
    let answer = life::redeem(program, &vouchers.all(), &key).await?;
    let outcome = |no: usize| text(&answer, &format!("/items/{no}/outcome")).to_owned();
    let outcomes = [outcome(0), outcome(1), outcome(2)];
    ensure(outcomes == ["redeemed", "redeemed", "refused"], || format!("got {answer}"))?;
    let reasons = codes(at(&answer, "/items/2")).join(", ");
    ensure(reasons == "report_missing, deliverable_missing", || format!("refused for {reasons}"))?;
    let again = life::redeem(program, &vouchers.all(), &key).await?;
    ensure(answer == again, || format!("the same call was answered {answer}, then {again}"))?;
    Ok(format!("2 of 3; third: {reasons}"))
}

/// One draft claim for each redeemed voucher, at the sample rate of 1,000 USD a day, and none for the other.
pub async fn claim(program: &Program, vouchers: &Vouchers) -> Outcome<String> {
    let mut told = String::new();
    for number in [&vouchers.first, &vouchers.second] {
        let claim = life::eventually("a claim", async || claim_of(program, number).await).await?;
        let amount = claim.amount().ok_or_else(|| Failure::new("a claim has no amount"))?;
        let as_expected = claim.status() == "draft" && amount.minor == 500_000 && amount.currency.as_str() == "USD";
        ensure(as_expected, || format!("{claim:?}"))?;
        told = format!("{}.{:02} {}", amount.minor / 100, amount.minor % 100, amount.currency);
    }
    ensure(claim_of(program, &vouchers.third).await?.is_none(), || "the refused voucher has a claim".to_owned())?;
    Ok(format!("2 drafts, {told} each (a sample rate)"))
}

/// Every change of the first voucher is on record, without a gap.
pub async fn history(program: &Program, vouchers: &Vouchers) -> Outcome<String> {
    let number = number(&vouchers.first)?;
    let lines = life::eventually("the history", async || {
        let lines = program.table.history(&number).await.map_err(|fault| Failure::new(fault.to_string()))?;
        Ok(Some(lines).filter(|lines| lines.last().is_some_and(|line| line.status == "redeemed")))
    });
    let lines = lines.await?;
    let gapless = lines.iter().zip(1..).all(|(line, rev)| line.rev == rev);
    ensure(gapless, || format!("there is a gap in {lines:?}"))?;
    Ok(format!("{} events, no gap", lines.len()))
}

async fn claim_of(program: &Program, voucher: &str) -> Outcome<Option<Claim>> {
    program.table.claim(&number(voucher)?).await.map_err(|fault| Failure::new(fault.to_string()))
}

fn number(text: &str) -> Outcome<VoucherNumber> {
    VoucherNumber::parse(text).map_err(|wrong| Failure::new(format!("{text} {wrong}")))
}
