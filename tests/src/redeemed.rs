//! Redeemed vouchers of claims-queue messages, imported into the table as items.

use serde_json::{Value, json};

use crate::world::World;

impl World {
    /// Imports the redeemed voucher of each message if it does not exist. It is in no index and has no stream record.
    pub fn import_redeemed(&self, messages: &[Value]) {
        let missing = messages.iter().filter(|message| self.database.find(&pk(message), "V").is_none());
        self.database.import(missing.map(redeemed_item).collect());
    }
}

fn pk(message: &Value) -> String {
    format!("V#{}", message["voucher_number"].as_str().unwrap())
}

fn redeemed_item(message: &Value) -> Value {
    let text = |field: &str| json!({"S": message[field]});
    let number = |value: &Value| json!({"N": value.to_string()});
    let (at, day) = (json!({"S": "2026-10-30T09:00:00Z"}), json!({"S": "2026-10-30"}));
    let one = json!({"N": "1"});
    let by = json!({"S": "test"});
    json!({
        "pk": {"S": pk(message)}, "sk": {"S": "V"}, "rev": number(&message["rev"]), "status": {"S": "redeemed"},
        "number": text("voucher_number"), "program": text("program"), "days": number(&message["days"]),
        "customer": {"M": {"id": {"S": "C-1001"}, "name": {"S": "Contoso Ltd"}, "country": {"S": "TW"}}},
        "license": {"M": {"id": {"S": "LIC-2001"}, "ends_on": {"S": "2027-06-30"}}},
        "admin": {"M": {"name": {"S": "Lin Mei"}, "email": {"S": "lin.mei@contoso.example"}}},
        "assigned_at": at, "expires_on": {"S": "2027-04-28"}, "reservations": one,
        "reservation": {"M": {
            "no": one, "company_id": text("company_id"), "location_id": text("location_id"), "country": text("country"),
            "engagement": {"S": "DDPS-WINOFFICE"}, "start_date": day, "end_date": day,
            "consultant": {"S": "U-7"}, "reserved_at": at, "by": by, "terms": {"S": "2019-01"},
        }},
        "deliverables": {"M": {"clean": one, "pending": {"N": "0"}, "rejected": {"N": "0"}, "uploads": one}},
        "receipt": {"M": {"id": {"S": "R-0123456789ABCDEF"}, "submitted_at": at}},
        "redeemed_at": text("redeemed_at"), "head": {"S": "0"},
        "last_event": {"M": {
            "type": {"S": "voucher.redeemed"}, "redemption": {"S": "RD-TEST"}, "at": text("redeemed_at"), "by": by,
            "attempt": {"S": "0"},
        }},
    })
}
