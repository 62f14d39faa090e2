//! What an actor may know of the present vouchers and claims, to choose what to do.

use dynoxide::Item;
use jiff::civil::Date;

use crate::item::{day, number, text};
use crate::world::World;

/// A voucher.
#[derive(Clone, Debug)]
pub struct VoucherNow {
    pub number: String,
    pub status: String,
    pub program: String,
    pub days: i64,
    pub admin: String,
    pub expires_on: Date,
    pub company: String,
    pub country: String,
    pub start: Option<Date>,
    pub end: Option<Date>,
    pub clean: i64,
    pub pending: i64,
    pub report: String,
}

/// A claim.
#[derive(Clone, Debug)]
pub struct ClaimNow {
    pub number: String,
    pub status: String,
    pub company: String,
    pub country: String,
    pub program: String,
    pub minor: i64,
    pub currency: String,
    pub invoice: String,
    pub is_disputed: bool,
    /// The last day for the company to submit it.
    pub last_day: Option<Date>,
}

/// The last day on which a claim can be submitted; `None` for one that does not wait for its company.
pub fn last_day_of_claim(claim: &Item) -> Option<Date> {
    match text(claim, "status") {
        "draft" => day(claim, "due_on"),
        "action_required" | "rejected" => {
            day(claim, "correct_by").or_else(|| day(claim, "due_on").map(|due| domain::calendar::days_after(due, 30)))
        }
        _ => None,
    }
}

/// All vouchers, in the order of their numbers.
pub fn vouchers(world: &World) -> Vec<VoucherNow> {
    let store = world.store();
    let found = store.each("V#", "V").map(|(_, item)| VoucherNow {
        number: text(item, "number").to_owned(),
        status: text(item, "status").to_owned(),
        program: text(item, "program").to_owned(),
        days: number(item, "days"),
        admin: text(item, "admin.email").to_owned(),
        expires_on: day(item, "expires_on").unwrap_or_default(),
        company: text(item, "reservation.company_id").to_owned(),
        country: text(item, "reservation.country").to_owned(),
        start: day(item, "reservation.start_date"),
        end: day(item, "reservation.end_date"),
        clean: number(item, "deliverables.clean") - number(item, "deliverables.supporting"),
        pending: number(item, "deliverables.pending"),
        report: text(item, "report.status").to_owned(),
    });
    found.collect()
}

/// All claims, in the order of their numbers.
pub fn claims(world: &World) -> Vec<ClaimNow> {
    let store = world.store();
    let found = store.each("V#", "C").map(|(_, item)| ClaimNow {
        number: text(item, "voucher_number").to_owned(),
        status: text(item, "company_sk").split('#').nth(1).unwrap_or_default().to_owned(),
        company: text(item, "company_id").to_owned(),
        country: text(item, "country").to_owned(),
        program: text(item, "program").to_owned(),
        minor: number(item, "amount.minor"),
        currency: text(item, "amount.currency").to_owned(),
        invoice: text(item, "invoice_number").to_owned(),
        is_disputed: item.contains_key("dispute"),
        last_day: last_day_of_claim(item),
    });
    found.collect()
}

impl VoucherNow {
    /// The partition key.
    pub fn pk(&self) -> String {
        format!("V#{}", self.number)
    }

    /// How far the work for the voucher is: nothing, files, a report, a submitted report.
    pub fn stage(&self) -> u8 {
        match self.report.as_str() {
            "submitted" => 3,
            "draft" => 2,
            _ => u8::from(self.clean + self.pending > 0),
        }
    }

    /// True while the voucher is reserved and valid.
    pub fn is_live(&self, today: Date) -> bool {
        self.status == "reserved" && self.expires_on >= today
    }
}

impl ClaimNow {
    /// The partition key.
    pub fn pk(&self) -> String {
        format!("V#{}", self.number)
    }

    /// The path of the claim, or of a command on it.
    pub fn path(&self, rest: &str) -> String {
        format!("/claims/CL-{}{rest}", self.number)
    }
}
