//! What the vouchers pages read from the other functions.

use domain::VoucherNumber;
use serde::de::DeserializeOwned;

use super::model::{Listed, Location, Program, VoucherDetails};
use crate::failure::PageError;
use crate::functions::{CallError, Got, segment};
use crate::visit::Visit;

/// The items of one call of a list that is read whole.
const LIST_PAGE: &str = "100";
/// The most calls for a list that is read whole.
const LIST_CALLS_MAX: usize = 10;

/// The segment of a voucher in a path of a function, with its slash.
pub fn voucher_segment(number: &VoucherNumber) -> String {
    format!("/{}", segment(number.as_str()))
}

/// Reads a voucher with history and claim.
///
/// # Errors
/// `PageError::NotFound` for one that the reader may not see.
pub async fn voucher(visit: &Visit<'_>, number: &VoucherNumber) -> Result<Got<VoucherDetails>, PageError> {
    Ok(visit.get("overview", &format!("/vouchers{}", voucher_segment(number)), &[]).await?)
}

/// Reads every page of a list.
///
/// # Errors
/// `CallError`, also for a list that is too long to be read whole.
pub async fn whole_list<T: DeserializeOwned>(
    visit: &Visit<'_>,
    function: &'static str,
    path: &str,
) -> Result<Vec<T>, CallError> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    for _ in 0..LIST_CALLS_MAX {
        let fields = [("limit", LIST_PAGE), ("cursor", cursor.as_str())];
        let page: Got<Listed<T>> = visit.get(function, path, &fields).await?;
        items.extend(page.value.items);
        match page.value.next_cursor {
            Some(next) => cursor = next,
            None => return Ok(items),
        }
    }
    // A part would be taken for the whole.
    Err(CallError::Unreachable(format!("a list of more than {LIST_CALLS_MAX} pages")))
}

/// The company's locations.
///
/// # Errors
/// `CallError`.
pub async fn locations(visit: &Visit<'_>) -> Result<Vec<Location>, CallError> {
    whole_list(visit, "enrollment", "/locations").await
}

/// The programs.
///
/// # Errors
/// `CallError`.
pub async fn programs(visit: &Visit<'_>) -> Result<Vec<Program>, CallError> {
    Ok(visit.get::<Listed<Program>>("enrollment", "/programs", &[]).await?.value.items)
}
