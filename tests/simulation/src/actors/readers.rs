//! Customers who search the directory, and people who only look: lists, dashboards, statements, single items.

use super::{Step, claims, vouchers};
use crate::cast::{COMPANIES, PROGRAMS, Person};
use crate::front::{Call, Sender};
use crate::functions::Function;

/// Reads something.
pub async fn act(step: &mut Step) -> Option<()> {
    let company = step.dice.pick(&COMPANIES[..3]);
    let person = match step.dice.below(4) {
        0 => Person::global(company),
        1 => Person::claimant(company),
        _ => Person::admin(company, step.dice.chance(300)),
    };
    if step.dice.chance(350) {
        let (world, label) = (step.world.clone(), format!("step {}", step.number));
        crate::checks::paging::page_through(&world, company, &label, &mut step.dice).await;
        return Some(());
    }
    let operations = Person::operations(1);
    let program = *step.dice.pick(&PROGRAMS);
    let number = some_number(step);
    let format = *step.dice.pick(&["csv", "xlsx"]);
    let year = step.world.clock.today().year();
    let get = |operation, function, path: String| Call::new(operation, function, "GET", path, &person);
    let (overview, enrollment, claims) = (Function::Overview, Function::Enrollment, Function::PaymentRequest);
    let call = match step.dice.below(31) {
        0 | 1 => get("list_vouchers", overview, "/vouchers?limit=20".to_owned()),
        2 => get("list_vouchers", overview, "/vouchers?sort=customer&limit=10".to_owned()),
        3 => get("list_vouchers", overview, "/vouchers?can=redeem".to_owned()),
        4 | 5 => get("show_voucher", overview, format!("/vouchers/{number}")),
        6 => get("show_dashboard", overview, "/dashboard".to_owned()),
        7 => get("list_claims", claims, "/claims?limit=20".to_owned()),
        8 => get("list_claims", claims, "/claims?sort=-amount".to_owned()),
        9 | 10 => get("show_claim", claims, format!("/claims/CL-{number}")),
        11 => get("show_statement", claims, format!("/statement?year={year}")),
        12 => get("list_payees", claims, "/payees".to_owned()),
        13 => get("list_rates", claims, "/rates".to_owned()),
        14 => get("show_eligibility", enrollment, "/eligibility".to_owned()),
        15 => get("show_company", enrollment, format!("/companies/{}", company.id)),
        16 => get("list_people", enrollment, "/people?role=global_admin".to_owned()),
        17 => get("list_evidence", enrollment, format!("/companies/{}/evidence", company.id)),
        18 => get("list_locations", enrollment, "/locations".to_owned()),
        19 => get("show_agreement", enrollment, "/agreements/current".to_owned()),
        20 => get("list_enrollments", enrollment, "/enrollments".to_owned()),
        21 => get("show_enrollment", enrollment, format!("/enrollments/{program}")),
        22 => get("show_profile", Function::Directory, "/profile".to_owned()),
        23 => get("show_report", Function::Completion, format!("/vouchers/{number}/report")),
        24 => get("list_receipts", Function::Completion, format!("/vouchers/{number}/receipts")),
        25 => get("download_receipt", Function::Completion, format!("/vouchers/{number}/receipt")),
        26 => get("show_terms", Function::Reservation, "/terms/current".to_owned()),
        27 => get("export_vouchers", overview, format!("/vouchers/export?format={format}")),
        28 => get("export_claims", claims, format!("/claims/export?format={format}")),
        29 => Call::new("list_claims", claims, "GET", "/claims?status=submitted", &operations),
        _ => return search(step, program).await,
    };
    step.send(&call).await;
    Some(())
}

/// A customer without an account.
async fn search(step: &mut Step, program: &str) -> Option<()> {
    let nobody = Person::operations(1);
    let id = step.dice.pick(&COMPANIES).id;
    let call = match step.dice.below(3) {
        0 => {
            Call::new("search_providers", Function::Directory, "GET", format!("/providers?program={program}"), &nobody)
        }
        1 => Call::new("show_provider", Function::Directory, "GET", format!("/providers/{id}"), &nobody),
        _ => Call::new("list_programs", Function::Enrollment, "GET", "/programs", &nobody),
    };
    step.send(&call.from(Sender::Public)).await;
    Some(())
}

/// The number of a voucher, mostly of one with a claim.
fn some_number(step: &mut Step) -> String {
    let claims = claims(&step.world);
    if !claims.is_empty() && step.dice.chance(500) {
        return step.dice.pick(&claims).number.clone();
    }
    let vouchers = vouchers(&step.world);
    if vouchers.is_empty() { "SA-0000-NONE".to_owned() } else { step.dice.pick(&vouchers).number.clone() }
}
