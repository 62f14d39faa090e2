//! Tests of the authentication of the sender.

use super::{ENGLISH, RESULTS, each_detail, english, refusals, try_read};

const REFUSED: [&str; 1] = ["not_authenticated"];
const REFUSED_TWICE: [&str; 2] = ["not_authenticated"; 2];

/// The English sample with other results of the provider, written on one line.
fn reporting(results: &str) -> String {
    english(RESULTS, &format!("Authentication-Results: inbound.vouchsafe.example; {results}\r\n"))
}

#[test]
fn a_mail_without_results_of_the_provider_is_refused() {
    assert_eq!(refusals(english(RESULTS, "")), REFUSED);
    assert_eq!(refusals(english(RESULTS, &RESULTS.replace("inbound.vouchsafe", "mx.sender"))), REFUSED);
    assert_eq!(refusals(english(RESULTS, &RESULTS.replace("Authentication", "ARC-Authentication"))), REFUSED);
    assert_eq!(refusals(reporting("none")), REFUSED_TWICE);
    assert_eq!(refusals(reporting("")), REFUSED_TWICE);
}

#[test]
fn forged_results_below_the_real_ones_are_ignored() {
    let failed = RESULTS.replace("dmarc=pass", "dmarc=fail").replace("dkim=pass", "dkim=fail");
    assert_eq!(refusals(english(RESULTS, &format!("{failed}{RESULTS}"))), REFUSED_TWICE);
    assert_eq!(
        refusals(english(RESULTS, &failed).replace("MIME-Version", &format!("{RESULTS}MIME-Version"))),
        REFUSED_TWICE
    );
}

#[test]
fn results_below_from_are_ignored() {
    let mail = english(RESULTS, "").replace("MIME-Version", &format!("{RESULTS}MIME-Version"));
    assert_eq!(refusals(mail), REFUSED);
}

#[test]
fn results_below_unreadable_ones_are_ignored() {
    for unreadable in ["(", "inbound.vouchsafe.example 2; dkim=pass", "\"inbound", ";", "a b c; dkim=pass"] {
        let mail = english(RESULTS, &format!("Authentication-Results: {unreadable}\r\n{RESULTS}"));
        assert_eq!(refusals(mail), REFUSED, "{unreadable}");
    }
}

#[test]
fn results_of_other_hosts_are_skipped() {
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
fn a_result_injected_through_an_address_does_not_outweigh_the_real_one() {
    let results = "spf=pass smtp.mailfrom=x; dkim=pass header.d=licensing.example; dmarc=pass@evil.example; dmarc=fail";
    assert_eq!(refusals(reporting(results)), REFUSED);
    let quoted = "spf=pass smtp.mailfrom=\"x; dkim=pass header.d=licensing.example; dmarc=pass\"@evil.example";
    assert_eq!(refusals(reporting(quoted)), REFUSED_TWICE);
}

#[test]
fn the_forms_of_rfc_8601_are_parsed() {
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

/// The English sample with these fields in place of the provider's, each `host; results`.
fn reported(fields: &[&str]) -> String {
    let fields: Vec<String> = fields.iter().map(|field| format!("Authentication-Results: {field}\r\n")).collect();
    english(RESULTS, &fields.concat())
}

#[test]
fn several_fields_of_the_provider_are_read_together() {
    let dkim = "inbound.vouchsafe.example; dkim=pass header.d=licensing.example";
    let dmarc = "inbound.vouchsafe.example; dmarc=pass header.from=licensing.example";
    let spf = "inbound.vouchsafe.example; spf=fail smtp.mailfrom=x@evil.example";
    let esp = "inbound.vouchsafe.example 1; dkim=pass header.d=mailer.example";
    let accepted: [&[&str]; 7] = [
        &[dmarc, dkim],
        &[dkim, dmarc],
        &[spf, dkim, "inbound.vouchsafe.example; bimi=skipped", dmarc, "inbound.vouchsafe.example; arc=none"],
        &["INBOUND.vouchsafe.example (x); none", dkim, dmarc],
        &[esp, dkim, dmarc],
        &["relay.example; dkim=fail; dmarc=fail", "dkim=none (no id of a server); dmarc=none", dkim, dmarc],
        &[dkim, dmarc, "relay.example; dmarc=fail", "inbound.vouchsafe.example; dmarc=fail"],
    ];
    for fields in accepted {
        assert!(try_read(reported(fields)).is_ok(), "{fields:?}: {:?}", each_detail(reported(fields)));
    }
    let between = english(RESULTS, &format!("Authentication-Results: {dmarc}\r\nReceived-SPF: pass\r\n{RESULTS}"));
    assert!(try_read(between).is_ok());
}

#[test]
fn a_dmarc_result_other_than_a_pass_outweighs_a_pass_in_any_field() {
    let good = "inbound.vouchsafe.example; dkim=pass header.d=licensing.example; dmarc=pass";
    for bad in
        ["dmarc=fail", "dmarc=none", "dmarc=pass header.from=evil.example", "dmarc=", "dmarc fail", "dmarc=fail x y"]
    {
        let bad = format!("inbound.vouchsafe.example; {bad}");
        for fields in [[&bad, good], [good, &bad]] {
            assert_eq!(refusals(reported(&fields)), REFUSED, "{fields:?}");
        }
    }
}

#[test]
fn a_valid_signature_in_a_lower_field_does_not_outweigh_a_failed_one() {
    let good = "inbound.vouchsafe.example; dkim=pass header.d=licensing.example";
    for bad in ["dkim=fail header.d=licensing.example", "dkim=none", "dkim=temperror header.i=@mailer.example", "dkim="]
    {
        let fields = [&format!("inbound.vouchsafe.example; {bad}; dmarc=pass"), good];
        assert_eq!(refusals(reported(&fields)), REFUSED, "{bad}");
    }
}

#[test]
fn results_below_those_of_another_host_are_ignored() {
    let own = "inbound.vouchsafe.example; dkim=pass header.d=licensing.example";
    let forged = "inbound.vouchsafe.example; dmarc=pass";
    for other in ["relay.example; dmarc=pass", "relay.example 1 ; none", "relay.example; (", "spf=pass (x); dmarc=pass"]
    {
        assert_eq!(refusals(reported(&[own, other, forged])), REFUSED, "{other}");
    }
}

#[test]
fn an_unreadable_field_is_reported_by_its_position() {
    let good = "inbound.vouchsafe.example; dkim=pass header.d=licensing.example; dmarc=pass";
    let cases = [
        ("inbound.vouchsafe.example; dmarc=fail (", "a comment in it does not end"),
        ("inbound.vouchsafe.example; dmarc=fail \"", "a quoted string in it does not end"),
        ("inbound.vouchsafe.example; dmarc=fail )", "it closes a comment that it did not open"),
        ("inbound.vouchsafe.example; dmarc=fail \u{7}", "it holds a control character"),
        ("inbound.vouchsafe.example 2; dmarc=fail", "its version is 2"),
        ("; dmarc=fail", "it does not begin with the name of a host"),
    ];
    for (field, why) in cases {
        for (fields, place) in [(vec![field, good], 1), (vec![good, field], 2), (vec!["relay.example; none", field], 2)]
        {
            let details = each_detail(reported(&fields));
            let expected = format!("Authentication-Results field {place} from the top cannot be read: {why}");
            assert!(details.len() == 1 && details[0].starts_with(&expected), "{details:?}");
        }
    }
}

#[test]
fn the_reasons_list_the_reported_results() {
    let found = |results: &str| each_detail(reporting(results)).join(" | ");
    let details = found("dkim=fail (bad (signature)) header.d=licensing.example; dmarc=none");
    assert!(
        details.contains("found dkim=fail for licensing.example; dkim=pass with licensing.example in"),
        "{details}"
    );
    assert!(details.contains("found dmarc=none; dmarc=pass for licensing.example"), "{details}");
    let details = found("spf=pass");
    assert!(details.contains("found no dkim result;") && details.contains("found no dmarc result;"), "{details}");
    let details = found("dkim=pass header.d=evil.example; dkim=none; dmarc=pass header.from=evil.example; dmarc x");
    assert!(details.contains("found dkim=pass for evil.example, dkim=none;"), "{details}");
    assert!(details.contains("found dmarc=pass for evil.example, a dmarc result that cannot be read;"), "{details}");
    let details = each_detail(english(RESULTS, "")).join(" | ");
    assert!(details.ends_with("inbound.vouchsafe.example must be above From; there is none"), "{details}");
    let others = ["a", "b", "c", "d", "e", "f"].map(|host| format!("{host}.example; none"));
    let details = each_detail(reported(&others.each_ref().map(String::as_str))).join(" | ");
    assert!(
        details.ends_with("found only those of a.example, b.example, c.example, d.example, e.example, …"),
        "{details}"
    );
}

#[test]
fn a_signature_over_a_part_of_the_body_is_refused() {
    let signature = "DKIM-Signature: v=1;";
    for tag in ["l=120;", "l=0;", " l = 9 ; ", "\r\n\tl=1\r\n 20;", "L=120;"] {
        let mail = english(signature, &format!("{signature}{tag}"));
        assert_eq!(refusals(&mail), REFUSED, "{tag}");
        let details = each_detail(&mail).concat();
        assert!(details.starts_with("the DKIM-Signature of licensing.example says l="), "{details}");
    }
    let other = english("MIME-Version", "DKIM-Signature: v=1; d=mailer.example; l=5; b=x\r\nMIME-Version");
    assert_eq!(refusals(other), REFUSED, "a signature below From");
    for fine in ["x=1;", "bl=5;", "z=l:5|l=2;", "q=dns/txt; t=17;"] {
        assert!(try_read(english(signature, &format!("{signature} {fine}"))).is_ok(), "{fine}");
    }
}

/// Real fields with other names of hosts and domains.
#[test]
fn the_fields_of_large_providers_are_parsed() {
    let all = [
        // Google
        "Authentication-Results: inbound.vouchsafe.example;\r\n       dkim=pass header.i=@licensing.example \
         header.s=s2026 header.b=\"Ab+/c=D\";\r\n       spf=pass (google.com: domain of bounce@licensing.example designates \
         192.0.2.25 as permitted sender) smtp.mailfrom=bounce@licensing.example;\r\n       dmarc=pass (p=REJECT sp=REJECT \
         dis=NONE) header.from=licensing.example",
        // Microsoft 365
        "Authentication-Results: inbound.vouchsafe.example; spf=pass (sender IP is 192.0.2.25)\r\n \
         smtp.mailfrom=licensing.example; dkim=pass (signature was verified)\r\n header.d=licensing.example;dmarc=pass \
         action=none\r\n header.from=licensing.example;compauth=pass reason=100",
        // Amazon SES
        "Authentication-Results: inbound.vouchsafe.example;\r\n spf=pass (spfCheck: domain of licensing.example designates \
         192.0.2.25 as permitted sender) client-ip=192.0.2.25; envelope-from=bounce@licensing.example; \
         helo=mail.licensing.example;\r\n dkim=pass header.i=@licensing.example;\r\n dkim=pass header.i=@amazonses.com;\r\n \
         dmarc=pass header.from=licensing.example;",
        // Fastmail
        "Authentication-Results: inbound.vouchsafe.example;\r\n    dkim=pass (2048-bit rsa key sha256) \
         header.d=licensing.example\r\n    header.i=@licensing.example header.b=AbC0/+d= header.a=rsa-sha256\r\n    \
         header.s=s2026 x-bits=2048;\r\n    dmarc=pass policy.published-domain-policy=reject\r\n    \
         policy.applied-disposition=none policy.evaluated-disposition=none\r\n    (p=reject,d=none,d.eval=none) \
         policy.policy-from=p\r\n    header.from=licensing.example;\r\n    iprev=pass smtp.remote-ip=2001:db8::25 \
         (mail.licensing.example);\r\n    spf=pass smtp.mailfrom=bounce@licensing.example \
         smtp.helo=mail.licensing.example\r\nAuthentication-Results: inbound.vouchsafe.example;\r\n    x-csa=none;\r\n    \
         x-return-mx=pass header.domain=licensing.example policy.is_org=yes\r\n      (MX Records found: mx1.example,mx2.example);\
         \r\n    x-tls=pass smtp.version=TLSv1.3 smtp.cipher=TLS_AES_256_GCM_SHA384\r\n      smtp.bits=256/256;\r\n    \
         x-vs=clean score=0 state=0",
        // Mimecast
        "Authentication-Results: inbound.vouchsafe.example;\r\n\tdkim=pass header.d=licensing.example header.s=s2026 \
         header.b=AbC;\r\n\tdmarc=pass (policy=reject) header.from=licensing.example;\r\n\tspf=pass (relay.example: domain of \
         \"bounce@licensing.example\" designates 192.0.2.25 as permitted sender) smtp.mailfrom=bounce@licensing.example",
        // Proofpoint
        "Authentication-Results: inbound.vouchsafe.example; spf=pass smtp.mailfrom=bounce@licensing.example;\r\n \
         dkim=pass header.s=s2026 header.d=licensing.example;\r\n dmarc=pass (p=reject sp= dis=none) \
         header.from=licensing.example",
        // Postfix with OpenDMARC and OpenDKIM
        "Authentication-Results: inbound.vouchsafe.example; dmarc=pass (p=none dis=none) header.from=licensing.example\r\n\
         Authentication-Results: inbound.vouchsafe.example;\r\n\tdkim=pass (2048-bit key; unprotected) \
         header.d=licensing.example header.i=@licensing.example header.a=rsa-sha256 header.s=s2026 header.b=AbC/d=;\r\n\t\
         dkim-atps=neutral\r\nAuthentication-Results: inbound.vouchsafe.example; spf=pass (mailfrom) \
         smtp.mailfrom=licensing.example (client-ip=192.0.2.25; helo=mail.licensing.example; \
         envelope-from=bounce@licensing.example; receiver=vouchsafe.example)",
        // Yahoo
        "Authentication-Results: inbound.vouchsafe.example;\r\n dkim=pass header.i=@licensing.example header.s=s2026;\r\n \
         spf=pass smtp.mailfrom=licensing.example;\r\n dmarc=pass(p=REJECT) header.from=licensing.example;",
        // Exim
        "Authentication-Results: inbound.vouchsafe.example; iprev=pass (mail.licensing.example) smtp.remote-ip=192.0.2.25; \
         spf=pass smtp.mailfrom=licensing.example; dkim=pass header.d=licensing.example header.s=s2026 \
         header.a=rsa-sha256; dmarc=pass header.from=licensing.example; arc=none",
    ];
    for results in all {
        let mail = english(RESULTS, &format!("{results}\r\n"));
        assert!(try_read(&mail).is_ok(), "{results}\n{:?}", each_detail(&mail));
    }
}

#[test]
fn results_for_another_domain_do_not_authenticate_the_sender() {
    let mail = ENGLISH.replace("voucher@licensing.example", "voucher@other.example");
    assert_eq!(refusals(mail), REFUSED_TWICE);
}
