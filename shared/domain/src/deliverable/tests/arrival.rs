//! Announced and arrived files (api.md 7).

use proptest::prelude::*;

use crate::attempt::Actor;
use crate::deliverable::{
    Announcement, Counts, Defect, Deliverable, FILE_BYTES_MAX, File, FileName, FileType, Kind, Observed, Sha256,
    Verdict, file_size,
};
use crate::ids::VoucherNumber;

fn sha256(digit: &str) -> Sha256 {
    Sha256::parse(&digit.repeat(64)).unwrap()
}

fn announced() -> Deliverable {
    let announced = Announcement {
        file_name: FileName::parse("plan.pdf").unwrap(),
        file_type: FileType::Pdf,
        size: 9,
        sha256: sha256("a"),
        kind: Kind::parse("deployment_plan").unwrap(),
    };
    let voucher = VoucherNumber::parse("SA-7KQ2-M9XD-3FHT").unwrap();
    Deliverable::Announced(File {
        id: File::id_of(&voucher, 1, &announced),
        reservation: 1,
        upload: 1,
        announced,
        announced_at: "2026-11-22T09:30:00Z".parse().unwrap(),
        announced_by: Actor::parse("u-1").unwrap(),
    })
}

fn observed() -> Observed<'static> {
    Observed { size: 9, sha256: Some(sha256("a")), head: b"%PDF-1.7\n", verdict: Verdict::Clean }
}

fn judged(observed: &Observed<'_>) -> Option<Deliverable> {
    announced().judge(observed, "2026-11-22T09:31:00Z".parse().unwrap())
}

fn defects(observed: &Observed<'_>) -> Vec<&'static str> {
    match judged(observed) {
        Some(Deliverable::Rejected(rejected)) => rejected.reasons.iter().map(|defect| defect.code()).collect(),
        other => panic!("not rejected: {other:?}"),
    }
}

#[test]
fn a_file_as_announced_and_found_clean_counts() {
    let Some(Deliverable::Clean(checked)) = judged(&observed()) else { panic!("not clean") };
    assert_eq!(checked.checked_at, "2026-11-22T09:31:00Z".parse().unwrap());
    assert_eq!(&checked.file, announced().file());
}

#[test]
fn each_defect_alone_rejects_a_file() {
    assert_eq!(defects(&Observed { size: 10, ..observed() }), ["size_mismatch"]);
    assert_eq!(defects(&Observed { sha256: Some(sha256("b")), ..observed() }), ["checksum_mismatch"]);
    assert_eq!(defects(&Observed { sha256: None, ..observed() }), ["checksum_mismatch"]);
    assert_eq!(defects(&Observed { head: b"MZ\x90\0", ..observed() }), ["type_mismatch"]);
    assert_eq!(defects(&Observed { verdict: Verdict::Threat, ..observed() }), ["malware_found"]);
    assert_eq!(defects(&Observed { verdict: Verdict::Unreadable, ..observed() }), ["not_scannable"]);
}

#[test]
fn every_defect_is_named() {
    let bad = Observed { size: 0, sha256: None, head: b"", verdict: Verdict::Threat };
    assert_eq!(defects(&bad), ["size_mismatch", "checksum_mismatch", "type_mismatch", "malware_found"]);
}

#[test]
fn what_is_wrong_already_need_not_wait_for_the_scan() {
    let waiting = Observed { verdict: Verdict::Pending, ..observed() };
    assert_eq!(judged(&waiting), None);
    assert_eq!(defects(&Observed { size: 10, ..waiting }), ["size_mismatch"]);
}

#[test]
fn what_was_judged_stays_judged() {
    let now = "2026-11-22T09:32:00Z".parse().unwrap();
    let clean = judged(&observed()).unwrap();
    let rejected = judged(&Observed { verdict: Verdict::Threat, ..observed() }).unwrap();
    for verdict in [Verdict::Clean, Verdict::Threat, Verdict::Pending, Verdict::Unreadable] {
        assert_eq!(clean.judge(&Observed { verdict, ..observed() }, now), None);
        assert_eq!(rejected.judge(&Observed { verdict, ..observed() }, now), None);
    }
}

#[test]
fn a_defect_is_stored_under_the_code_it_is_shown_with() {
    for defect in [
        Defect::SizeMismatch,
        Defect::ChecksumMismatch,
        Defect::TypeMismatch,
        Defect::MalwareFound,
        Defect::NotScannable,
    ] {
        assert_eq!(serde_json::to_value(defect).unwrap(), defect.code());
        assert!(!defect.to_string().is_empty());
    }
}

#[test]
fn a_file_has_1_byte_to_250_mib() {
    assert_eq!(FILE_BYTES_MAX, 262_144_000);
    for (bytes, accepted) in [(0, false), (1, true), (262_144_000, true), (262_144_001, false), (-1, false)] {
        assert_eq!(file_size(bytes).is_ok(), accepted, "{bytes}");
    }
    assert!(file_size(i64::MIN).is_err() && file_size(i64::MAX).is_err());
    assert_eq!(file_size(7), Ok(7));
}

#[test]
fn a_file_name_has_no_path() {
    for good in ["plan.pdf", " plan.pdf ", "計畫.docx", "..", &"a".repeat(255)] {
        assert_eq!(FileName::parse(good).unwrap().as_str(), good.trim());
    }
    for bad in ["", " ", "a/b.pdf", "a\\b.pdf", "a\0.pdf", "a\n.pdf", "plan\u{202e}fdp.exe", &"a".repeat(256)] {
        assert!(FileName::parse(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn a_digest_has_64_hexadecimal_digits() {
    assert_eq!(Sha256::parse(&"AB".repeat(32)).unwrap().as_str(), "ab".repeat(32));
    for bad in ["", &"a".repeat(63), &"a".repeat(65), &"g".repeat(64), &"é".repeat(32)] {
        assert!(Sha256::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_kind_is_a_code() {
    assert_eq!(Kind::parse(" Deployment_Plan ").unwrap().as_str(), "deployment_plan");
    assert!(Kind::parse(&"a".repeat(40)).is_ok());
    for bad in ["", "deployment plan", "a.b", "plän", &"a".repeat(41)] {
        assert!(Kind::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn counts_never_fall_below_none() {
    let file = announced();
    let clean = judged(&observed()).unwrap();
    assert_eq!(Counts::default().removed(&file), Counts::default());
    assert_eq!(Counts::default().judged(&clean), Counts { clean: 1, ..Counts::default() });
}

proptest! {
    #[test]
    fn names_digests_and_kinds_parse_to_themselves(text in any::<String>()) {
        if let Ok(name) = FileName::parse(&text) {
            prop_assert_eq!(FileName::parse(name.as_str()), Ok(name.clone()));
        }
        if let Ok(kind) = Kind::parse(&text) {
            prop_assert_eq!(Kind::parse(kind.as_str()), Ok(kind.clone()));
        }
    }

    #[test]
    fn whatever_arrives_is_judged_without_a_panic(
        size in any::<u64>(),
        head in prop::collection::vec(any::<u8>(), 0..64),
    ) {
        let arrived = Observed { size, sha256: None, head: &head, verdict: Verdict::Clean };
        prop_assert!(matches!(judged(&arrived), Some(Deliverable::Rejected(_))));
    }
}
