//! Strategies of property tests that several modules use.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Any JSON value, three levels deep at most. The texts and numbers that a decoder accepts are frequent.
pub(crate) fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-200_i64..200).prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        any::<String>().prop_map(Value::from),
        "[A-Za-z0-9@.:# -]{0,30}".prop_map(Value::from),
        "20[0-9]{2}-[01][0-9]-[0-3][0-9]".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let members = btree_map("[a-z_]{0,5}", inner.clone(), 0..4);
        prop_oneof![vec(inner, 0..4).prop_map(Value::from), members.prop_map(|members| json!(members))]
    })
}
