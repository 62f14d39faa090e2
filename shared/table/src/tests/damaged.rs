//! Property tests with damaged input: stream records whose images lost, swapped or changed members, and cursors that
//! nobody issued. Nothing panics, and an error quotes nothing of an image.

use domain::Fault;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use super::golden::{self, golden};
use crate::history::RecordChange;
use crate::item::Item;
use crate::{ListCursor, ListingCursor, SortedCursor, WaitingCursor};

/// Something that happens to one member of an image.
#[derive(Clone, Debug)]
enum Damage {
    Removed,
    Replaced(Value),
    Renamed,
    Doubled,
}

fn damage() -> impl Strategy<Value = Damage> {
    let attribute = prop_oneof![
        any::<String>().prop_map(|text| json!({"S": text})),
        any::<i64>().prop_map(|number| json!({"N": number.to_string()})),
        "[0-9]{30,40}|-?0|1e9|1\\.5".prop_map(|number| json!({"N": number})),
        any::<bool>().prop_map(|flag| json!({"BOOL": flag})),
        Just(json!({"NULL": true})),
        Just(json!({"L": []})),
        Just(json!({"M": {}})),
        Just(json!({"S": ""})),
        Just(json!({"S": "-9999-01-01T00:00:00Z"})),
    ];
    prop_oneof![
        Just(Damage::Removed),
        attribute.prop_map(Damage::Replaced),
        Just(Damage::Renamed),
        Just(Damage::Doubled)
    ]
}

/// The pointers of every attribute of an image, nested ones too.
fn places(image: &Value, prefix: &str, found: &mut Vec<String>) {
    for (name, value) in image.as_object().into_iter().flatten() {
        let at = format!("{prefix}/{}", name.replace('~', "~0").replace('/', "~1"));
        found.push(at.clone());
        places(&value["M"], &format!("{at}/M"), found);
        for (index, entry) in value["L"].as_array().into_iter().flatten().enumerate() {
            places(&entry["M"], &format!("{at}/L/{index}/M"), found);
        }
    }
}

fn apply(image: &mut Value, at: &str, damage: Damage) {
    let (parent, name) = at.rsplit_once('/').unwrap();
    let name = name.replace("~1", "/").replace("~0", "~");
    let Some(parent) = image.pointer_mut(parent).and_then(Value::as_object_mut) else { return };
    let Some(value) = parent.get(&name).cloned() else { return };
    match damage {
        Damage::Removed => drop(parent.remove(&name)),
        Damage::Replaced(other) => drop(parent.insert(name, other)),
        Damage::Renamed => {
            parent.remove(&name);
            parent.insert(format!("{name}_"), value);
        }
        Damage::Doubled => drop(parent.insert(name, json!({"L": [value.clone(), value]}))),
    }
}

fn damaged(name: &str, damages: Vec<(Index, Damage)>) -> serde_dynamo::Item {
    let mut image = serde_json::to_value(serde_dynamo::Item::from(golden(name))).unwrap();
    for (index, damage) in damages {
        let mut all = Vec::new();
        places(&image, "", &mut all);
        if !all.is_empty() {
            apply(&mut image, &all[index.index(all.len())].clone(), damage);
        }
    }
    serde_json::from_value(image).unwrap_or_else(|_| Item::new().into())
}

proptest! {
    #[test]
    fn any_damaged_change_is_read_or_quarantined(
        name in prop::sample::select(golden::names()),
        former in prop::sample::select(golden::names()),
        damages in prop::collection::vec((any::<Index>(), damage()), 0..4),
        to_former in prop::collection::vec((any::<Index>(), damage()), 0..2),
    ) {
        let read = RecordChange::of(damaged(name, damages), damaged(former, to_former));
        prop_assert!(matches!(read, Ok(_) | Err(Fault::Corrupt { .. })), "{name}: {read:?}");
    }

    /// Every accepted cursor is spelled as the lists spell it: what is not would be refused by the table.
    #[test]
    fn a_cursor_is_refused_or_spelled_as_it_was_issued(
        text in prop_oneof![
            any::<String>(),
            "[-+ ]2026-11-2[0-9]#[VC]#(reserved|draft|paid)#(2026-11-2[0-9]|20261122|2026-11-22T00:00|\\+002026-11-22|~)#[sS]A-0001",
            "[-+](USD#)?[0-9]{1,20}#SA-000[0-9]",
            "2026-11-22T09:00:00(\\.0{0,9})?Z#[Ss]A-0001",
            "[A-Z0-9#]{0,30}#[Pp]-1",
        ],
    ) {
        if let Ok(cursor) = text.parse::<ListCursor>() {
            prop_assert_eq!(cursor.to_string(), &*text);
            let until = text.split('#').nth(3).unwrap();
            prop_assert_eq!(until.parse::<jiff::civil::Date>().unwrap().to_string(), until);
        }
        if let Ok(cursor) = text.parse::<SortedCursor>() {
            prop_assert_eq!(cursor.to_string(), &*text);
        }
        if let Ok(cursor) = WaitingCursor::parse(&text) {
            prop_assert_eq!(cursor.as_str(), &*text);
        }
        if let Ok(cursor) = ListingCursor::parse(&text) {
            prop_assert_eq!(cursor.as_str(), &*text);
        }
    }
}
