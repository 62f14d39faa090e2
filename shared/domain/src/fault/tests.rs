use super::*;

#[test]
fn only_a_failed_condition_is_a_lost_race() {
    let throttled = Fault::unavailable("dynamodb GetItem", std::io::Error::other("throttled"));
    assert!(Fault::LostRace.is_lost_race());
    assert!(!throttled.is_lost_race());
    assert!(!Fault::corrupt("V#X/V", &"no status").is_lost_race());
}

#[test]
fn a_fault_names_the_operation_and_has_its_cause_as_source() {
    let throttled = Fault::unavailable("dynamodb GetItem", std::io::Error::other("throttled"));
    assert_eq!(throttled.to_string(), "dynamodb GetItem is unavailable");
    assert_eq!(throttled.source().unwrap().to_string(), "throttled");
    let corrupt = Fault::corrupt("V#X/V", &"no status");
    assert_eq!(corrupt.to_string(), "the record V#X/V cannot be read: no status");
}
