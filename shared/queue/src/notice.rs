//! The message of the mail queue: a notice, which becomes a letter (PROGRAM.md 13.1, DECISIONS.md 40).

use domain::Notice;

use crate::Message;

impl Message for Notice {
    const NAME: &'static str = "the notice";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;

    const RESERVED: &str = r#"{"about":"voucher","event_id":"V#SA-0001/V/2","type":"voucher.reserved","then":{
        "voucher_number":"SA-0001","program":"DDPS","days":5,"expires_on":"2027-04-30",
        "admin_since":"2026-11-01T09:00:00Z","reservation":{"no":1,"company_id":"P-1","location_id":"L-1",
        "start_date":"2026-11-25","end_date":"2026-12-01"}},"later":true}"#;
    const REJECTED: &str = r#"{"about":"claim","event_id":"V#SA-0001/C/4","type":"claim.rejected","comment":"No tax number.",
        "then":{"voucher_number":"SA-0001","claim_id":"CL-SA-0001","company_id":"P-1","location_id":"L-1",
        "program":"DDPS","days":5,"due_on":"2027-01-30","correctable_until":"2027-03-01"}}"#;
    const REMINDED: &str = r#"{"about":"enrollment","event_id":"P#P-1/E#DDPS/3","type":"enrollment.reminded","reminders":[-30,-15],
        "then":{"company_id":"P-1","program":"DDPS","term_start":"2026-06-01","term_end":"2027-06-01",
        "grace_ends_on":"2027-07-01"}}"#;

    const INVOICE: &str = r#"{"about":"invoice","event_id":"P#P-1/J#5d41/2","type":"invoice.rejected",
        "reasons":["malware_found"],"then":{"company_id":"P-1","invoice_number":"INV-1","upload":1}}"#;

    #[test]
    fn every_kind_of_notice_reads_back_as_it_was_written() {
        for (body, key) in [
            (RESERVED, "V#SA-0001/V/2"),
            (REJECTED, "V#SA-0001/C/4"),
            (REMINDED, "P#P-1/E#DDPS/3"),
            (INVOICE, "P#P-1/J#5d41/2"),
        ] {
            let notice = read::<Notice>(body).unwrap();
            assert_eq!(notice.event_id().to_string(), key);
            let written = notice.body().unwrap();
            assert_eq!(read::<Notice>(&written).unwrap(), notice);
            let (written, body): (serde_json::Value, serde_json::Value) =
                (serde_json::from_str(&written).unwrap(), serde_json::from_str(body).unwrap());
            assert_eq!((&written["type"], &written["then"]), (&body["type"], &body["then"]));
        }
    }

    #[test]
    fn the_error_of_an_unreadable_notice_quotes_nothing_of_it() {
        let odd = [
            "lin.mei@contoso.example".to_owned(),
            RESERVED.replace("voucher.reserved", "voucher.renamed"),
            RESERVED.replace(r#""days":5"#, r#""days":-5"#),
            RESERVED.replace(r#""about":"voucher""#, r#""about":"claim""#),
            REJECTED.replace("No tax number.", ""),
            REMINDED.replace("2027-07-01", "lin.mei@contoso.example"),
        ];
        for body in odd {
            let error = read::<Notice>(&body).unwrap_err().to_string();
            assert!(!error.contains('@'), "{error}");
        }
    }
}
