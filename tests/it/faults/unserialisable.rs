//! An event that cannot be serialised, so that the hash chain of the history cannot include it.

use domain::attempt::{Actor, Intent};
use domain::voucher::Voucher;
use domain::{Fault, VoucherNumber};
use serde::ser::{Error, SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use table::{Aggregate, Key};
use tests::World;

const NUMBER: &str = "SA-MUTE-0001";

/// A voucher with an event that the table could store but that has no JSON form.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct VoucherWithoutJson(Voucher);

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct EventWithoutJson {}

impl Serialize for EventWithoutJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if std::any::type_name::<S>().contains("serde_json") {
            return Err(S::Error::custom("it has no JSON form"));
        }
        serializer.serialize_map(Some(0))?.end()
    }
}

impl Aggregate for VoucherWithoutJson {
    type Event = EventWithoutJson;

    fn key(&self) -> Key {
        self.0.key()
    }

    fn status_name(&self) -> &'static str {
        self.0.status_name()
    }
}

#[tokio::test]
async fn an_event_that_cannot_be_serialised_is_a_fault_and_nothing_is_written() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let number = VoucherNumber::parse(NUMBER).unwrap();
    let voucher = world.database.table.voucher(&number).await.unwrap().unwrap().value;
    world.database.remove(&format!("V#{NUMBER}"), "V");
    let by = Actor::parse("u-1").unwrap();
    let intent = Intent::new(by, "P-1", world.clock.now(), None, "request", "fingerprint");
    let items = world.database.items();
    let revised = world.database.table.revise(None, VoucherWithoutJson(voucher), EventWithoutJson {}, &intent).await;
    let fault = revised.unwrap_err();
    assert!(matches!(&fault, Fault::Corrupt { .. }), "{fault}");
    assert!(fault.to_string().ends_with("it has no JSON form"), "{fault}");
    assert_eq!(world.database.items(), items);
}
