use proptest::prelude::*;

use super::*;

fn money(minor: i64) -> Money {
    Money { minor, currency: Currency::parse("USD").unwrap() }
}

#[test]
fn a_currency_is_an_upper_case_iso_4217_code_with_a_minor_unit() {
    for known in ["TWD", "USD", "EUR", "JPY", "KWD", "ZWG"] {
        assert_eq!(Currency::parse(known).unwrap().as_str(), known);
    }
    for bad in ["", "US", "USDT", "usd", "U D", "US1", " USD", "ＵＳＤ", "UDS", "XXX", "XAU"] {
        assert!(Currency::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_withdrawn_currency_is_accepted_in_stored_amounts_only() {
    for (withdrawn, successor) in [("BGN", "EUR"), ("HRK", "EUR"), ("SLL", "SLE"), ("ZWL", "ZWG"), ("CUC", "CUP")] {
        assert!(Currency::parse(withdrawn).is_ok(), "a stored amount in {withdrawn}");
        let refused = Currency::parse_current(withdrawn).unwrap_err().to_string();
        assert!(refused.contains(&format!("replaced by {successor}")), "{withdrawn}: {refused}");
    }
    for (long_gone, successor) in [("DEM", "EUR"), ("ANG", "XCG"), ("VEF", "VES"), ("ZWD", "ZWG")] {
        let refused = Currency::parse_current(long_gone).unwrap_err().to_string();
        assert!(refused.contains(&format!("use {successor}")), "{long_gone}: {refused}");
    }
}

#[test]
fn the_successor_of_a_withdrawn_currency_is_current() {
    for (withdrawn, successor) in WITHDRAWN {
        assert_eq!(Currency::parse_current(successor).map(|known| known.to_string()).as_deref(), Ok(*successor));
        assert!(Currency::parse_current(withdrawn).is_err());
    }
    assert!(WITHDRAWN.is_sorted(), "in the order of their codes");
}

#[test]
fn a_unit_of_account_is_not_a_current_currency() {
    for unit in ["USN", "CLF", "XAD", "XDR", "XXX"] {
        assert!(Currency::parse_current(unit).is_err(), "{unit}");
    }
    for current in ["USD", "TWD", "JPY", "KWD", "VES", "ZWG", "XOF"] {
        assert!(Currency::parse_current(current).is_ok(), "{current}");
    }
    for bad in ["", "usd", "UDS", " BGN"] {
        assert_eq!(Currency::parse_current(bad), Currency::parse(bad));
    }
}

#[test]
fn fifteen_days_at_a_thousand_are_fifteen_thousand() {
    assert_eq!(money(100_000).for_days(15), Some(money(1_500_000)));
    assert_eq!(money(100_000).for_days(0), Some(money(0)));
}

#[test]
fn an_amount_beyond_64_bits_is_none() {
    assert_eq!(money(i64::MAX).for_days(2), None);
    assert_eq!(money(i64::MAX).for_days(1), Some(money(i64::MAX)));
}

#[test]
fn money_is_serialized_in_whole_minor_units() {
    let json = r#"{"minor":1500000,"currency":"USD"}"#;
    assert_eq!(serde_json::to_string(&money(1_500_000)).unwrap(), json);
    assert_eq!(serde_json::from_str::<Money>(json).unwrap(), money(1_500_000));
    for bad in [r#"{"minor":1.5,"currency":"USD"}"#, r#"{"minor":1,"currency":"usd"}"#] {
        assert!(serde_json::from_str::<Money>(bad).is_err(), "{bad}");
    }
}

proptest! {
    #[test]
    fn an_amount_is_the_sum_of_the_daily_rate(minor in any::<i64>(), days in any::<u8>()) {
        let added = (0..days).try_fold(0_i64, |sum, _| sum.checked_add(minor));
        prop_assert_eq!(money(minor).for_days(days).map(|amount| amount.minor), added);
    }

    #[test]
    fn money_deserializes_to_itself(minor in any::<i64>(), code in proptest::sample::select(vec!["USD", "TWD", "JPY", "KWD"])) {
        let amount = Money { minor, currency: Currency::parse(code).unwrap() };
        let json = serde_json::to_string(&amount).unwrap();
        prop_assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), amount);
    }

    #[test]
    fn a_currency_parses_to_itself(text in prop_oneof![any::<String>(), "[A-Za-z]{3}"]) {
        if let Ok(currency) = Currency::parse(&text) {
            prop_assert_eq!(currency.as_str(), text.as_str());
            prop_assert_eq!(Currency::parse(&currency.to_string()), Ok(currency));
        }
    }
}

#[test]
fn an_amount_is_written_with_the_digits_of_its_currency() {
    for (minor, currency, written) in [
        (1_500_000, "USD", "15000.00"),
        (5, "USD", "0.05"),
        (-5, "USD", "-0.05"),
        (0, "TWD", "0.00"),
        (1_500_000, "JPY", "1500000"),
        (0, "JPY", "0"),
        (1_234_567, "KWD", "1234.567"),
        (7, "KWD", "0.007"),
        (i64::MAX, "USD", "92233720368547758.07"),
        (i64::MIN, "USD", "-92233720368547758.08"),
    ] {
        let money = Money { minor, currency: Currency::parse(currency).unwrap() };
        assert_eq!(money.decimal(), written, "{minor} {currency}");
    }
}

#[test]
fn amounts_are_summed_by_currency_and_never_past_64_bits() {
    let money = |minor, currency| Money { minor, currency: Currency::parse(currency).unwrap() };
    let amounts = [money(5, "USD"), money(7, "EUR"), money(-2, "USD")];
    assert_eq!(Money::totals(amounts.iter()), Some(vec![money(7, "EUR"), money(3, "USD")]));
    assert_eq!(Money::totals([money(i64::MAX, "USD"), money(1, "USD")].iter()), None);
}
