use super::*;

fn number(text: &str) -> VoucherNumber {
    VoucherNumber::parse(text).unwrap()
}

/// A sorted list of (key, number).
fn list(items: &[(&str, &str)], descending: bool) -> Sorted<(String, VoucherNumber)> {
    let items = items.iter().map(|(key, of)| ((*key).to_owned(), number(of))).collect();
    Sorted::new(items, descending, |(key, _)| key.clone(), |(_, number)| number)
}

const ITEMS: [(&str, &str); 5] =
    [("b", "SA-0003"), ("a", "SA-0002"), ("b", "SA-0001"), ("", "SA-0009"), ("c # d", "SA-0004")];

/// The numbers on every page, from `first` on the first page and from `then` on later ones.
fn pages(first: &[(&str, &str)], then: &[(&str, &str)], descending: bool, limit: usize) -> Vec<String> {
    let (mut page, mut next) = list(first, descending).page(None, limit);
    let mut listed = page.clone();
    while let Some(cursor) = next {
        let cursor: SortedCursor = cursor.to_string().parse().unwrap();
        (page, next) = list(then, descending).page(Some(&cursor), limit);
        listed.extend(page);
        assert!(listed.len() < 100, "the pages never end");
    }
    listed.into_iter().map(|(_, number)| number.to_string()).collect()
}

#[test]
fn pages_of_every_size_form_one_list_sorted_by_key_and_number() {
    let up = ["SA-0009", "SA-0002", "SA-0001", "SA-0003", "SA-0004"];
    let down: Vec<&str> = up.into_iter().rev().collect();
    for limit in 1..=6 {
        assert_eq!(pages(&ITEMS, &ITEMS, false, limit), up, "{limit}");
        assert_eq!(pages(&ITEMS, &ITEMS, true, limit), down, "{limit}");
    }
    assert_eq!(list(&ITEMS, false).page(None, 5).1, None, "the last page has no next cursor");
}

#[test]
fn items_that_move_between_two_pages_hide_no_unchanged_item() {
    let moved = [("z", "SA-0003"), ("0", "SA-0002"), ("b", "SA-0001"), ("d", "SA-0005"), ("c # d", "SA-0004")];
    assert_eq!(pages(&ITEMS, &moved, false, 2), ["SA-0009", "SA-0002", "SA-0001", "SA-0004", "SA-0005", "SA-0003"]);
    let mut descending = pages(&ITEMS, &moved, true, 2);
    descending.sort();
    assert_eq!(descending, ["SA-0001", "SA-0002", "SA-0003", "SA-0004"], "shown items and those after the cursor");
}

#[test]
fn a_cursor_parses_only_in_the_spelling_it_is_written_in() {
    for cursor in ["+#SA-0001", "-contoso ltd#SA-0001", "+a#b#SA-0001", "+台灣#SA-0001"] {
        assert_eq!(cursor.parse::<SortedCursor>().unwrap().to_string(), cursor);
    }
    for other in ["", "+", "é", "SA-0001", "+SA-0001", "*a#SA-0001", "+a#sa-0001", "+a#SA", "+a#SA-0001 ", "+a#"] {
        assert!(other.parse::<SortedCursor>().is_err(), "{other}");
    }
}

#[test]
fn sortable_texts_sort_as_their_instants_and_amounts() {
    let instants =
        ["2026-11-22T09:00:00Z", "2026-11-22T09:00:00.000000001Z", "2026-11-22T09:00:00.2Z", "2026-11-22T10:00:00Z"];
    assert!(instants.map(|at| sortable_instant(at.parse().unwrap())).is_sorted());
    let money = |minor, currency| Money { minor, currency: domain::Currency::parse(currency).unwrap() };
    let usd = [i64::MIN, -1, 0, 9, 10, i64::MAX].map(|minor| money(minor, "USD"));
    let all = [None, Some(money(500_000, "JPY"))].into_iter().chain(usd.map(Some));
    let keys: Vec<String> = all.map(|amount| sortable_amount(amount.as_ref())).collect();
    assert!(keys.is_sorted_by(|one, other| one < other), "{keys:?}");
}
