use crate::Country;
use crate::claim::InvoiceCopy;

#[test]
fn countries_with_tax_invoices_need_a_file_and_india_needs_paper() {
    let needed = |country: &str| InvoiceCopy::needed_in(&Country::parse(country).unwrap());
    assert_eq!(needed("IN"), Some(InvoiceCopy::Hard));
    for country in ["CN", "IT", "KR", "MX", "TW"] {
        assert_eq!(needed(country), Some(InvoiceCopy::Soft), "{country}");
    }
    for country in ["US", "HK", "DE", "JP"] {
        assert_eq!(needed(country), None, "{country}");
    }
}

#[test]
fn the_codes_of_the_api_do_not_change() {
    assert_eq!([InvoiceCopy::Hard, InvoiceCopy::Soft].map(InvoiceCopy::as_str), ["paper", "file"]);
}
