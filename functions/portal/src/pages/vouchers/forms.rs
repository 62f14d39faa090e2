//! What the forms of the vouchers pages share.

use domain::VoucherNumber;

use crate::functions::segment;
use crate::html::{Choice, Field, dashed};
use crate::words::Words;

/// A field with the texts `<page>-field-<name>` and, where there is one, `<page>-field-<name>-hint`.
pub fn field(w: Words, page: &str, name: &'static str, value: impl Into<String>) -> Field {
    let id = format!("{page}-field-{}", dashed(name));
    let hint = w.known(&format!("{id}-hint"), &[]).unwrap_or_default();
    Field { name, label: w.get(&id), hint, value: value.into(), errors: Vec::new() }
}

/// A choice without a hint.
pub fn choice(value: impl Into<String>, text: impl Into<String>, chosen: &str) -> Choice {
    let value = value.into();
    Choice { is_chosen: value == chosen, value, text: text.into(), hint: String::new() }
}

/// The address of a page of a voucher; of the voucher's own page with an empty `page`.
pub fn address(number: &VoucherNumber, page: &str) -> String {
    let slash = if page.is_empty() { "" } else { "/" };
    format!("/vouchers/{}{slash}{page}", segment(number.as_str()))
}

/// The addresses that a person typed, one a line or separated by commas or semicolons.
pub fn addresses(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '，' | '；' | '、'));
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_separated_by_lines_commas_or_semicolons() {
        assert_eq!(
            addresses(" a@x.example,b@x.example；c@x.example\r\n\r\nd@x.example "),
            ["a@x.example", "b@x.example", "c@x.example", "d@x.example"]
        );
        assert!(addresses(" \n").is_empty());
    }

    #[test]
    fn the_address_of_a_page_has_the_number_as_one_segment() {
        let number = VoucherNumber::parse("SA-7KQ2-M9XD-3FHT").unwrap();
        assert_eq!(address(&number, ""), "/vouchers/SA-7KQ2-M9XD-3FHT");
        assert_eq!(address(&number, "cancel"), "/vouchers/SA-7KQ2-M9XD-3FHT/cancel");
    }
}
