//! Who vouches for the mail.

use super::{ENGLISH, RESULTS, english, refusals, try_read};

const REFUSED: [&str; 1] = ["not_authenticated"];
const REFUSED_TWICE: [&str; 2] = ["not_authenticated"; 2];

/// The English sample with other results of the provider, written on one line.
fn reporting(results: &str) -> String {
    english(RESULTS, &format!("Authentication-Results: inbound.vouchsafe.example; {results}\r\n"))
}

#[test]
fn without_results_nothing_is_believed() {
    assert_eq!(refusals(english(RESULTS, "")), REFUSED);
    assert_eq!(refusals(english(RESULTS, &RESULTS.replace("inbound.vouchsafe", "mx.sender"))), REFUSED);
    assert_eq!(refusals(english(RESULTS, &RESULTS.replace("Authentication", "ARC-Authentication"))), REFUSED);
    assert_eq!(refusals(reporting("none")), REFUSED_TWICE);
    assert_eq!(refusals(reporting("")), REFUSED_TWICE);
}

#[test]
fn results_forged_below_the_real_ones_do_not_count() {
    let failed = RESULTS.replace("dmarc=pass", "dmarc=fail").replace("dkim=pass", "dkim=fail");
    assert_eq!(refusals(english(RESULTS, &format!("{failed}{RESULTS}"))), REFUSED_TWICE);
    assert_eq!(
        refusals(english(RESULTS, &failed).replace("MIME-Version", &format!("{RESULTS}MIME-Version"))),
        REFUSED_TWICE
    );
}

#[test]
fn results_below_from_do_not_count() {
    let mail = english(RESULTS, "").replace("MIME-Version", &format!("{RESULTS}MIME-Version"));
    assert_eq!(refusals(mail), REFUSED);
}

#[test]
fn nothing_below_unreadable_results_counts() {
    for unreadable in ["(", "inbound.vouchsafe.example 2; dkim=pass", "\"inbound", ";", "a b c; dkim=pass"] {
        let mail = english(RESULTS, &format!("Authentication-Results: {unreadable}\r\n{RESULTS}"));
        assert_eq!(refusals(mail), REFUSED, "{unreadable}");
    }
}

#[test]
fn results_of_other_servers_are_passed_over() {
    let above = format!("Authentication-Results: relay.example; dmarc=fail; dkim=none\r\n{RESULTS}");
    assert!(try_read(english(RESULTS, &above)).is_ok());
}

#[test]
fn dkim_must_pass_for_the_domain_of_from() {
    let refused = [
        "dmarc=pass",
        "dkim=fail header.d=licensing.example; dmarc=pass",
        "dkim=pass; dmarc=pass",
        "dkim=pass header.d=evil.example; dmarc=pass",
        "dkim=pass header.d=example; dmarc=pass",
        "dkim=pass header.d=evil-licensing.example; dmarc=pass",
        "dkim=pass header.d=licensing.example.evil.example; dmarc=pass",
        "dkim=pass header.d=evil.example header.d=licensing.example; dmarc=pass",
        "dkim=pass header.i=licensing.example@evil.example; dmarc=pass",
        "dkim=pass header.i=licensing.example; dmarc=pass",
        "dkim=pass header.d=evil.example; dkim=fail header.d=licensing.example; dmarc=pass",
        "dkim=pass header.d=\u{217c}icensing.example; dmarc=pass",
        "dkim=passed header.d=licensing.example; dmarc=pass",
        "dkim=fail (dkim=pass header.d=licensing.example) header.d=licensing.example; dmarc=pass",
        "dkim=fail reason=\"; dkim=pass header.d=licensing.example\"; dmarc=pass",
        "dkim/2=pass header.d=licensing.example; dmarc=pass",
        "arc=pass header.d=licensing.example; dmarc=pass",
    ];
    for results in refused {
        assert_eq!(refusals(reporting(results)), REFUSED, "{results}");
    }
}

#[test]
fn one_of_several_signatures_is_enough() {
    let accepted = [
        "dkim=pass header.d=mailer.example; dkim=pass header.d=licensing.example; dmarc=pass",
        "dkim=fail header.d=licensing.example header.s=old; dkim=pass header.d=licensing.example; dmarc=pass",
        "dkim=pass header.d=mail.licensing.example; dmarc=pass",
        "dkim=pass header.i=@licensing.example; dmarc=pass",
    ];
    for results in accepted {
        assert!(try_read(reporting(results)).is_ok(), "{results}");
    }
}

#[test]
fn dmarc_must_pass_and_nothing_else() {
    let dkim = "dkim=pass header.d=licensing.example";
    let refused = [
        "spf=pass",
        "dmarc=fail",
        "dmarc=none",
        "dmarc=bestguesspass",
        "dmarc=pass; dmarc=fail",
        "dmarc=fail; dmarc=pass",
        "dmarc=pass header.from=evil.example",
        "dmarc=pass header.from=sub.licensing.example",
        "dmarc=\"not pass\"",
        "dmarc pass",
    ];
    for results in refused {
        assert_eq!(refusals(reporting(&format!("{dkim}; {results}"))), REFUSED, "{results}");
    }
}

#[test]
fn an_address_that_smuggles_a_result_in_does_not_outweigh_the_real_one() {
    let results = "spf=pass smtp.mailfrom=x; dkim=pass header.d=licensing.example; dmarc=pass@evil.example; dmarc=fail";
    assert_eq!(refusals(reporting(results)), REFUSED);
    let quoted = "spf=pass smtp.mailfrom=\"x; dkim=pass header.d=licensing.example; dmarc=pass\"@evil.example";
    assert_eq!(refusals(reporting(quoted)), REFUSED_TWICE);
}

#[test]
fn the_forms_that_rfc_8601_allows_are_read() {
    let accepted = [
        "Authentication-Results: inbound.vouchsafe.example 1; dkim=pass header.d=licensing.example; dmarc=pass",
        "AUTHENTICATION-RESULTS:\r\n (our (nested) comment \\) ) Inbound.Vouchsafe.Example (v) 1 (v)\r\n\
         \x20; DKIM=Pass Header.D=Licensing.Example ; DMARC=PASS;",
        "Authentication-Results: \"inbound.vouchsafe.example\"; dkim/1 = pass header.d = \"licensing.example\";\
         dmarc (x) = (y) pass",
        "Authentication-Results: inbound.vouchsafe.example;\r\n\
         \tspf=none smtp.mailfrom=SRS0=ab=cd=licensing.example=b@relay.example;\r\n\
         \tdkim=pass reason=\"good; \\\"really\\\"\" header.d=licensing.example header.b=\"ab/c=\";\r\n\
         \tdmarc=pass action=none header.from=licensing.example;compauth=pass reason=100",
        "Authentication-Results: inbound.vouchsafe.example;\r\n\
         \tspf=pass (spfCheck: domain of licensing.example designates 192.0.2.25) client-ip=192.0.2.25;\r\n\
         \tenvelope-from=bounce@licensing.example; helo=mail.licensing.example;\r\n\
         \tdkim=pass header.i=@licensing.example; dmarc=pass header.from=licensing.example;",
    ];
    for results in accepted {
        assert!(try_read(english(RESULTS, &format!("{results}\r\n"))).is_ok(), "{results}");
    }
}

#[test]
fn what_authenticates_another_sender_does_not_authenticate_this_one() {
    let mail = ENGLISH.replace("voucher@licensing.example", "voucher@other.example");
    assert_eq!(refusals(mail), REFUSED_TWICE);
}
