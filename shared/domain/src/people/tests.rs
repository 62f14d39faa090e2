use super::*;

fn person(name: Option<&str>, roles: &[Role], seen_at: &str) -> Person {
    Person {
        person: Actor::parse("U-1").unwrap(),
        name: name.map(|name| Name::parse(name).unwrap()),
        roles: roles.to_vec(),
        seen_at: seen_at.parse().unwrap(),
    }
}

fn chen(seen_at: &str) -> Person {
    person(Some("Chen"), &[Role::MpnAdmin], seen_at)
}

const NOON: &str = "2026-11-22T12:00:00Z";

#[test]
fn a_later_day_is_stored_and_the_same_day_is_not() {
    assert_eq!(chen(NOON).after(chen("2026-11-22T23:59:59Z")), None);
    assert_eq!(chen(NOON).after(chen("2026-11-23T00:00:00Z")), Some(chen("2026-11-23T00:00:00Z")));
}

#[test]
fn a_late_or_repeated_act_changes_nothing() {
    for earlier in ["2026-11-21T12:00:00Z", "2026-11-22T11:59:59Z", NOON] {
        assert_eq!(chen(NOON).after(person(Some("Wang"), &[], earlier)), None, "{earlier}");
    }
}

#[test]
fn another_name_or_other_roles_are_stored_on_the_same_day() {
    let later = "2026-11-22T12:00:01Z";
    for changed in [person(Some("Wang"), &[Role::MpnAdmin], later), person(Some("Chen"), &[Role::Incentives], later)] {
        assert_eq!(chen(NOON).after(changed.clone()), Some(changed));
    }
}

#[test]
fn a_token_without_a_name_leaves_the_known_one() {
    let nameless = |seen_at| person(None, &[Role::MpnAdmin], seen_at);
    assert_eq!(chen(NOON).after(nameless("2026-11-22T13:00:00Z")), None);
    let next = "2026-11-23T13:00:00Z";
    assert_eq!(chen(NOON).after(nameless(next)), Some(chen(next)));
    assert_eq!(nameless(NOON).after(chen("2026-11-22T13:00:00Z")), Some(chen("2026-11-22T13:00:00Z")));
}

#[test]
fn a_membership_is_stored_as_a_short_text() {
    let company = CompanyId::parse("P-1").unwrap();
    let membership = Membership::new(company.clone(), &[Role::Incentives, Role::MpnAdmin, Role::Incentives]);
    assert_eq!(membership.to_string(), "P-1 mi", "each role once, in one order");
    let json = serde_json::to_value(&membership).unwrap();
    assert_eq!(serde_json::from_value::<Membership>(json).unwrap(), membership);
    assert_eq!(Membership::try_from("P-1 ".to_owned()), Ok(Membership::new(company, &[])));
    for bad in ["", "P-1", " m", "P-1 x", "P-1 m i"] {
        assert!(Membership::try_from(bad.to_owned()).is_err(), "{bad:?}");
    }
}
