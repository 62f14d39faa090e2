//! A voucher's life, from its assignment to its claim. Each step checks what it says.

use super::cast::Cast;
use super::life::{self, DOCX, File, PDF};
use crate::clock;
use crate::failure::{During, Failure, Outcome, ensure};
use crate::partner::Partner;
use crate::program::{Program, at, codes, text};
use domain::VoucherNumber;
use domain::claim::Claim;
use reqwest::Method;
use serde_json::{Value, json};

/// The mail that stands in `events/`, made out to another voucher and day.
const MAIL: &str = include_str!("../../../../events/assignment/mail-en.eml");
const MAIL_NUMBER: &str = "SA-MAIL-EN01-0001";
const ADMIN_LINE: &str = "Assigned to: Lin Mei <lin.mei@contoso.example>";

/// Assigned by a signed webhook, to customers in Taiwan and in the US; told twice, it is known.
pub async fn assign_by_webhook(cast: &Cast<'_>) -> Outcome<String> {
    for (number, country) in [(&cast.first, "TW"), (&cast.second, "US")] {
        let mut event = life::assigned(number, 21);
        if let Some(found) = event.pointer_mut("/data/customer/country") {
            *found = json!(country);
        }
        cast.program.webhook(&event).await?.expect(201)?;
        cast.program.webhook(&event).await?.expect(200)?;
    }
    Ok(format!("{}, {}", cast.first, cast.second))
}

/// Assigned by the e-mail itself; a mail that fails DMARC is refused.
pub async fn assign_by_mail(cast: &Cast<'_>) -> Outcome<String> {
    let mail = mail_for(&cast.third);
    cast.program.mail(&mail).await?.expect(201)?;
    cast.program.mail(&mail.replace("dmarc=pass", "dmarc=fail")).await?.expect(422)?;
    Ok(cast.third.clone())
}

/// An automatic reply that quotes somebody's lines is refused, though the licensing side's server signed it.
pub async fn refuse_a_reflected_mail(cast: &Cast<'_>) -> Outcome<String> {
    let mail = mail_for(&cast.wrapped).replace(ADMIN_LINE, "Assigned to: Eve <eve@evil.example>");
    let (header, text) = mail.split_once("\n\n").unwrap_or_default();
    let quoted = text.replace('\n', "\n> ");
    let header = header.replace("From: ", "Auto-Submitted: auto-replied\nIn-Reply-To: <x@evil.example>\nFrom: ");
    let refused = cast.program.mail(&format!("{header}\n\nYour message:\n> {quoted}")).await?;
    let codes = refused.codes();
    let as_expected = refused.status == 422 && codes.iter().all(|code| *code == "not_first_hand");
    ensure(as_expected, || format!("an automatic reply was answered {refused:?}"))?;
    Ok(format!("{} x not_first_hand", codes.len()))
}

/// A customer's line that the sender's mail program wrapped is read whole: name, then the id behind it.
pub async fn read_a_wrapped_mail(cast: &Cast<'_>) -> Outcome<String> {
    let wrapped = "Customer: Contoso International Business Services (Taiwan) \nCompany Limited (C-1001)";
    let mail = mail_for(&cast.wrapped).replace("Customer: Contoso Ltd (C-1001)", wrapped);
    let mail = mail.replace("charset=us-ascii", "charset=us-ascii; format=flowed");
    cast.program.mail(&mail).await?.expect(201)?;
    let stored = cast.program.table.voucher(&number(&cast.wrapped)?).await.during("read a voucher")?;
    let customer = stored.map(|stored| stored.value.core().customer.clone());
    let customer = customer.ok_or_else(|| Failure::new("the wrapped mail assigned nothing"))?;
    let whole = "Contoso International Business Services (Taiwan) Company Limited";
    let as_expected = customer.id.as_str() == "C-1001" && customer.name.as_str() == whole;
    ensure(as_expected, || format!("a wrapped line was read as {customer:?}"))?;
    Ok(format!("{}: {}", customer.id, cast.wrapped))
}

/// The sample mail, written yesterday, for another voucher.
fn mail_for(number: &str) -> String {
    let yesterday = clock::now() - jiff::SignedDuration::from_hours(24);
    let date = yesterday.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string();
    MAIL.replace("\r\n", "\n")
        .replace(MAIL_NUMBER, number)
        .replace("Date: Sun, 1 Nov 2026 09:00:00 +0000", &format!("Date: {date}"))
        .replace("Message-ID: <", &format!("Message-ID: <{number}."))
        .replace("Created: 2026-11-01", &format!("Created: {}", yesterday.strftime("%Y-%m-%d")))
        .replace("Expires: 2027-04-30\n", "")
}

/// Valid with the administrator's e-mail; with another, as if it did not exist.
pub async fn validate(cast: &Cast<'_>) -> Outcome<String> {
    let company = cast.company_a();
    let path = "reservation/validate";
    let body = |email: &str| json!({"voucher_number": cast.first, "admin_email": email});
    let valid = company.ask(Method::POST, path, &body(life::ADMIN)).await?.expect(200)?;
    ensure(*at(&valid, "/reservable") == true, || format!("it should be reservable: {valid}"))?;
    company.ask(Method::POST, path, &body("somebody@else.example")).await?.expect(404)?;
    Ok(format!("{} days left", at(&valid, "/days_left")))
}

/// Reserved; who comes second is told so.
pub async fn reserve(cast: &Cast<'_>) -> Outcome<String> {
    for number in cast.of_a() {
        cast.company_a().reserve(number).await?;
    }
    let late = Partner::new(cast.program, "P-2").try_to_reserve(&cast.first).await?;
    ensure(late.status == 409 && late.codes().contains(&"already_reserved"), || format!("P-2 got {late:?}"))?;
    Ok("3 by A; P-2 came second and was refused".to_owned())
}

/// Other bytes than announced are refused by storage; the right ones arrive, are checked and come back the same.
pub async fn upload(cast: &Cast<'_>) -> Outcome<String> {
    let company = cast.company_a();
    let announced = company.announce(&cast.first, PDF).await?;
    let other: Vec<u8> = PDF.bytes.iter().rev().copied().collect();
    let refused = cast.program.upload(at(&announced, "/upload"), &other).await?;
    ensure((400..500).contains(&refused), || format!("storage took other bytes than announced: {refused}"))?;
    let longer = [PDF.bytes, b"!"].concat();
    let refused = cast.program.upload(at(&announced, "/upload"), &longer).await?;
    ensure((400..500).contains(&refused), || format!("storage took more bytes than announced: {refused}"))?;
    let clean = company.deliver(&cast.first, PDF).await?;
    ensure(text(&clean, "/status") == "clean", || format!("the PDF is not clean: {clean}"))?;
    let back = cast.program.download(text(&clean, "/download/url")).await?;
    ensure(back == PDF.bytes, || "the download differs from the upload".to_owned())?;
    let clean = company.deliver(&cast.second, DOCX).await?;
    ensure(text(&clean, "/status") == "clean", || format!("the DOCX is not clean: {clean}"))?;
    Ok("a PDF and a DOCX; other bytes were refused".to_owned())
}

/// The harmless test file of all malware scanners is found.
pub async fn reject_malware(cast: &Cast<'_>) -> Outcome<String> {
    let company = cast.company_a();
    let bytes: &'static [u8] = Box::leak(objects::eicar_file().into_boxed_slice());
    let file = File { name: "readme.txt", content_type: "text/plain", bytes };
    let rejected = company.deliver(&cast.second, file).await?;
    ensure(text(&rejected, "/status") == "rejected", || format!("the test file was not rejected: {rejected}"))?;
    ensure(codes(&rejected).contains(&"malware_found"), || format!("for other reasons: {rejected}"))?;
    Ok(codes(&rejected).join(", "))
}

/// Planned for the next two days, delivered today already: a report of other days than were reserved is refused, until
/// the reservation names the days of the delivery.
async fn amend_to_what_happened(cast: &Cast<'_>, number: &str) -> Outcome<()> {
    let company = cast.company_a();
    let happened = company.reserved_days(number).await?;
    let planned = json!({"start_date": cast.in_days(1), "end_date": cast.in_days(2)});
    company.amend(number, &planned).await?;
    company.draft_report(number, &happened).await?;
    let refused = company.try_to_submit(number).await?;
    let expected = ["dates_differ_from_reservation", "engagement_not_finished"];
    ensure(refused.status == 409 && refused.codes() == expected, || format!("other days were answered {refused:?}"))?;
    company.amend(number, &happened).await?;
    let held = company.reserved_days(number).await?;
    ensure(held == happened, || format!("amended to {happened}, reserved for {held}"))
}

/// Reported, the first one after its dates were amended; the receipt is the same when asked for again.
pub async fn report(cast: &Cast<'_>) -> Outcome<String> {
    let company = cast.company_a();
    amend_to_what_happened(cast, &cast.first).await?;
    let mut receipts = Vec::new();
    for number in [&cast.first, &cast.second] {
        let receipt = company.report(number).await?;
        let path = format!("completion/vouchers/{number}/receipt");
        let again = company.ask(Method::GET, &path, &Value::Null).await?.expect(200)?;
        ensure(text(&receipt, "/sha256") == text(&again, "/sha256"), || format!("{receipt} and {again} differ"))?;
        receipts.push(text(&receipt, "/receipt_id").to_owned());
    }
    Ok(receipts.join(", "))
}

/// The other company takes a voucher as far as that, and leaves it there.
pub async fn in_hand(cast: &Cast<'_>) -> Outcome<String> {
    cast.program.webhook(&life::assigned(&cast.in_hand, 21)).await?.expect(201)?;
    let company = cast.company_b();
    company.reserve(&cast.in_hand).await?;
    company.deliver(&cast.in_hand, PDF).await?;
    company.report(&cast.in_hand).await?;
    Ok(format!("{}, not redeemed yet", cast.in_hand))
}

/// Redeemed in one call; the one that is not ready is refused and stops nobody. The same call again changes nothing.
pub async fn redeem(cast: &Cast<'_>) -> Outcome<String> {
    let company = cast.company_a();
    let key = format!("journey-{}", cast.first);
    let answer = company.redeem(&cast.of_a(), &key).await?;
    let outcome = |no: usize| text(&answer, &format!("/items/{no}/outcome")).to_owned();
    let outcomes = [outcome(0), outcome(1), outcome(2)];
    ensure(outcomes == ["redeemed", "redeemed", "refused"], || format!("got {answer}"))?;
    let reasons = codes(at(&answer, "/items/2")).join(", ");
    ensure(reasons == "report_missing, deliverable_missing", || format!("refused for {reasons}"))?;
    let again = company.redeem(&cast.of_a(), &key).await?;
    ensure(answer == again, || format!("the same call was answered {answer}, then {again}"))?;
    Ok(format!("2 of 3; third: {reasons}"))
}

/// One draft claim for each redeemed voucher, and none for the other.
pub async fn claim(cast: &Cast<'_>) -> Outcome<String> {
    let amount = drafted(cast.program, &cast.first).await?;
    drafted(cast.program, &cast.second).await?;
    ensure(claim_of(cast.program, &cast.third).await?.is_none(), || "the refused voucher has a claim".to_owned())?;
    Ok(format!("2 drafts, {amount} each (a sample rate)"))
}

/// The draft of a redeemed voucher's claim, before long: 5 days at the sample rate of 1,000 USD a day. Its amount.
pub async fn drafted(program: &Program, voucher: &str) -> Outcome<String> {
    let claim = life::eventually("a claim", async || claim_of(program, voucher).await).await?;
    let amount = claim.amount.as_ref().ok_or_else(|| Failure::new("a claim has no amount"))?;
    let as_expected =
        claim.stored_status().as_str() == "draft" && amount.minor == 500_000 && amount.currency.as_str() == "USD";
    ensure(as_expected, || format!("{claim:?}"))?;
    Ok(format!("{}.{:02} {}", amount.minor / 100, amount.minor % 100, amount.currency))
}

/// Every change of the first voucher is on record, without a gap.
pub async fn history(cast: &Cast<'_>) -> Outcome<String> {
    let number = number(&cast.first)?;
    let lines = life::eventually("the history", async || {
        let lines = cast.program.table.history(&number).await.during("read the history")?.0;
        Ok(Some(lines).filter(|lines| lines.last().is_some_and(|line| line.status == "redeemed")))
    });
    let lines = lines.await?;
    let gapless = lines.iter().zip(1..).all(|(line, rev)| line.rev == rev);
    ensure(gapless, || format!("there is a gap in {lines:?}"))?;
    Ok(format!("{} events, no gap", lines.len()))
}

async fn claim_of(program: &Program, voucher: &str) -> Outcome<Option<Claim>> {
    Ok(program.table.claim(&number(voucher)?).await.during("read a claim")?.map(|stored| stored.value))
}

/// A voucher's number, parsed.
pub fn number(text: &str) -> Outcome<VoucherNumber> {
    VoucherNumber::parse(text).map_err(|wrong| Failure::new(format!("{text} {wrong}")))
}
