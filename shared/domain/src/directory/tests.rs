use jiff::civil::{Date, date};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::*;
use crate::enrollment::State;
use crate::partner::Partner;
use crate::voucher::tests::world::{HOLDER, company, country, email, location, name, note, partner, place};

fn program(code: &str) -> ProgramCode {
    ProgramCode::parse(code).unwrap()
}

fn profile() -> Profile {
    Profile {
        company_id: company(HOLDER),
        display_name: name("Contoso Zoë"),
        description: Description::parse("We plan\ndeployments.").unwrap(),
        website: Website::parse("https://contoso.example").unwrap(),
        contact_email: email("hello@contoso.example"),
        programs: vec![program("DDPS"), program("SDPS")],
        languages: vec![Language::parse("en").unwrap()],
        locations: vec![location("L-2"), location("L-1")],
        published: true,
    }
}

/// An enrollment until 2027-06-01, and so in force until 2027-07-01.
fn enrolled(code: &str) -> Enrollment {
    let Partner { enrollment, .. } = partner(HOLDER);
    Enrollment { program: program(code), ..enrollment.unwrap() }
}

fn stopped(state: State) -> Enrollment {
    Enrollment { state, ..enrolled("DDPS") }
}

fn until(code: &str, term_end: Date) -> Enrollment {
    Enrollment { term_end, ..enrolled(code) }
}

fn locations() -> Vec<Location> {
    vec![place("L-1", "TW"), Location { name: name("Tōkyō"), ..place("L-2", "JP") }, place("L-3", "US")]
}

fn listed(profile: &Profile, enrollments: &[Enrollment]) -> Option<Listing> {
    Listing::of(profile, enrollments, &locations())
}

fn event(published_before: Option<bool>, published: bool) -> ProfileEvent {
    let before = published_before.map(|published| Profile { published, ..profile() });
    let after = Profile { published, display_name: name("Contoso Anew"), ..profile() };
    match after.clone().put(before.as_ref()) {
        Outcome::Applied(stored, event) => {
            assert_eq!(*stored, after);
            event
        }
        Outcome::Unchanged => panic!("nothing changed"),
    }
}

#[test]
fn a_profile_is_published_unpublished_or_changed() {
    assert_eq!(event(None, true), ProfileEvent::Published);
    assert_eq!(event(None, false), ProfileEvent::Changed);
    assert_eq!(event(Some(false), true), ProfileEvent::Published);
    assert_eq!(event(Some(true), false), ProfileEvent::Unpublished);
    assert_eq!(event(Some(true), true), ProfileEvent::Changed);
    assert_eq!(event(Some(false), false), ProfileEvent::Changed);
}

#[test]
fn an_equal_profile_changes_nothing() {
    assert_eq!(profile().put(Some(&profile())), Outcome::Unchanged);
}

#[test]
fn a_profile_shows_only_locations_of_its_company() {
    assert_eq!(profile().mistakes(&locations()), []);
    let wrong = Profile { locations: vec![location("L-1"), location("L-9")], ..profile() };
    let mistake = ("locations[1]".to_owned(), "is not a location of the company; GET /locations lists them".to_owned());
    assert_eq!(wrong.mistakes(&locations()), [mistake]);
    assert_eq!(profile().mistakes(&[]).len(), 2, "each is named");
}

#[test]
fn a_profile_shows_at_most_five_locations_in_a_country() {
    let ids = |range: std::ops::Range<usize>| range.map(|n| format!("L-{n}")).collect::<Vec<_>>();
    let here = ids(1..7).iter().map(|id| place(id, "TW")).collect::<Vec<_>>();
    let there = ids(11..16).iter().map(|id| place(id, "JP")).collect::<Vec<_>>();
    let known = [there, here].concat();
    let shown = |locations: &[Location]| Profile {
        locations: locations.iter().map(|location| location.id.clone()).collect(),
        ..profile()
    };
    assert_eq!(shown(&known[..10]).mistakes(&known), [], "five in each of two countries");
    let too_many = shown(&known).mistakes(&known);
    let mistake =
        ("locations[10]".to_owned(), "is one too many: a profile shows at most 5 locations in a country".to_owned());
    assert_eq!(too_many, [mistake]);
}

#[test]
fn a_listing_shows_the_profile_and_the_programs_of_the_enrollments() {
    let listing = listed(&profile(), &[enrolled("DDPS"), until("SDPS", date(2026, 12, 31))]).unwrap();
    let source = profile();
    assert_eq!((&listing.company_id, &listing.display_name), (&source.company_id, &source.display_name));
    assert_eq!((&listing.description, &listing.website), (&source.description, &source.website));
    assert_eq!((&listing.contact_email, &listing.languages), (&source.contact_email, &source.languages));
    let programs = [(program("DDPS"), date(2027, 7, 1)), (program("SDPS"), date(2027, 1, 30))];
    assert_eq!(listing.programs, programs.into_iter().collect(), "thirty days of grace after the term");
    let places: Vec<(&str, &str)> =
        listing.locations.iter().map(|place| (place.location_id.as_str(), place.country.as_str())).collect();
    assert_eq!(places, [("L-2", "JP"), ("L-1", "TW")], "in the order of the profile");
    assert_eq!(listing.locations[0].name, name("Tōkyō"));
}

#[test]
fn a_profile_that_is_not_published_is_not_listed() {
    let draft = Profile { published: false, ..profile() };
    assert_eq!(listed(&draft, &[enrolled("DDPS")]), None);
}

#[test]
fn a_company_is_listed_while_an_enrollment_is_in_force() {
    assert_eq!(listed(&profile(), &[]), None);
    for state in [State::Lapsed, State::Withdrawn, State::Suspended { reason: note("audit") }] {
        assert_eq!(listed(&profile(), &[stopped(state.clone())]), None, "{state:?}");
        let beside = listed(&profile(), &[stopped(state), enrolled("SDPS")]).unwrap();
        assert_eq!(beside.programs_on(date(2026, 11, 22)), [&program("SDPS")]);
    }
    for state in [State::Active, State::RenewalDue, State::Grace] {
        assert!(listed(&profile(), &[stopped(state)]).is_some());
    }
}

#[test]
fn a_company_is_listed_under_the_programs_of_its_profile() {
    let offers_one = Profile { programs: vec![program("DDPS")], ..profile() };
    let listing = listed(&offers_one, &[enrolled("DDPS"), enrolled("SDPS")]).unwrap();
    assert_eq!(listing.programs.into_keys().collect::<Vec<_>>(), [program("DDPS")]);
    assert_eq!(listed(&offers_one, &[enrolled("SDPS")]), None);
    assert_eq!(listed(&Profile { programs: vec![], ..profile() }, &[enrolled("DDPS")]), None);
}

#[test]
fn an_unknown_location_is_omitted_from_the_listing() {
    let listing = Listing::of(&profile(), &[enrolled("DDPS")], &[place("L-1", "TW")]).unwrap();
    assert_eq!(listing.locations.len(), 1);
    let listing = Listing::of(&profile(), &[enrolled("DDPS")], &[]).unwrap();
    assert_eq!(listing.locations, [], "the company is still listed");
}

#[test]
fn a_program_is_shown_through_the_last_day_on_which_it_is_in_force() {
    let (short, long) = (date(2027, 1, 30), date(2027, 7, 1));
    let listing = listed(&profile(), &[enrolled("DDPS"), until("SDPS", date(2026, 12, 31))]).unwrap();
    assert_eq!(listing.programs_on(short), [&program("DDPS"), &program("SDPS")]);
    assert_eq!(listing.programs_on(short.tomorrow().unwrap()), [&program("DDPS")]);
    assert_eq!(listing.programs_on(long), [&program("DDPS")]);
    assert_eq!(listing.programs_on(long.tomorrow().unwrap()), Vec::<&ProgramCode>::new());
    assert_eq!(listing.until(), Some(long));
}

#[test]
fn the_search_text_contains_name_description_and_locations() {
    let listing = listed(&profile(), &[enrolled("DDPS")]).unwrap();
    assert_eq!(listing.search_text(), "contoso zoe we plan deployments. tokyo office");
    assert_eq!(listing.locations[1].country, country("TW"));
}

/// One letter of these names becomes 18 when it is folded.
#[test]
fn the_search_text_is_bounded() {
    let place = |number: usize| Location { name: name(&"\u{fdfa}".repeat(200)), ..place(&format!("L-{number}"), "TW") };
    let locations: Vec<Location> = (0..100).map(place).collect();
    let profile = Profile { locations: locations.iter().map(|location| location.id.clone()).collect(), ..profile() };
    let listing = Listing::of(&profile, &[enrolled("DDPS")], &locations).unwrap();
    let length = listing.search_text().len();
    assert!((SEARCH_TEXT_BYTES_MAX - 3..=SEARCH_TEXT_BYTES_MAX).contains(&length), "{length}");
}

#[test]
fn folding_removes_letter_case_accents_and_width_forms() {
    for (text, expected) in [
        ("Zoë GmbH", "zoe gmbh"),
        ("ZOE\u{308} ＧｍｂＨ", "zoe gmbh"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("GROẞ", "gross"),
        ("ﬁn", "fin"),
        ("Ångström", "angstrom"),
        ("İstanbul", "istanbul"),
        ("㎏", "kg"),
        ("ａ１", "a1"),
        ("精誠資訊", "精誠資訊"),
        ("ﾄｳｷｮｳ", "トウキョウ"),
        ("a\u{300}\u{301}b", "ab"),
        ("  two \t\n  words\u{a0}more\u{3000}x ", "two words more x"),
        ("", ""),
        ("\u{301}", ""),
    ] {
        assert_eq!(folded(text), expected, "{text:?}");
    }
}

/// A search for either spelling finds the other.
#[test]
fn equivalent_spellings_have_the_same_folding() {
    for (one, other) in [
        ("臺灣科技", "台灣科技"),
        ("Đorđe Łódź", "dorde lodz"),
        ("SØRENSEN", "sorensen"),
        ("Dıyarbakır", "DIYARBAKIR"),
        ("Ærø œuvre", "aero oeuvre"),
        ("ǼON", "aeon"),
        ("Þórður", "thordur"),
        ("Ħal Għaxaq", "hal ghaxaq"),
        ("O’Brien", "O'Brien"),
        ("O´Brien", "OBrien"),
        ("Hawaiʻi", "Hawaii"),
        ("L`Oréal", "l＇oreal"),
        ("Coca\u{2011}Cola", "coca-cola"),
        ("Coca–Cola", "Coca－Cola"),
        ("Contoso — Taipei", "contoso taipei"),
        ("Con\u{200b}to\u{ad}so\u{feff}", "contoso"),
        ("葛\u{e0100}城", "葛城"),
        ("ΟΔΟΣ", "οδός"),
        ("Ἀθῆναι ᾳ", "αθηναι α"),
        ("Ёлка Йод", "елка иод"),
        ("שָׁלוֹם", "שלום"),
        ("مُحَمَّد", "محمد"),
        ("\u{1112}\u{1161}\u{11ab}국", "한국"),
        ("ｶﾞｲﾄﾞ", "ガイド"),
        ("か\u{3099}", "が"),
        ("か゛", "が"),
        ("हिन्दी", "ह\u{93f}न\u{94d}द\u{940}"),
    ] {
        assert_eq!(folded(one), folded(other), "{one} {other}");
    }
}

#[test]
fn marks_that_make_another_letter_stay() {
    for (one, other) in [
        ("が", "か"),
        ("パス", "ハス"),
        ("バス", "ハス"),
        ("ガイド", "カイト"),
        ("ク", "グ"),
        ("कि", "क"),
        ("की", "कि"),
        ("दिल्ली", "दलल"),
        ("தமிழ்", "தமழ"),
        ("বাংলা", "বল"),
        ("กิน", "กน"),
        ("가", "각"),
        ("センター", "センタ"),
        ("台", "灣"),
    ] {
        assert_ne!(folded(one), folded(other), "{one} {other}");
    }
    for text in ["ガイド", "दिल्ली", "தமிழ்", "กิน", "한국", "センター"] {
        assert_eq!(folded(text), text);
    }
}

#[test]
fn a_website_is_an_https_address_with_a_host() {
    for good in [
        "https://contoso.example",
        "https://www.contoso.example/partners?lang=en#top",
        "https://contoso.example:8443/",
        "https://contoso.example?x",
        "https://例子.example/路",
        "https://xn--fsqu00a.example",
        " https://contoso.example ",
    ] {
        assert_eq!(Website::parse(good).map(|site| site.to_string()), Ok(good.trim().to_owned()));
    }
    for bad in [
        "",
        "https://",
        "http://contoso.example",
        "ftp://contoso.example",
        "javascript:alert(1)",
        "contoso.example",
        "//contoso.example",
        "https://contoso",
        "https://.example",
        "https://contoso..example",
        "https://contoso.example.",
        "https://-contoso.example",
        "https://contoso-.example",
        "https://con_toso.example",
        "https://user@contoso.example",
        "https://user:word@contoso.example",
        "https://contoso.example:443@other.example",
        "https://contoso.example:",
        "https://contoso.example:x",
        "https://contoso.example:+80",
        "https://contoso.example:65536",
        "https://contoso.example/a b",
        "https://contoso.example/\u{7}",
        "https://contoso.example\\@other.example",
        "https://contoso.example/\"onclick=",
        "https://contoso.example/<script>",
        "https://[::1]",
        "https:///path",
        "https://cont\u{43e}so.example",
        "https://contoso\u{200b}.example",
        "https://contoso.example/\u{202e}gpj.exe",
        "https://contoso.example/\u{fffd}",
    ] {
        assert!(Website::parse(bad).is_err(), "{bad}");
    }
    let long = |chars: usize| format!("https://contoso.example/{}", "x".repeat(chars - 24));
    assert!(Website::parse(&long(2_000)).is_ok());
    assert!(Website::parse(&long(2_001)).is_err());
}

#[test]
fn a_language_tag_is_stored_in_its_conventional_letter_case() {
    for (tag, expected, primary) in [
        ("en", "en", "en"),
        ("EN", "en", "en"),
        (" zh-tw ", "zh-TW", "zh"),
        ("ZH-HANT-TW", "zh-Hant-TW", "zh"),
        ("es-419", "es-419", "es"),
        ("yue", "yue", "yue"),
    ] {
        let language = Language::parse(tag).unwrap();
        assert_eq!((language.as_str(), language.primary()), (expected, primary));
    }
    for bad in [
        "",
        "e",
        "engl",
        "e1",
        "en-",
        "-en",
        "en--US",
        "en-U",
        "en-12",
        "en-Hant1",
        "en_US",
        "zh-Hant-TW-x",
        "中文",
        "en-ÄÖ",
    ] {
        assert!(Language::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_description_has_at_most_2500_characters_and_may_have_lines() {
    assert!(Description::parse(&"界".repeat(2_500)).is_ok());
    assert!(Description::parse(&"界".repeat(2_501)).is_err());
    assert_eq!(Description::parse(" a\r\n\tb ").unwrap().as_str(), "a\r\n\tb");
    for bad in ["", " \n ", "a\u{0}b", "a\u{1b}[0m", "a\u{202e}b", "\u{2800}"] {
        assert!(Description::parse(bad).is_err(), "{bad:?}");
    }
}

proptest! {
    #[test]
    fn any_text_is_refused_or_parses_to_itself(text in "\\PC{0,60}|https://\\PC{0,40}|[a-zA-Z0-9-]{0,12}") {
        if let Ok(site) = Website::parse(&text) {
            prop_assert!(site.as_str().starts_with("https://"));
            prop_assert_eq!(Website::parse(site.as_str()), Ok(site));
        }
        if let Ok(language) = Language::parse(&text) {
            prop_assert!((2..=3).contains(&language.primary().len()));
            prop_assert_eq!(Language::parse(language.as_str()), Ok(language));
        }
        if let Ok(description) = Description::parse(&text) {
            prop_assert_eq!(Description::parse(description.as_str()), Ok(description));
        }
    }

    #[test]
    fn folding_is_idempotent_and_leaves_no_capital_or_accent(text in "\\PC{0,60}") {
        let once = folded(&text);
        prop_assert_eq!(folded(&once), once.clone());
        prop_assert_eq!(once.to_lowercase(), once.clone());
        let has_accent = once.nfd().any(|character| ('\u{300}'..='\u{36f}').contains(&character));
        prop_assert!(!has_accent, "{once:?}");
        prop_assert!(!once.starts_with(' ') && !once.ends_with(' ') && !once.contains("  "));
    }
}
