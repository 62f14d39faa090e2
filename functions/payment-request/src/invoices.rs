//! The invoice itself, where the payer needs it besides its number: its file, and its arrival on paper (PROGRAM.md 11.7).

use api::{AnnouncedFile, Answer, CompanyFilter, Decode, Endpoint, Failure, Fields};
use domain::attempt::Answered;
use domain::claim::Claim;
use domain::deliverable::{Defect, Deliverable, Kind};
use domain::invoice::{Invoice, InvoiceCopy, InvoiceFacts};
use domain::refusal::Rule;
use domain::{CompanyId, Fault, Flaw, Invalid, InvoiceNumber, Refusal};
use jiff::civil::Date;
use lambda_http::http::StatusCode;
use objects::{ObjectKey, SignedUpload};
use serde::{Deserialize, Serialize};
use table::{Steps, Stored};

mod view;

use crate::access::reviewer;
use crate::{Context, OPERATIONS, PARTNERS, READERS, Services};
use view::InvoiceView;

/// The operations on invoices.
pub(crate) fn endpoints() -> Vec<Endpoint<Services>> {
    vec![
        Endpoint::put(
            "announce_invoice",
            "/invoices/{invoice_number}/file",
            "Announce the file of an invoice and get the request that uploads it.",
        )
        .roles(PARTNERS)
        .body::<AnnouncedFile>()
        .etag()
        .refuses(&[Rule::InvoiceNotFound])
        .reports(&Defect::ALL)
        .answers(StatusCode::OK, |context| Box::pin(announce(context))),
        Endpoint::get(
            "show_invoice",
            "/invoices/{invoice_number}/file",
            "Show what arrived of an invoice, and where to download its file once it is clean.",
        )
        .roles(READERS)
        .query::<CompanyFilter>()
        .etag()
        .refuses(&[Rule::CompanyNotFound, Rule::InvoiceNotFound])
        .reports(&Defect::ALL)
        .rejects(&[Flaw::Missing])
        .answers(StatusCode::OK, |context| Box::pin(show(context))),
        Endpoint::put(
            "note_paper_invoice",
            "/invoices/{invoice_number}/paper",
            "Note that the original of an invoice arrived on paper.",
        )
        .roles(OPERATIONS)
        .body::<PaperArrival>()
        .etag()
        .refuses(&[Rule::InvoiceNotFound, Rule::FourEyes])
        .reports(&Defect::ALL)
        .rejects(&[Flaw::InTheFuture])
        .answers(StatusCode::OK, |context| Box::pin(note_paper(context))),
    ]
}

/// The arrival of an invoice on paper.
pub(crate) struct PaperArrival {
    company_id: CompanyId,
    received_on: Date,
}

impl Decode<Services> for PaperArrival {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        let company_id = fields.about("The company that sent it.").required("company_id");
        let received_on = fields.about("The day on which it arrived.").required("received_on");
        Some(Self { company_id: company_id?, received_on: received_on? })
    }
}

/// The stored part of an announcement's answer. Signed requests are never stored (DECISIONS.md 1).
#[derive(Serialize, Deserialize)]
struct InvoiceAnswer {
    invoice: Invoice,
    rev: u64,
}

impl InvoiceAnswer {
    fn of(stored: &Stored<Invoice>) -> Self {
        Self { invoice: stored.value.clone(), rev: stored.rev }
    }

    fn to_answer(&self, upload: Option<SignedUpload>) -> Result<Answer<InvoiceView>, Failure> {
        Ok(Answer::json(&InvoiceView::new(&self.invoice, self.rev).with_upload(upload))?.with_rev(self.rev))
    }
}

/// `PUT /invoices/{invoice_number}/file`. The invoice may cover claims of any location.
async fn announce(context: Context<'_, AnnouncedFile>) -> Result<Answer<InvoiceView>, Failure> {
    let (table, company, number) =
        (&context.services.table, context.caller.whole_company()?, invoice_number(&context)?);
    let id = number.id();
    let steps = Steps {
        intent: &context.intent(),
        load: || async { Ok((table.invoice(company, &id).await?, ())) },
        authorize: |invoice: Option<Stored<Invoice>>| Ok::<_, Failure>(invoice),
        decide: |before: &Option<Stored<Invoice>>, (): &()| {
            let before = before.as_ref().map(|before| before.value.clone());
            let announced = context.body.clone().of_kind(Kind::Invoice);
            Ok(Invoice::announce(before, (company, &number), announced, &context.caller.sub, context.now))
        },
        answer: |stored: &Stored<Invoice>, (): &()| Ok(InvoiceAnswer::of(stored)),
    };
    let answered = table.run(steps).await?;
    let upload = sign_upload(&context, &answered).await?;
    context.answered(answered.try_map(|answer| answer.to_answer(upload))?)
}

/// Signs the request that uploads the bytes, for a file that still awaits them.
async fn sign_upload(
    context: &Context<'_, AnnouncedFile>,
    answered: &Answered<InvoiceAnswer>,
) -> Result<Option<SignedUpload>, Fault> {
    let Services { table, objects, .. } = context.services;
    let (answer, is_current) = match answered {
        Answered::First(answer) => (answer, true),
        Answered::Replayed(answer) => {
            let stored = table.invoice(&answer.invoice.company_id, &answer.invoice.number.id()).await?;
            (answer, stored.is_some_and(|stored| stored.value.file == answer.invoice.file))
        }
    };
    let Invoice { company_id, number, file, .. } = &answer.invoice;
    let Some(Deliverable::Announced(file)) = file.as_ref().filter(|_| is_current) else { return Ok(None) };
    let key = ObjectKey::of_invoice(company_id, &number.id(), file);
    objects.sign_upload(&key, &file.announced, context.now).await.map(Some)
}

/// `GET /invoices/{invoice_number}/file`.
async fn show(context: Context<'_, (), CompanyFilter>) -> Result<Answer<InvoiceView>, Failure> {
    let Services { table, objects, .. } = context.services;
    let company = context.caller.requested_company(context.query.company_id.as_ref())?;
    let id = invoice_number(&context)?.id();
    let stored = table.invoice(&company, &id).await?.ok_or(Refusal::InvoiceNotFound)?;
    let view = InvoiceView::new(&stored.value, stored.rev);
    let view = match &stored.value.file {
        Some(clean @ Deliverable::Clean(_)) => {
            let key = ObjectKey::of_invoice(&company, &id, clean.file());
            view.with_download(objects.sign_download(&key, &clean.file().announced, context.now).await?)
        }
        Some(Deliverable::Announced(_) | Deliverable::Rejected(_)) | None => view,
    };
    Ok(Answer::json(&view)?.with_rev(stored.rev))
}

/// `PUT /invoices/{invoice_number}/paper`: only of a number under which claims were submitted, so that a mistyped number
/// is noticed.
async fn note_paper(context: Context<'_, PaperArrival>) -> Result<Answer<InvoiceView>, Failure> {
    let (table, number) = (&context.services.table, invoice_number(&context)?);
    let PaperArrival { company_id, received_on } = &context.body;
    if *received_on > context.today() {
        let wrong = Invalid::new(Flaw::InTheFuture, format!("must not lie after {}, today (UTC)", context.today()));
        return Err(Failure::flawed("received_on", wrong));
    }
    let id = number.id();
    let steps = Steps {
        intent: &context.intent(),
        load: || async {
            let (invoice, holder) =
                futures::try_join!(table.invoice(company_id, &id), table.invoice_holder(company_id, &number))?;
            Ok(((invoice, holder), ()))
        },
        authorize: |(invoice, holder): (Option<Stored<Invoice>>, Option<String>)| {
            holder.map(|_| invoice).ok_or(Failure::from(Refusal::InvoiceNotFound))
        },
        decide: |before: &Option<Stored<Invoice>>, (): &()| {
            let before = before.as_ref().map(|before| before.value.clone());
            let by = reviewer(&context.caller);
            Ok(Invoice::receive_paper(before, (company_id, &number), *received_on, by, context.now)?)
        },
        answer: |stored: &Stored<Invoice>, (): &()| InvoiceAnswer::of(stored).to_answer(None),
    };
    context.answered(table.run(steps).await?)
}

fn invoice_number<B, Q>(context: &Context<'_, B, Q>) -> Result<InvoiceNumber, Failure> {
    context.path.invoice_number()
}

/// What a claim's country needs of the invoice itself, with the invoice of the claim's number.
pub(crate) struct NeededInvoice {
    needed: Option<InvoiceCopy>,
    invoice: Option<Stored<Invoice>>,
}

impl NeededInvoice {
    /// Reads the invoice, where the claim's country needs it and the claim has a number.
    pub(crate) async fn of<B, Q>(context: &Context<'_, B, Q>, claim: Option<&Claim>) -> Result<Self, Fault> {
        let Services { table, catalog, .. } = context.services;
        let rule = claim.and_then(|claim| catalog.invoice(&claim.voucher.country));
        let number = claim.filter(|_| rule.is_some()).and_then(invoice_number_of);
        let invoice = match claim.zip(number) {
            Some((claim, number)) => table.invoice(&claim.voucher.company_id, &number.id()).await?,
            None => None,
        };
        Ok(Self { needed: rule.map(|rule| rule.copy), invoice })
    }

    /// The facts for an approval.
    pub(crate) fn facts(&self) -> InvoiceFacts<'_> {
        InvoiceFacts { needed: self.needed, invoice: self.invoice.as_ref().map(|stored| &stored.value) }
    }
}

/// The invoice number of a claim: that of its submission, or the saved one.
fn invoice_number_of(claim: &Claim) -> Option<&InvoiceNumber> {
    let saved = || claim.saved.as_ref().and_then(|saved| saved.invoice_number.as_ref());
    claim.last_submission().map(|submission| &submission.invoice_number).or_else(saved)
}
