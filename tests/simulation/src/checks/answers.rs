//! Checks of every answer.

use api::Response;

use crate::cast::{COMPANIES, Person};
use crate::front::{Call, Reply, Sender};
use crate::invariant::Invariant;
use crate::item::{Key, text};
use crate::world::World;

/// Checks what holds for every answer.
pub fn check(world: &World, call: &Call, response: &Response, reply: &Reply, read_unreadable: bool) {
    let is_internal = reply.status == 500 && !read_unreadable;
    world.check(Invariant::NoInternalError, !is_internal, || format!("{}: {}", call.operation, reply.body));
    if let Sender::Person(Person { company: Some(own), .. }) = &call.sender
        && !matches!(call.operation, "search_providers" | "show_provider")
    {
        // Addresses are in lower case.
        let text = String::from_utf8_lossy(response.body().as_ref()).to_lowercase();
        let others = COMPANIES.iter().filter(|company| company.id != *own);
        let foreign = others.map(|company| format!("{}-", company.id)).find(|id| text.contains(&id.to_lowercase()));
        world.check(Invariant::OwnDataOnly, foreign.is_none(), || {
            format!("{} of {own} shows {}: {text}", call.operation, foreign.clone().unwrap_or_default())
        });
    }
}

/// A command that lost a race, wrote nothing and was accepted found done what it asks for: an event of its kind was
/// written since it was sent.
pub fn check_lost(world: &World, label: &str, call: &Call, lost: &[Key], since: i64) {
    let Some(key) = call.target.as_ref().filter(|key| lost.contains(key)) else { return };
    if !world.book().own(label, key).is_empty() {
        return;
    }
    let kinds = world.book().kinds.get(key).cloned().unwrap_or_default();
    let new: Vec<String> = kinds.into_iter().filter(|(rev, _)| *rev > since).map(|(_, kind)| kind).collect();
    let is_done =
        new.iter().any(|kind| effects(call.operation).contains(&kind.as_str())) || is_as_asked(world, call, key);
    world.check(Invariant::AcceptedKept, is_done, || {
        format!("{} by {} lost to {new:?} and was accepted", call.operation, call.by())
    });
}

/// True for a reassignment to the person who is the administrator already.
fn is_as_asked(world: &World, call: &Call, (pk, sk): &Key) -> bool {
    let store = world.store();
    let admin = store.find(pk, sk).map(|item| text(item, "admin.email")).unwrap_or_default();
    call.body["type"] == "voucher.reassigned" && call.body["data"]["admin"]["email"] == admin
}

/// The events that a command may leave.
fn effects(operation: &str) -> &'static [&'static str] {
    match operation {
        "register_company" => &["company.registered", "company.changed"],
        "sign_agreement" => &["agreement.signed"],
        "record_evidence" => &["evidence.recorded", "evidence.changed"],
        "withdraw_evidence" => &["evidence.withdrawn"],
        "write_location" => &["location.added", "location.changed"],
        "write_profile" => &["profile.published", "profile.changed", "profile.unpublished"],
        "register_payee" => &["payee.registered", "payee.changed"],
        "enroll_company" => &["enrollment.enrolled"],
        "renew_enrollment" => &["enrollment.renewed"],
        "withdraw_enrollment" => &["enrollment.withdrawn"],
        "suspend_enrollment" => &["enrollment.suspended"],
        "reinstate_enrollment" => &["enrollment.reinstated"],
        "reserve_voucher" => &["voucher.reserved"],
        "amend_reservation" => &["reservation.amended"],
        "cancel_reservation" => &["reservation.cancelled"],
        "notify_customer" => &["reservation.notified"],
        "announce_deliverable" => &["deliverable.announced"],
        "delete_deliverable" => &["deliverable.removed"],
        "submit_report" => &["report.submitted"],
        "reopen_report" => &["report.reopened"],
        "save_claim" => &["claim.saved"],
        "submit_claim" => &["claim.submitted"],
        "withdraw_claim" => &["claim.withdrawn"],
        "reinstate_claim" => &["claim.reinstated"],
        "comment_on_claim" => &["claim.commented"],
        "dispute_claim" => &["claim.disputed"],
        "answer_dispute" => &["claim.dispute_settled"],
        "review_claim" => &["claim.review_started"],
        "approve_claim" => &["claim.approved"],
        "reject_claim" => &["claim.rejected"],
        "request_claim_changes" => &["claim.changes_requested"],
        "hold_claim" => &["claim.held"],
        "release_claim" => &["claim.released"],
        "announce_invoice" => &["invoice.announced"],
        "note_paper_invoice" => &["invoice.paper_received"],
        "take_licensing_event" | "take_assignment_mail" => {
            &["voucher.assigned", "voucher.reassigned", "voucher.extended", "voucher.withdrawn"]
        }
        _ => &[],
    }
}
