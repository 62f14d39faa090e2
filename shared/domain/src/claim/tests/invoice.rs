use crate::claim::InvoiceCopy;

#[test]
fn the_codes_of_the_api_do_not_change() {
    assert_eq!([InvoiceCopy::Hard, InvoiceCopy::Soft].map(InvoiceCopy::as_str), ["paper", "file"]);
}
