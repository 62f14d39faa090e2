//! Announced and uploaded files.

use proptest::prelude::*;

use crate::attempt::Actor;
use crate::deliverable::{
    Announcement, Counts, Defect, Deliverable, FILE_BYTES_MAX, File, FileName, FileType, Finding, Format, Kind,
    Observation, Sha256, Verdict,
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

fn observed() -> Observation {
    Observation { size: 9, sha256: Some(sha256("a")), finding: None, verdict: Verdict::Clean }
}

fn judged(observed: &Observation) -> Option<Deliverable> {
    announced().judge(observed, "2026-11-22T09:31:00Z".parse().unwrap())
}

fn defects(observed: &Observation) -> Vec<&'static str> {
    match judged(observed) {
        Some(Deliverable::Rejected(rejected)) => rejected.reasons.iter().map(|defect| defect.as_str()).collect(),
        other => panic!("not rejected: {other:?}"),
    }
}

#[test]
fn a_file_uploaded_as_announced_and_scanned_clean_is_clean() {
    let Some(Deliverable::Clean(checked)) = judged(&observed()) else { panic!("not clean") };
    assert_eq!(checked.checked_at, "2026-11-22T09:31:00Z".parse().unwrap());
    assert_eq!(&checked.file, announced().file());
}

#[test]
fn each_defect_alone_rejects_a_file() {
    assert_eq!(defects(&Observation { size: 10, ..observed() }), ["size_mismatch"]);
    assert_eq!(defects(&Observation { sha256: Some(sha256("b")), ..observed() }), ["checksum_mismatch"]);
    assert_eq!(defects(&Observation { sha256: None, ..observed() }), ["checksum_mismatch"]);
    for finding in FINDINGS {
        assert_eq!(defects(&Observation { finding: Some(finding), ..observed() }), [finding.defect().as_str()]);
    }
    assert_eq!(defects(&Observation { verdict: Verdict::Threat, ..observed() }), ["malware_found"]);
    assert_eq!(defects(&Observation { verdict: Verdict::Unreadable, ..observed() }), ["not_scannable"]);
}

#[test]
fn every_defect_is_listed() {
    let bad = Observation { size: 0, sha256: None, finding: Some(Finding::Empty), verdict: Verdict::Threat };
    assert_eq!(defects(&bad), ["size_mismatch", "checksum_mismatch", "empty_file", "malware_found"]);
}

#[test]
fn a_defective_file_is_rejected_before_the_scan_ends() {
    let waiting = Observation { verdict: Verdict::Pending, ..observed() };
    assert_eq!(judged(&waiting), None);
    assert_eq!(defects(&Observation { size: 10, ..waiting }), ["size_mismatch"]);
}

#[test]
fn the_result_of_a_check_does_not_change() {
    let now = "2026-11-22T09:32:00Z".parse().unwrap();
    let clean = judged(&observed()).unwrap();
    let rejected = judged(&Observation { verdict: Verdict::Threat, ..observed() }).unwrap();
    for verdict in [Verdict::Clean, Verdict::Threat, Verdict::Pending, Verdict::Unreadable] {
        assert_eq!(clean.judge(&Observation { verdict, ..observed() }, now), None);
        assert_eq!(rejected.judge(&Observation { verdict, ..observed() }, now), None);
    }
}

#[test]
fn a_defect_is_stored_under_its_code() {
    for defect in [
        Defect::SizeMismatch,
        Defect::ChecksumMismatch,
        Defect::TypeMismatch,
        Defect::EmptyFile,
        Defect::UnreadableDocument,
        Defect::Encrypted,
        Defect::TextNotUtf8,
        Defect::MalwareFound,
        Defect::NotScannable,
    ] {
        assert_eq!(serde_json::to_value(defect).unwrap(), defect.as_str());
        assert!(defect.to_string().contains("; "), "finding; advice");
    }
}

const FINDINGS: [Finding; 15] = [
    Finding::OtherFormat(Format::LegacyWord),
    Finding::Empty,
    Finding::EmptyArchive,
    Finding::DamagedArchive,
    Finding::TooComplex,
    Finding::MainPartMissing,
    Finding::PdfCutOff,
    Finding::PdfWithoutRoot,
    Finding::PictureCutOff,
    Finding::ProtectedPdf,
    Finding::ProtectedOffice,
    Finding::ProtectedOpenDocument,
    Finding::ProtectedArchive,
    Finding::LocalEncoding,
    Finding::UnmarkedUtf16,
];

fn explained(finding: Finding, reason: Defect) -> String {
    let observed = Observation { finding: Some(finding), verdict: Verdict::Threat, ..observed() };
    let Some(Deliverable::Rejected(rejected)) = judged(&observed) else { panic!("not rejected") };
    assert_eq!(
        serde_json::from_value::<Deliverable>(serde_json::to_value(judged(&observed)).unwrap()).ok(),
        judged(&observed)
    );
    rejected.explain(reason)
}

#[test]
fn a_finding_is_explained_with_advice_only_for_its_own_defect() {
    for finding in FINDINGS {
        let text = explained(finding, finding.defect());
        assert_eq!(text, finding.to_string());
        assert!(text.contains("; ") || text.contains("anew"), "{text}");
        assert_eq!(explained(finding, Defect::MalwareFound), Defect::MalwareFound.to_string());
    }
    assert_eq!(
        explained(Finding::OtherFormat(Format::Heic), Defect::TypeMismatch),
        "its content is not of the type that was announced: it is a HEIC picture, as phones take them; save it as JPEG \
         or PNG (a new name alone is not enough) and upload that"
    );
}

/// Earlier versions stored rejections without a finding.
#[test]
fn a_rejection_without_a_finding_has_general_advice() {
    let bad = Observation { finding: Some(Finding::OtherFormat(Format::Program)), ..observed() };
    let mut stored = serde_json::to_value(judged(&bad)).unwrap();
    assert!(stored.as_object_mut().unwrap().remove("finding").is_some());
    let Deliverable::Rejected(rejected) = serde_json::from_value(stored).unwrap() else { panic!("not rejected") };
    assert_eq!(rejected.explain(Defect::TypeMismatch), Defect::TypeMismatch.to_string());
}

#[test]
fn a_file_has_at_most_250_mib() {
    assert_eq!(FILE_BYTES_MAX, 262_144_000);
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

const KINDS: [&str; 13] = [
    "deployment_plan",
    "upgrade_plan",
    "migration_plan",
    "vision_scope",
    "findings",
    "solution_brief",
    "report",
    "tool_output",
    "custom_plan",
    "lab",
    "slides",
    "pilot_result",
    "invoice",
];

#[test]
fn a_kind_parses_in_any_letter_case_and_with_hyphens() {
    for code in KINDS {
        let kind = Kind::named(code).unwrap();
        assert_eq!((kind.as_str(), Kind::parse(code)), (code, Ok(kind)));
        assert_eq!(Kind::named(&format!(" {} ", code.to_ascii_uppercase().replace('_', "-"))), Ok(kind));
    }
    for bad in ["", "plan", "deployment plan", "deployment_plans", "a.b", "plän", "selfie", &"a".repeat(40)] {
        let wrong = Kind::named(bad).unwrap_err().to_string();
        assert!(KINDS.iter().all(|code| wrong.contains(code)), "{bad}: {wrong}");
    }
}

#[test]
fn exactly_nine_kinds_are_deliverables() {
    let counted: Vec<&str> = KINDS.into_iter().filter(|code| Kind::parse(code).unwrap().is_deliverable()).collect();
    assert_eq!(counted, KINDS[..9]);
    assert_eq!(Kind::deliverables(), counted.join(", "));
}

#[test]
fn a_stored_kind_parses_from_its_code() {
    for code in KINDS {
        let kind: Kind = serde_json::from_value(code.into()).unwrap();
        assert_eq!(Ok(kind), Kind::parse(code));
    }
}

#[test]
fn counts_do_not_fall_below_zero() {
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
        if let Ok(kind) = Kind::named(&text) {
            prop_assert_eq!(Kind::parse(kind.as_str()), Ok(kind));
        }
    }
}
