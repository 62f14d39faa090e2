//! What the address of the list asks for, and the payment requests of one page of it.
//!
//! The function lists one status a call, so the statuses of a tab are read in parallel and shown one after another. Of
//! a status that does not fit on the page a part is read again: only the function knows where the rest begins.

use domain::claim::Status;

use super::model::Claim;
use super::reads::FUNCTION;
use crate::form::{Form, query};
use crate::functions::{CallError, Got};
use crate::pages::vouchers::model::Listed;
use crate::visit::Visit;

/// The payment requests of a page.
pub const PAGE: usize = 25;
/// The filters; the others of an address are ignored.
pub const FILTERS: [&str; 5] = ["q", "program", "location_id", "country", "disputed"];
/// The order of what is paid: the latest first. The index has none of its own.
const LATEST: &str = "-submitted_at";

/// A tab: the statuses that it shows, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// The partner acts.
    NeedsYou,
    /// Operations or the payer act.
    WithProgram,
    /// Paid.
    Paid,
    /// Nothing follows.
    Closed,
}

impl Tab {
    /// Every tab, in order.
    pub const ALL: [Self; 4] = [Self::NeedsYou, Self::WithProgram, Self::Paid, Self::Closed];

    /// The name in addresses and texts.
    pub fn name(self) -> &'static str {
        match self {
            Self::NeedsYou => "needs-you",
            Self::WithProgram => "with-program",
            Self::Paid => "paid",
            Self::Closed => "closed",
        }
    }

    fn statuses(self) -> &'static [Status] {
        match self {
            Self::NeedsYou => &[Status::ActionRequired, Status::PaymentFailed, Status::Draft],
            Self::WithProgram => {
                &[Status::OnHold, Status::Scheduled, Status::Approved, Status::UnderReview, Status::Submitted]
            }
            Self::Paid => &[Status::Paid],
            Self::Closed => &[Status::Rejected, Status::Expired, Status::Withdrawn],
        }
    }

    fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.name() == name)
    }
}

/// What an address asks for.
pub struct Asked {
    /// The tab; `None` for all statuses: a search looks everywhere.
    pub tab: Option<Tab>,
    /// Tab and filters.
    pub query: Form,
    place: Place,
}

/// The begin of a page: a status of the tab, and the place in its list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    status: Option<Status>,
    cursor: String,
    /// True for a list that is too long to be sorted.
    is_unsorted: bool,
}

/// One page of the list.
#[derive(Debug, Default)]
pub struct ClaimPage {
    /// The payment requests.
    pub claims: Vec<Claim>,
    /// The begin of the next page.
    pub next: Option<Place>,
}

impl Asked {
    /// Reads the address of a list or an export.
    pub fn of(query: &Form) -> Self {
        let looks_everywhere = query.filled("q").is_some() || query.filled("disputed").is_some();
        let default = (!looks_everywhere).then_some(Tab::NeedsYou);
        let tab = Tab::of(query.text("tab")).or(default);
        let tab_field = tab.map(|tab| ("tab", tab.name()));
        let kept = FILTERS.map(|name| (name, query.text(name)));
        let fields = tab_field.into_iter().chain(kept).filter(|(_, value)| !value.is_empty());
        let place = Place {
            status: query.parse("from"),
            cursor: query.text("cursor").to_owned(),
            is_unsorted: query.text("order") == "index",
        };
        Self { tab, query: fields.collect(), place }
    }

    /// The filters, for the function.
    pub fn filters(&self) -> Vec<(&str, &str)> {
        self.query.fields().filter(|(name, _)| *name != "tab").collect()
    }

    /// True when a filter is active.
    pub fn is_filtered(&self) -> bool {
        FILTERS.iter().any(|name| self.query.filled(name).is_some())
    }

    /// True on any page but the first one.
    pub fn is_later_page(&self) -> bool {
        self.place != Place::default()
    }

    /// The status of a tab that has only one.
    pub fn only_status(&self) -> Option<Status> {
        match self.tab?.statuses() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// The query of the page that begins at a place.
    pub fn at(&self, place: &Place) -> String {
        let order = if place.is_unsorted { "index" } else { "" };
        let from = place.status.map(Status::as_str).unwrap_or_default();
        let place = [("from", from), ("cursor", place.cursor.as_str()), ("order", order)];
        query(self.query.fields().chain(place).filter(|(_, value)| !value.is_empty()))
    }

    /// The statuses to read, from the place on.
    fn statuses(&self) -> Vec<Option<Status>> {
        let Some(tab) = self.tab else { return vec![None] };
        let all = tab.statuses();
        let first = all.iter().position(|status| Some(*status) == self.place.status).unwrap_or_default();
        all.iter().skip(first).copied().map(Some).collect()
    }
}

/// Reads a page of the list.
///
/// # Errors
/// `CallError`.
pub async fn read(visit: &Visit<'_>, asked: &Asked) -> Result<ClaimPage, CallError> {
    let statuses = asked.statuses();
    let places = statuses.iter().enumerate().map(|(index, status)| {
        let begin = || Place { status: *status, ..Place::default() };
        if index == 0 { Place { status: *status, ..asked.place.clone() } } else { begin() }
    });
    let places: Vec<Place> = places.collect();
    let read = places.iter().map(|place| batch(visit, asked, place, PAGE));
    let batches = futures::future::try_join_all(read).await?;
    let mut page = ClaimPage::default();
    for (place, whole) in places.into_iter().zip(batches) {
        let room = PAGE.saturating_sub(page.claims.len());
        let part = match room {
            _ if whole.claims.len() <= room => whole,
            0 => {
                page.next = Some(place);
                break;
            }
            room => batch(visit, asked, &place, room).await?,
        };
        page.claims.extend(part.claims);
        page.next = part.next;
        if page.next.is_some() {
            break;
        }
    }
    Ok(page)
}

/// Reads a part of the list of one status.
async fn batch(visit: &Visit<'_>, asked: &Asked, place: &Place, limit: usize) -> Result<ClaimPage, CallError> {
    let sort = if asked.tab == Some(Tab::Paid) && !place.is_unsorted { LATEST } else { "" };
    match listed(visit, asked, place, sort, limit).await {
        Err(CallError::Refused(problem)) if is_too_long(&problem.reasons) => {
            let place = Place { is_unsorted: true, ..place.clone() };
            listed(visit, asked, &place, "", limit).await
        }
        answer => answer,
    }
}

/// True when a list is refused because it is too long to be sorted.
fn is_too_long(reasons: &[crate::problem::Reason]) -> bool {
    reasons.iter().any(|reason| reason.field.as_deref() == Some("sort"))
}

async fn listed(
    visit: &Visit<'_>,
    asked: &Asked,
    place: &Place,
    sort: &str,
    limit: usize,
) -> Result<ClaimPage, CallError> {
    let (limit, status) = (limit.to_string(), place.status.map(Status::as_str).unwrap_or_default());
    let mut fields = asked.filters();
    fields.extend([("status", status), ("sort", sort), ("limit", &limit), ("cursor", &place.cursor)]);
    let got: Got<Listed<Claim>> = visit.get(FUNCTION, "/claims", &fields).await?;
    let next = got.value.next_cursor.map(|cursor| Place { cursor, ..place.clone() });
    Ok(ClaimPage { claims: got.value.items, next })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &[(&str, &str)]) -> Asked {
        Asked::of(&query.iter().copied().collect())
    }

    #[test]
    fn what_needs_the_partner_is_shown_first_and_a_search_looks_everywhere() {
        assert_eq!(asked(&[]).tab, Some(Tab::NeedsYou));
        assert_eq!(asked(&[("tab", "nothing")]).tab, Some(Tab::NeedsYou));
        let search = asked(&[("q", "contoso"), ("other", "x")]);
        assert_eq!((search.tab, search.filters()), (None, vec![("q", "contoso")]));
        assert_eq!(search.statuses(), [None]);
        assert_eq!(asked(&[("disputed", "true")]).tab, None);
        assert_eq!(asked(&[("disputed", "true"), ("tab", "paid")]).tab, Some(Tab::Paid));
    }

    #[test]
    fn a_status_is_shown_by_one_tab() {
        for status in Status::ALL {
            let tabs = Tab::ALL.into_iter().filter(|tab| tab.statuses().contains(&status));
            assert_eq!(tabs.count(), 1, "{status:?}");
        }
        assert_eq!(asked(&[("tab", "paid")]).only_status(), Some(Status::Paid));
        assert_eq!(asked(&[("tab", "closed")]).only_status(), None);
    }

    #[test]
    fn a_later_page_begins_at_a_status_of_the_tab() {
        let later = asked(&[("tab", "closed"), ("country", "TW"), ("from", "expired"), ("cursor", "c")]);
        assert_eq!(later.statuses(), [Some(Status::Expired), Some(Status::Withdrawn)]);
        assert!(later.is_later_page() && !asked(&[("country", "TW")]).is_later_page());
        assert_eq!(later.at(&later.place), "?tab=closed&country=TW&from=expired&cursor=c");
        let foreign = asked(&[("tab", "paid"), ("from", "draft")]);
        assert_eq!(foreign.statuses(), [Some(Status::Paid)]);
    }
}
