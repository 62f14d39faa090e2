//! `/programs`: the programs, what each offers and requires (PROGRAM.md 2.1).

use askama::Template;
use jiff::civil::Date;

use super::catalog::{self, EngagementType, OfferStatus, Program, Requirement};
use super::frame;
use crate::format;
use crate::functions::segment;
use crate::html::{Layout, Section};
use crate::page::Handled;
use crate::reply::Reply;
use crate::visit::Visit;
use crate::words::Words;

/// Whether something is offered: the tag's color and text.
struct Offer {
    color: &'static str,
    text: String,
}

/// A program on the page.
struct ProgramView {
    code: String,
    name: String,
    offer: Offer,
    is_retired: bool,
    days: String,
    requirements: Vec<String>,
    engagement_types: Vec<EngagementView>,
    /// The search for its providers.
    providers: String,
}

/// An engagement type on the page.
struct EngagementView {
    name: String,
    /// Its retirement, where it has one.
    offer: Option<Offer>,
    days: String,
    requirements: Vec<RequirementView>,
}

/// A requirement on the page.
struct RequirementView {
    title: String,
    any_of: Vec<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "pages/public/programs.html")]
struct ProgramsPage {
    layout: Layout,
    programs: Vec<ProgramView>,
}

/// Shows every program, those that are offered first.
pub(super) fn list<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let mut programs = catalog::programs(visit).await?;
        programs.sort_by_key(|program| program.status == OfferStatus::Retired);
        let layout = frame(visit, Section::Programs, visit.words.get("programs-title"));
        let programs = programs.iter().map(|program| ProgramView::new(&layout, program)).collect();
        Reply::public(&ProgramsPage { layout, programs })
    })
}

impl ProgramView {
    fn new(layout: &Layout, program: &Program) -> Self {
        let (w, code) = (layout.w, program.code.as_str());
        let requirement = |requirement: &Requirement| requirement.title.in_language(w.language()).to_owned();
        Self {
            code: code.to_owned(),
            name: program.name.in_language(w.language()).to_owned(),
            offer: Offer::of(w, program.status, program.retired_on),
            is_retired: program.status == OfferStatus::Retired,
            days: days(w, &program.days),
            requirements: program.requirements.iter().map(requirement).collect(),
            engagement_types: program.engagement_types.iter().map(|found| EngagementView::new(w, found)).collect(),
            providers: layout.public_path(&format!("/directory?program={}", segment(code))),
        }
    }
}

impl EngagementView {
    fn new(w: Words, engagement: &EngagementType) -> Self {
        let requirement = |requirement: &Requirement| RequirementView {
            title: requirement.title.in_language(w.language()).to_owned(),
            any_of: requirement.any_of.iter().map(|name| name.in_language(w.language()).to_owned()).collect(),
        };
        Self {
            name: engagement.name.in_language(w.language()).to_owned(),
            offer: engagement.retired_on.map(|_| Offer::of(w, engagement.status, engagement.retired_on)),
            days: days(w, &engagement.days),
            requirements: engagement.requirements.iter().map(requirement).collect(),
        }
    }
}

impl Offer {
    fn of(w: Words, status: OfferStatus, retired_on: Option<Date>) -> Self {
        let day = retired_on.map(|day| format::day(day, w.language()));
        match (status, day) {
            (OfferStatus::Retired, Some(day)) => Self { color: "", text: w.one("programs-retired-since", "day", day) },
            (OfferStatus::Retired, None) => Self { color: "", text: w.get("offer-status-retired") },
            (OfferStatus::Active, Some(day)) => Self { color: "amber", text: w.one("programs-retires-on", "day", day) },
            (OfferStatus::Active, None) => Self { color: "green", text: w.get("offer-status-active") },
        }
    }
}

/// Lengths: `1, 3 or 5 days`.
fn days(w: Words, lengths: &[u8]) -> String {
    let texts: Vec<String> = lengths.iter().map(u8::to_string).collect();
    match texts.as_slice() {
        [] => String::new(),
        [only] => w.one("programs-days", "days", only),
        [most @ .., last] => {
            let most = most.join(w.language().choose(", ", "、"));
            w.two("programs-days-or", ("most", &most), ("last", last))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Language;
    use jiff::civil::date;

    #[test]
    fn lengths_are_a_list_in_words() {
        let (en, zh) = (Words::of(Language::English), Words::of(Language::TraditionalChinese));
        assert_eq!([days(en, &[1]), days(en, &[5]), days(en, &[1, 3, 15])], ["1 day", "5 days", "1, 3 or 15 days"]);
        assert_eq!([days(zh, &[1]), days(zh, &[1, 3, 15]), days(zh, &[])], ["1 天", "1、3 或 15 天", ""]);
    }

    #[test]
    fn an_offer_says_whether_and_when_it_ends() {
        let w = Words::of(Language::English);
        let text = |status, day| Offer::of(w, status, day).text;
        assert_eq!(text(OfferStatus::Active, None), "Offered");
        assert_eq!(text(OfferStatus::Active, Some(date(2027, 2, 1))), "Retires on 1 Feb 2027");
        assert_eq!(text(OfferStatus::Retired, Some(date(2020, 2, 1))), "Retired since 1 Feb 2020");
        assert_eq!(text(OfferStatus::Retired, None), "Retired");
    }
}
