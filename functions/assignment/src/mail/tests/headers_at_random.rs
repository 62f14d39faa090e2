//! Properties of the header: any bytes in any field, and forgeries below the provider's results.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::properties::{changed, changes, piece};
use super::{CHINESE, ENGLISH, HTML, RESULTS, english, try_read};
use crate::mail::sender_domain;

/// Fields that are read, in the header of the message or of a part.
const FIELDS: &[&str] = &[
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Return-Path",
    "Authentication-Results",
    "DKIM-Signature",
    "Auto-Submitted",
    "Precedence",
    "Content-Class",
    "Content-Type",
    "Content-Disposition",
    "Content-Transfer-Encoding",
    "X-List-Unsubscribe",
    "X-Nothing",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// A field of any name with any bytes, anywhere in the header.
    #[test]
    fn arbitrary_header_bytes_never_panic(
        mail in select(&[ENGLISH, HTML, CHINESE][..]),
        name in select(FIELDS),
        value in vec(prop_oneof![piece(), vec(any::<u8>(), 0..30)], 0..12),
        at in any::<Index>(),
    ) {
        let lines: Vec<&str> = mail.split_inclusive("\r\n").collect();
        let (above, below) = lines.split_at(at.index(lines.len().min(16)));
        let field = [name.as_bytes(), b": ", &value.concat(), b"\r\n"].concat();
        let mail = [above.concat().as_bytes(), &field, below.concat().as_bytes()].concat();
        if let Err(reasons) = try_read(&mail) {
            prop_assert!(!reasons.is_empty());
            prop_assert!(reasons.iter().all(|reason| !reason.detail.contains(char::is_control)));
            prop_assert!(reasons.iter().all(|reason| reason.detail.len() < 4_000));
        }
        drop(sender_domain(&mail));
    }

    /// The sender owns everything below the provider's first field, and nothing written there helps.
    #[test]
    fn nothing_below_a_failure_mends_it(
        failed in select(&["dmarc", "dkim"][..]),
        changes in changes(),
        forged in any::<Index>(),
    ) {
        let mail = english(&format!("{failed}=pass"), &format!("{failed}=fail"));
        let (top, below) = mail.split_once("DKIM-Signature").unwrap();
        let below = format!("DKIM-Signature{below}");
        let lines: Vec<&str> = below.split_inclusive("\r\n").collect();
        let (before, after) = lines.split_at(forged.index(lines.len() + 1));
        let below = format!("{}{RESULTS}{}", before.concat(), after.concat());
        let mail = [top.as_bytes(), &changed(&below, &changes)].concat();
        prop_assert!(try_read(mail).is_err());
    }
}
