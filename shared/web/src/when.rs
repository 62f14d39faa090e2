//! Days and instants as the interface writes them. The calendar's own parser takes more forms than that.

use domain::Invalid;
use jiff::{Timestamp, civil::Date};

/// A day, `YYYY-MM-DD` (api.md 1).
///
/// # Errors
/// [`Invalid`] for anything else, and for days that no calendar has.
pub fn date(text: &str) -> Result<Date, Invalid> {
    let invalid = || Invalid::new("must be a day such as 2026-11-25");
    if !shaped(text, "dddd-dd-dd") {
        return Err(invalid());
    }
    text.parse().map_err(|_| invalid())
}

/// An instant, RFC 3339: upper-case `T`, and `Z` or an offset.
///
/// # Errors
/// [`Invalid`] for anything else.
pub fn instant(text: &str) -> Result<Timestamp, Invalid> {
    let invalid = || Invalid::new("must be an instant such as 2026-11-25T09:00:00Z");
    let (seconds, rest) = text.split_at_checked("2026-11-25T09:00:00".len()).ok_or_else(invalid)?;
    let zone = rest.strip_prefix('.').map_or(rest, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    let zoned = zone == "Z" || shaped(zone, "+dd:dd") || shaped(zone, "-dd:dd");
    if !shaped(seconds, "dddd-dd-ddTdd:dd:dd") || !zoned {
        return Err(invalid());
    }
    text.parse().map_err(|_| invalid())
}

/// Whether the text is as long as the shape, with an ASCII digit for every `d` and the same character otherwise.
fn shaped(text: &str, shape: &str) -> bool {
    let fits = |(c, s): (u8, u8)| {
        if s == b'd' { c.is_ascii_digit() } else { c == s }
    };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_one_form() {
        assert_eq!(date("2028-02-29").unwrap().to_string(), "2028-02-29");
        for wrong in [
            "2027-02-29",
            "20271101",
            "2027-11-01T00:00",
            "2027-1-01",
            " 2027-11-01",
            "+002027-11-01",
            "",
            "2027-11-0१",
        ] {
            assert!(date(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_instant_is_rfc_3339() {
        for right in ["2026-11-25T09:00:00Z", "2026-11-25T17:00:00+08:00", "2026-11-25T09:00:00.000Z"] {
            assert_eq!(instant(right).unwrap().to_string(), "2026-11-25T09:00:00Z");
        }
        let wrong = [
            "2026-11-25",
            "2026-11-25 09:00:00Z",
            "2026-11-25T09:00:00",
            "2026-11-25t09:00:00z",
            "2026-11-25T09:00:00.Z",
            "2026-11-25T25:00:00Z",
            "2026-11-25T09:00:00+08:00[Asia/Taipei]",
            "2026-11-25T09:00:00+0800",
            "",
            "2026-11-25T09:00:0é",
            "9999-12-31T23:59:59-23:00",
        ];
        for wrong in wrong {
            assert!(instant(wrong).is_err(), "{wrong}");
        }
    }
}
