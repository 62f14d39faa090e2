use super::*;
use crate::cost::pages::PageView;
use crate::{Called, Function};

/// One invocation with two sequential table requests, a message, a mail and an object read.
fn usage() -> Usage {
    let reading = Reading {
        calls: [("GetItem", 2), ("PutItem", 1)].into(),
        sequential: 2,
        read_units: 1.5,
        write_units: 1.0,
        index_units: 2.0,
        ..Reading::default()
    };
    Usage { sends: 1, polls: 2, looks: 1, gets: 1, puts: 2, mails: 1, scans: 1, ..Usage::of(1, &reading) }
}

fn micro(bill: &[Line], what: &str) -> u64 {
    bill.iter().find(|line| line.what == what).unwrap().micro
}

#[test]
fn the_duration_is_the_sum_of_round_trips_and_computing_time() {
    let assumed = Prices::shipped().assumed;
    let RoundTrip { table, queue, storage, mail, .. } = assumed.round_trip_ms;
    assert_eq!(usage().millis(&assumed), 2 * table + queue + storage + mail + assumed.own_ms);
    assert_eq!(Usage { invocations: 3, ..Usage::default() }.millis(&assumed), 3 * assumed.own_ms);
    // Requests of Lambda, GuardDuty and partners do not delay a function.
    assert_eq!(Usage { polls: 2, gets: 1, puts: 2, scans: 1, ..Usage::default() }.millis(&assumed), 0);
}

/// Two calls side by side and one after them, which waits for the answers of both.
fn page() -> PageView {
    let call = |round, table_waits, read_halves| Called {
        function: Function::Overview,
        request: "GET /dashboard".to_owned(),
        round,
        usage: Usage { invocations: 1, table_waits, read_halves, ..Usage::default() },
    };
    PageView::of("the overview", &[call(1, 1, 3), call(1, 2, 1), call(2, 1, 1)], &Prices::shipped().assumed)
}

#[test]
fn a_page_waits_for_the_slowest_call_of_each_round() {
    let assumed = Prices::shipped().assumed;
    let (own, RoundTrip { table, function, .. }) = (assumed.own_ms, assumed.round_trip_ms);
    assert_eq!(page().portal_ms(&assumed), own + (own + 2 * table + function) + (own + table + function));
    assert_eq!(page().millis(&assumed), page().portal_ms(&assumed) + 3 * own + 4 * table);
    assert_eq!((page().calls(), page().rounds(), page().read_halves()), (3, 2, 5));
}

#[test]
fn each_function_of_a_page_is_billed_with_its_own_memory() {
    let prices = Prices::shipped();
    let price =
        |portal, overview| page().price(&prices, &|function| if function == "portal" { portal } else { overview });
    let (least, more) = (price(256, 256), price(256, 512));
    assert_eq!(price(512, 256) - least, page().portal_ms(&prices.assumed) * 13_333_400 / 4_000);
    let of_calls = page().millis(&prices.assumed) - page().portal_ms(&prices.assumed);
    assert_eq!(more - least, of_calls * 13_333_400 / 4_000);
    let nothing = PageView::of("help", &[], &prices.assumed);
    assert_eq!((nothing.calls(), nothing.millis(&prices.assumed)), (0, prices.assumed.own_ms));
}

#[test]
fn a_gb_second_has_the_listed_price() {
    let mut prices = Prices::shipped();
    prices.assumed.own_ms = 1_000;
    let second = Usage { invocations: 1, ..Usage::default() };
    let of = |memory| micro(&second.bill(&prices, memory), "Lambda, GB-seconds");
    assert_eq!((of(1_024), of(256)), (13_333_400, 3_333_350));
}

#[test]
fn each_unit_is_multiplied_by_its_price() {
    let (prices, usage) = (Prices::shipped(), usage());
    let bill = usage.bill(&prices, 256);
    let of = |what| micro(&bill, what);
    assert_eq!((of("DynamoDB, read units"), of("DynamoDB, write units")), (187_500, 1_875_000));
    assert_eq!((of("SQS, requests"), of("S3, PUT"), of("S3, GET")), (1_200_000, 10_000_000, 800_000));
    assert_eq!((of("SES, mails"), of("GuardDuty, files")), (100_000_000, 215_000_000));
    // A file of 1 MB at 0.09 USD a GB; 1,500 bytes of log at 0.50 USD a GB.
    assert_eq!((of("GuardDuty, bytes"), of("CloudWatch, bytes of log")), (90_000_000, 750_000));
    assert_eq!(of("Lambda, invocations"), 200_000);
    assert_eq!(usage.price(&prices, 256), bill.iter().map(|line| line.micro).sum::<u64>());
}

#[test]
fn usages_are_added() {
    let twice: Usage = [usage(), usage()].into_iter().sum();
    assert_eq!((twice.read_halves, twice.written(), twice.invocations), (6, 6, 2));
    let (one, other) = (twice.bill(&Prices::shipped(), 256), usage().bill(&Prices::shipped(), 256));
    assert_eq!(micro(&one, "S3, GET"), 2 * micro(&other, "S3, GET"));
    assert_eq!(twice.other_requests(), 2 * usage().other_requests());
}

#[test]
fn dollars_are_rounded_up_to_the_cent() {
    assert_eq!(
        (dollars(0), dollars(1), dollars(10_000), dollars(1_234_560_001)),
        ("0.00".to_owned(), "0.01".to_owned(), "0.01".to_owned(), "1234.57".to_owned())
    );
    assert_eq!(millionths(1_000_042), "1.000042");
}
