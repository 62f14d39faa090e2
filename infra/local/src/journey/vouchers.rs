//! The steps of a voucher's life, from assignment to draft claim.

use super::life::{self, DOCX, File, PDF};
use super::portal::{self, Browser};
use super::scenario::Scenario;
use crate::clock;
use crate::failure::{During, Failure, Outcome, ensure};
use crate::partner::Partner;
use crate::program::{Program, at, codes, text};
use domain::VoucherNumber;
use domain::claim::Claim;
use reqwest::Method;
use serde_json::{Value, json};

/// The sample mail of `events/`; number and dates are replaced.
const MAIL: &str = include_str!("../../../../events/assignment/mail-en.eml");
const MAIL_NUMBER: &str = "SA-MAIL-EN01-0001";
const ADMIN_LINE: &str = "Assigned to: Lin Mei <lin.mei@contoso.example>";

/// Signed webhooks assign vouchers to customers in Taiwan and the US; a repeated one is answered 200.
pub async fn assign_by_webhook(scenario: &Scenario<'_>) -> Outcome<String> {
    for (number, country) in [(&scenario.first, "TW"), (&scenario.second, "US")] {
        let mut event = life::assigned(number, 21);
        if let Some(found) = event.pointer_mut("/data/customer/country") {
            *found = json!(country);
        }
        scenario.program.webhook(&event).await?.expect(201)?;
        scenario.program.webhook(&event).await?.expect(200)?;
    }
    Ok(format!("{}, {}", scenario.first, scenario.second))
}

/// An e-mail assigns a voucher; a mail that fails DMARC is refused.
pub async fn assign_by_mail(scenario: &Scenario<'_>) -> Outcome<String> {
    let mail = mail_for(&scenario.third);
    scenario.program.mail(&mail).await?.expect(201)?;
    scenario.program.mail(&mail.replace("dmarc=pass", "dmarc=fail")).await?.expect(422)?;
    Ok(scenario.third.clone())
}

/// An automatic reply that quotes an assignment is refused, although the licensing system signed it (DECISIONS.md 32).
pub async fn refuse_a_reflected_mail(scenario: &Scenario<'_>) -> Outcome<String> {
    let mail = mail_for(&scenario.wrapped).replace(ADMIN_LINE, "Assigned to: Eve <eve@evil.example>");
    let (header, text) = mail.split_once("\n\n").unwrap_or_default();
    let quoted = text.replace('\n', "\n> ");
    let header = header.replace("From: ", "Auto-Submitted: auto-replied\nIn-Reply-To: <x@evil.example>\nFrom: ");
    let refused = scenario.program.mail(&format!("{header}\n\nYour message:\n> {quoted}")).await?;
    let codes = refused.codes();
    let as_expected = refused.status == 422 && codes.iter().all(|code| *code == "not_first_hand");
    ensure(as_expected, || format!("an automatic reply got {refused:?}"))?;
    Ok(format!("{} x not_first_hand", codes.len()))
}

/// A customer line wrapped by the sender's mail program (format=flowed) is read as one line.
pub async fn read_a_wrapped_mail(scenario: &Scenario<'_>) -> Outcome<String> {
    let wrapped = "Customer: Contoso International Business Services (Taiwan) \nCompany Limited (C-1001)";
    let mail = mail_for(&scenario.wrapped).replace("Customer: Contoso Ltd (C-1001)", wrapped);
    let mail = mail.replace("charset=us-ascii", "charset=us-ascii; format=flowed");
    scenario.program.mail(&mail).await?.expect(201)?;
    let stored = scenario.program.table.voucher(&number(&scenario.wrapped)?).await.during("read a voucher")?;
    let customer = stored.map(|stored| stored.value.core().customer.clone());
    let customer = customer.ok_or_else(|| Failure::new("the wrapped mail assigned nothing"))?;
    let whole = "Contoso International Business Services (Taiwan) Company Limited";
    let as_expected = customer.id.as_str() == "C-1001" && customer.name.as_str() == whole;
    ensure(as_expected, || format!("a wrapped line was read as {customer:?}"))?;
    Ok(format!("{}: {}", customer.id, scenario.wrapped))
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

/// A voucher is valid with its administrator's e-mail and not found with another (PROGRAM.md 6.6).
pub async fn validate(scenario: &Scenario<'_>) -> Outcome<String> {
    let company = scenario.company_a();
    let path = "reservation/validate";
    let body = |email: &str| json!({"voucher_number": scenario.first, "admin_email": email});
    let valid = company.call(Method::POST, path, &body(life::ADMIN)).await?.expect(200)?;
    ensure(*at(&valid, "/reservable") == true, || format!("it should be reservable: {valid}"))?;
    company.call(Method::POST, path, &body("somebody@else.example")).await?.expect(404)?;
    Ok(format!("{} days left", at(&valid, "/days_left")))
}

/// A reserves two vouchers; the reservation of a second company is refused.
pub async fn reserve(scenario: &Scenario<'_>) -> Outcome<String> {
    for number in [&scenario.first, &scenario.second] {
        scenario.company_a().reserve(number).await?;
    }
    let late = Partner::new(scenario.program, "P-2").try_to_reserve(&scenario.first).await?;
    ensure(late.status == 409 && late.codes().contains(&"already_reserved"), || format!("P-2 got {late:?}"))?;
    Ok("2 by A; by P-2 afterwards: already_reserved".to_owned())
}

/// A reserves a third one in the portal, from its pasted mail on.
pub async fn reserve_by_mail(scenario: &Scenario<'_>, browser: &mut Browser) -> Outcome<String> {
    let (mail, reservation) = (mail_for(&scenario.third), life::reservation(&scenario.third));
    portal::vouchers::reserve(scenario, browser, &mail, &reservation).await
}

/// Storage refuses bytes other than announced. The announced files are accepted, checked and downloaded unchanged.
pub async fn upload(scenario: &Scenario<'_>) -> Outcome<String> {
    let company = scenario.company_a();
    let announced = company.announce(&scenario.first, PDF).await?;
    let other: Vec<u8> = PDF.bytes.iter().rev().copied().collect();
    let refused = scenario.program.upload(at(&announced, "/upload"), &other).await?;
    ensure((400..500).contains(&refused), || format!("storage accepted other bytes than announced: {refused}"))?;
    let longer = [PDF.bytes, b"!"].concat();
    let refused = scenario.program.upload(at(&announced, "/upload"), &longer).await?;
    ensure((400..500).contains(&refused), || format!("storage accepted more bytes than announced: {refused}"))?;
    let clean = company.deliver(&scenario.first, PDF).await?;
    ensure(text(&clean, "/status") == "clean", || format!("the PDF is not clean: {clean}"))?;
    let back = scenario.program.download(text(&clean, "/download/url")).await?;
    ensure(back == PDF.bytes, || "the download differs from the upload".to_owned())?;
    let clean = company.deliver(&scenario.second, DOCX).await?;
    ensure(text(&clean, "/status") == "clean", || format!("the DOCX is not clean: {clean}"))?;
    Ok("a PDF and a DOCX; other bytes were refused".to_owned())
}

/// The EICAR test file is rejected.
pub async fn reject_malware(scenario: &Scenario<'_>) -> Outcome<String> {
    let company = scenario.company_a();
    let bytes: &'static [u8] = Box::leak(objects::eicar_file().into_boxed_slice());
    let file = File { name: "readme.txt", content_type: "text/plain", bytes };
    let rejected = company.deliver(&scenario.second, file).await?;
    ensure(text(&rejected, "/status") == "rejected", || format!("the test file was not rejected: {rejected}"))?;
    ensure(codes(&rejected).contains(&"malware_found"), || format!("rejected for other reasons: {rejected}"))?;
    Ok(codes(&rejected).join(", "))
}

/// The reservation is moved to the next two days while the delivery is today: the report is refused until the
/// reservation has the days of the delivery (PROGRAM.md 9.1).
async fn amend_to_what_happened(scenario: &Scenario<'_>, number: &str) -> Outcome<()> {
    let company = scenario.company_a();
    let happened = company.reserved_days(number).await?;
    let planned = json!({"start_date": scenario.in_days(1), "end_date": scenario.in_days(2)});
    company.amend(number, &planned).await?;
    company.draft_report(number, &happened).await?;
    let refused = company.try_to_submit(number).await?;
    let expected = ["dates_differ_from_reservation", "engagement_not_finished"];
    ensure(refused.status == 409 && refused.codes() == expected, || format!("a report of other days got {refused:?}"))?;
    company.amend(number, &happened).await?;
    let reserved = company.reserved_days(number).await?;
    ensure(reserved == happened, || format!("amended to {happened}, reserved for {reserved}"))
}

/// Two reports are submitted: the first by the API, after its dates are amended, the second in the portal. A repeated
/// read returns the same receipt.
pub async fn report(scenario: &Scenario<'_>, browser: &mut Browser) -> Outcome<String> {
    let company = scenario.company_a();
    amend_to_what_happened(scenario, &scenario.first).await?;
    let first = text(&company.report(&scenario.first).await?, "/sha256").to_owned();
    let days = company.reserved_days(&scenario.second).await?;
    let second = portal::delivery::report(browser, &scenario.second, &life::report_of(&days)).await?;
    for (number, sha256) in [(&scenario.first, first), (&scenario.second, second)] {
        let path = format!("completion/vouchers/{number}/receipt");
        let again = company.call(Method::GET, &path, &Value::Null).await?.expect(200)?;
        ensure(text(&again, "/sha256") == sha256, || format!("{sha256} is not that of {again}"))?;
    }
    Ok("2 receipts; the second in the portal, in Chinese".to_owned())
}

/// B reserves, delivers and reports a voucher and does not redeem it.
pub async fn report_by_b(scenario: &Scenario<'_>) -> Outcome<String> {
    scenario.program.webhook(&life::assigned(&scenario.in_progress, 21)).await?.expect(201)?;
    let company = scenario.company_b();
    company.reserve(&scenario.in_progress).await?;
    company.deliver(&scenario.in_progress, PDF).await?;
    company.report(&scenario.in_progress).await?;
    Ok(format!("{}, not redeemed yet", scenario.in_progress))
}

/// Vouchers are redeemed in one call; the one that is not ready is refused and does not block the other. A repeated
/// call returns the same answer (PROGRAM.md 10.2, 15.1).
pub async fn redeem(scenario: &Scenario<'_>) -> Outcome<String> {
    let (company, numbers) = (scenario.company_a(), [scenario.first.as_str(), &scenario.third]);
    let key = format!("journey-{}", scenario.first);
    let answer = company.redeem(&numbers, &key).await?;
    let outcome = |no: usize| text(&answer, &format!("/items/{no}/outcome")).to_owned();
    ensure([outcome(0), outcome(1)] == ["redeemed", "refused"], || format!("got {answer}"))?;
    let reasons = codes(at(&answer, "/items/1")).join(", ");
    ensure(reasons == "report_missing, deliverable_missing", || format!("refused for {reasons}"))?;
    let again = company.redeem(&numbers, &key).await?;
    ensure(answer == again, || format!("the repeated call returned {again}, the first {answer}"))?;
    Ok(format!("1 of 2; {reasons}"))
}

/// Each redeemed voucher has one draft claim; the refused one has none (PROGRAM.md 11.1).
pub async fn claim(scenario: &Scenario<'_>) -> Outcome<String> {
    let amount = draft_claim_amount(scenario.program, &scenario.first).await?;
    draft_claim_amount(scenario.program, &scenario.second).await?;
    ensure(claim_of(scenario.program, &scenario.third).await?.is_none(), || {
        "the refused voucher has a claim".to_owned()
    })?;
    Ok(format!("2 drafts, {amount} each (a sample rate)"))
}

/// Waits for the draft claim and checks its amount: 5 days at the sample rate of 1,000 USD a day. Returns the amount.
pub async fn draft_claim_amount(program: &Program, voucher: &str) -> Outcome<String> {
    let claim = life::eventually("a claim", async || claim_of(program, voucher).await).await?;
    let amount = claim.amount.as_ref().ok_or_else(|| Failure::new("a claim has no amount"))?;
    let as_expected =
        claim.stored_status().as_str() == "draft" && amount.minor == 500_000 && amount.currency.as_str() == "USD";
    ensure(as_expected, || format!("{claim:?}"))?;
    Ok(format!("{}.{:02} {}", amount.minor / 100, amount.minor % 100, amount.currency))
}

/// The history of the first voucher has every revision, without a gap.
pub async fn history(scenario: &Scenario<'_>) -> Outcome<String> {
    let number = number(&scenario.first)?;
    let lines = life::eventually("the history", async || {
        let lines = scenario.program.table.history(&number).await.during("read the history")?.0;
        Ok(Some(lines).filter(|lines| lines.last().is_some_and(|line| line.status == "redeemed")))
    });
    let lines = lines.await?;
    let gapless = lines.iter().zip(1..).all(|(line, rev)| line.rev == rev);
    ensure(gapless, || format!("the history has a gap: {lines:?}"))?;
    Ok(format!("{} events, no gap", lines.len()))
}

async fn claim_of(program: &Program, voucher: &str) -> Outcome<Option<Claim>> {
    Ok(program.table.claim(&number(voucher)?).await.during("read a claim")?.map(|stored| stored.value))
}

/// Parses a voucher number.
pub fn number(text: &str) -> Outcome<VoucherNumber> {
    VoucherNumber::parse(text).map_err(|wrong| Failure::new(format!("{text} {wrong}")))
}
