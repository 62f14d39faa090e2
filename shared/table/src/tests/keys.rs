//! Tests of the keys.

use std::collections::HashSet;

use domain::{
    Actor, CompanyId, Country, CustomerId, DeliverableId, EngagementCode, EvidenceId, InvoiceId, InvoiceNumber,
    LocationId, ProgramCode, RedemptionId, VoucherNumber,
};
use jiff::civil::date;
use proptest::prelude::*;

use crate::keys::{Due, INDEX_SHARDS, Key, due_instant, due_through, rate_sk, voucher_pk};

#[test]
fn keys_are_spelled_as_the_documentation_of_the_crate_shows() {
    let number = VoucherNumber::parse("SA-7KQ2-M9XD-3FHT").unwrap();
    let company = CompanyId::parse("P-1").unwrap();
    let program = ProgramCode::parse("L&EDPS").unwrap();
    let rate = Key::rate(&Country::parse("TW").unwrap(), &program, date(2026, 1, 1));
    let customer = CustomerId::parse("C-1001").unwrap();
    let spelled = [
        (Key::voucher(&number), "V#SA-7KQ2-M9XD-3FHT/V"),
        (Key::deliverable(&number, &DeliverableId::parse("abc").unwrap()), "V#SA-7KQ2-M9XD-3FHT/D#abc"),
        (Key::report(&number), "V#SA-7KQ2-M9XD-3FHT/R"),
        (Key::claim(&number), "V#SA-7KQ2-M9XD-3FHT/C"),
        (Key::history("V#SA-7KQ2-M9XD-3FHT", "V", 7), "V#SA-7KQ2-M9XD-3FHT/H#V#0000000007"),
        (Key::location(&company, &LocationId::parse("L-1").unwrap()), "P#P-1/L#L-1"),
        (Key::enrollment(&company, &program), "P#P-1/E#L&EDPS"),
        (Key::evidence(&company, &EvidenceId::parse("Q-1").unwrap()), "P#P-1/Q#Q-1"),
        (Key::company(&company), "P#P-1/P"),
        (Key::profile(&company), "P#P-1/G"),
        (Key::payee(&company, &program), "P#P-1/Y#L&EDPS"),
        (Key::invoice_holder(&company, &InvoiceNumber::parse("INV 7/2026").unwrap()), "P#P-1/I#INV 7/2026"),
        (Key::invoice(&company, &InvoiceId::parse("0a1b").unwrap()), "P#P-1/J#0a1b"),
        (Key::redemption(&company, &RedemptionId::parse("RD-0A1B").unwrap()), "P#P-1/B#RD-0A1B"),
        (Key::person(&company, &Actor::parse("u-1").unwrap()), "P#P-1/U#u-1"),
        (Key::history("V#SA-7KQ2-M9XD-3FHT", "C", 7), "V#SA-7KQ2-M9XD-3FHT/H#C#0000000007"),
        (Key::listing(&company, "DDPS"), "P#P-1/X#DDPS"),
        (Key::listing(&company, "*"), "P#P-1/X#*"),
        (Key::sweep("renewal-sweep/E#-"), "SWEEP#renewal-sweep/E#-/S"),
        (rate, "RATE#TW/L&EDPS#2026-01-01"),
        (Key::repeat(&customer, &EngagementCode::parse("DDPS-X").unwrap()), "N#C-1001#DDPS-X/N"),
        (Key::stored_answer("abc"), "K#abc/K"),
        (Key::refused_mail(date(2026, 11, 22), "abc"), "REFUSED#2026-11-22/F#abc"),
        (Key::refused_mails_count(date(2026, 11, 22)), "REFUSED#2026-11-22/COUNT"),
        (Key::webhook("abc"), "WH#abc/WH"),
    ];
    for (key, expected) in &spelled {
        assert_eq!(key.to_string(), *expected);
    }
    let different: HashSet<&Key> = spelled.iter().map(|(key, _)| key).collect();
    assert_eq!(different.len(), spelled.len());
}

#[test]
fn the_longest_subject_fits_a_sort_key() {
    let longest = Actor::parse(&"𝒜".repeat(255)).unwrap();
    assert!(Key::person(&CompanyId::parse("P-1").unwrap(), &longest).sk.len() <= 1_024);
}

#[test]
fn history_records_sort_by_revision() {
    let keys: Vec<String> = [1, 2, 9, 10, 99, 100, 1_000_000].map(|rev| Key::history("V#X", "V", rev).sk).to_vec();
    assert!(keys.is_sorted());
}

#[test]
fn the_rates_of_a_program_are_not_found_under_a_prefix_of_its_code() {
    let program = |code| ProgramCode::parse(code).unwrap();
    let stored = Key::rate(&Country::parse("TW").unwrap(), &program("DDPSX"), date(2026, 1, 1));
    assert!(!stored.sk.starts_with(&rate_sk(&program("DDPS"))));
}

#[test]
fn each_kind_of_due_item_has_partitions_of_its_own() {
    let kinds = [Due::Enrollments, Due::Vouchers, Due::Unclaimed, Due::Claims, Due::Reviews, Due::Payments];
    assert_eq!(kinds.map(|kind| kind.shard(3)), ["E#3", "V#3", "U#3", "C#3", "W#3", "A#3"]);
}

#[test]
fn due_items_are_spread_over_every_shard() {
    let pks: Vec<String> =
        (0..4_000).map(|n| voucher_pk(&VoucherNumber::parse(&format!("SA-{n:08}")).unwrap())).collect();
    let mut counts = vec![0; usize::from(INDEX_SHARDS)];
    for pk in &pks {
        let due = Due::Vouchers.pk(pk);
        assert_eq!(due, Due::Vouchers.pk(pk), "always the same shard");
        let shard: usize = due.strip_prefix("V#").unwrap().parse().unwrap();
        counts[shard] += 1;
    }
    assert!(counts.iter().all(|count| (300..=700).contains(count)), "{counts:?}");
}

/// The upper bound of a day sorts after every key of that day.
#[test]
fn the_due_index_sorts_by_time() {
    let at = |text: &str| due_instant(text.parse().unwrap());
    let sorted = [
        "2026-11-22".to_owned(),
        "2026-11-22#P-1#DDPS".to_owned(),
        at("2026-11-22T00:00:00Z"),
        at("2026-11-22T09:00:00.5Z"),
        at("2026-11-22T23:59:59Z"),
        due_through(date(2026, 11, 22)),
        "2026-11-23".to_owned(),
    ];
    assert!(sorted.is_sorted(), "{sorted:?}");
}

proptest! {
    #[test]
    fn different_ids_have_different_keys(
        a in "[A-Z0-9-]{6,12}",
        b in "[A-Z0-9-]{6,12}",
        x in "[a-z0-9:._-]{1,6}",
        y in "[A-Z&-]{1,4}",
    ) {
        let (one, two) = (VoucherNumber::parse(&a).unwrap(), VoucherNumber::parse(&b).unwrap());
        prop_assert_eq!(Key::voucher(&one) == Key::voucher(&two), one == two);
        let (customer, engagement) = (CustomerId::parse(&x).unwrap(), EngagementCode::parse(&y).unwrap());
        let key = Key::repeat(&customer, &engagement);
        let parts: Vec<&str> = key.pk.split('#').collect();
        prop_assert_eq!(parts, ["N", x.as_str(), y.as_str()], "no id contains the separator");
    }
}
