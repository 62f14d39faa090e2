//! Path parameters.

use std::fmt;

use domain::{
    ClaimId, CompanyId, Country, DeliverableId, EvidenceId, Form, InvoiceNumber, LocationId, ProgramCode, RedemptionId,
    Refusal, Text, VoucherNumber,
};

use crate::problem::Failure;

/// The form of an invoice number in a path.
const INVOICE_NUMBER: Form = Form::new("INV-2026-118").pattern("^[A-Za-z0-9_.~/: -]{1,40}$");

/// The captured parameters of a path, percent-decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(Vec<(&'static str, String)>);

impl Params {
    /// The captured text with this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, text)| text.as_str())
    }

    /// Parses the captured text with this name.
    ///
    /// # Errors
    /// [`Failure::NotFound`] when it does not parse: nothing can exist with such an id. [`Failure::Internal`] when the
    /// pattern has no capture with this name, which is a bug of the endpoint.
    pub fn parse<T: Text>(&self, name: &str) -> Result<T, Failure> {
        let text = self.get(name).ok_or_else(|| Failure::internal(format!("the pattern has no capture {name}")))?;
        T::read(text).map_err(|expectation| Failure::not_found("not_found", format!("{name} {expectation}")))
    }

    /// Parses the captured invoice number. Its slashes are written as `~`, which no number has: what stands between
    /// client and function may decode `%2F`, and then it is no segment any more.
    ///
    /// # Errors
    /// [`Refusal::InvoiceNotFound`] for what no invoice number can be.
    pub fn invoice_number(&self) -> Result<InvoiceNumber, Failure> {
        let text = self.get("invoice_number").unwrap_or_default();
        InvoiceNumber::read(&text.replace('~', "/")).map_err(|_| Refusal::InvoiceNotFound.into())
    }

    /// Checks every capture, before headers, query and body are decoded.
    ///
    /// # Errors
    /// 404 for a malformed id. A malformed voucher number or claim id is answered exactly like an unknown one
    /// (PROGRAM.md 15.2).
    pub(crate) fn check(&self) -> Result<(), Failure> {
        self.0.iter().try_for_each(|(name, text)| match *name {
            "voucher_number" => VoucherNumber::read(text).map(drop).map_err(|_| Refusal::VoucherNotFound.into()),
            "claim_id" => {
                let voucher = ClaimId::read(text).ok().and_then(|id| id.voucher());
                voucher.map(drop).ok_or_else(|| Refusal::ClaimNotFound.into())
            }
            "company_id" => self.parse::<CompanyId>(name).map(drop),
            "country" => self.parse::<Country>(name).map(drop),
            "deliverable_id" => self.parse::<DeliverableId>(name).map(drop),
            "evidence_id" => self.parse::<EvidenceId>(name).map(drop),
            "invoice_number" => self.invoice_number().map(drop),
            "location_id" => self.parse::<LocationId>(name).map(drop),
            "program" => self.parse::<ProgramCode>(name).map(drop),
            "redemption_id" => RedemptionId::read(text).map(drop).map_err(|_| Refusal::RedemptionNotFound.into()),
            unknown => Err(Failure::internal(format!("the capture {unknown} has no parser"))),
        })
    }

    /// The form of the parameter with this name.
    pub(crate) fn form(name: &str) -> Option<Form> {
        match name {
            "voucher_number" => Some(VoucherNumber::FORM),
            "claim_id" => Some(ClaimId::FORM),
            "company_id" => Some(CompanyId::FORM),
            "country" => Some(Country::FORM),
            "deliverable_id" => Some(DeliverableId::FORM),
            "evidence_id" => Some(EvidenceId::FORM),
            "invoice_number" => Some(INVOICE_NUMBER),
            "location_id" => Some(LocationId::FORM),
            "program" => Some(ProgramCode::FORM),
            "redemption_id" => Some(RedemptionId::FORM),
            _ => None,
        }
    }

    pub(crate) fn push(&mut self, name: &'static str, text: String) {
        self.0.push((name, text));
    }

    /// The number of captured segments: the fewer, the more specific the pattern.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }
}

impl fmt::Display for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(name, text)| write!(f, "{name}={text:?};"))
    }
}
