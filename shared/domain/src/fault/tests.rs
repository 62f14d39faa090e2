use super::*;

#[test]
fn only_a_lost_race_says_read_again() {
    let throttled = Fault::unavailable("dynamodb GetItem", std::io::Error::other("throttled"));
    assert!(Fault::LostRace.is_lost_race());
    assert!(!throttled.is_lost_race());
    assert!(!Fault::corrupt("V#X/V", &"no status").is_lost_race());
}

#[test]
fn a_fault_names_what_failed_and_keeps_its_cause() {
    let throttled = Fault::unavailable("dynamodb GetItem", std::io::Error::other("throttled"));
    assert_eq!(throttled.to_string(), "dynamodb GetItem is unavailable");
    assert_eq!(throttled.source().unwrap().to_string(), "throttled");
    let corrupt = Fault::corrupt("V#X/V", &"no status");
    assert_eq!(corrupt.to_string(), "the record V#X/V cannot be read: no status");
}
