//! The language of an answer, from `Accept-Language`.

use domain::Language;
use lambda_http::Request;
use lambda_http::http::header::ACCEPT_LANGUAGE;

/// The weight of a preference without `q`, in thousandths (RFC 9110 12.4.2).
const FULL_WEIGHT: u16 = 1_000;

/// The supported language with the highest weight in `Accept-Language` (RFC 9110 12.5.4), else English. A malformed
/// header is ignored, because browsers send it.
pub(crate) fn preferred(request: &Request) -> Language {
    let lines = request.headers().get_all(ACCEPT_LANGUAGE).into_iter().filter_map(|line| line.to_str().ok());
    let mut best = None;
    for (language, weight) in lines.flat_map(|line| line.split(',')).filter_map(preference) {
        if best.is_none_or(|(_, heaviest)| weight > heaviest) {
            best = Some((language, weight));
        }
    }
    best.map(|(language, _)| language).unwrap_or_default()
}

/// Parses an entry such as `zh-TW;q=0.8`; `None` for an unsupported language or the weight 0.
fn preference(entry: &str) -> Option<(Language, u16)> {
    let mut parts = entry.split(';');
    let language = Language::of_tag(parts.next()?)?;
    let weight = match parts.find_map(|part| part.trim().to_ascii_lowercase().strip_prefix("q=").map(str::to_owned)) {
        Some(text) => thousandths(&text)?,
        None => FULL_WEIGHT,
    };
    (weight > 0).then_some((language, weight))
}

/// Parses a weight from 0 to 1 with at most three decimals.
fn thousandths(text: &str) -> Option<u16> {
    let (integer, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    match integer {
        "0" => format!("{decimals:0<3}").parse().ok(),
        "1" => decimals.bytes().all(|digit| digit == b'0').then_some(FULL_WEIGHT),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lambda_http::Body;
    use lambda_http::http::Request as HttpRequest;

    fn preferred_of(accepted: &[&str]) -> Language {
        let request = HttpRequest::builder().uri("/list");
        let request = accepted.iter().fold(request, |request, line| request.header("accept-language", *line));
        preferred(&request.body(Body::Empty).unwrap())
    }

    #[test]
    fn the_supported_language_with_the_highest_weight_is_chosen() {
        for accepted in [
            "zh-TW",
            "zh-Hant",
            "fr, zh-TW;q=0.8, en;q=0.5",
            "en;q=0.1,zh-HK",
            "zh-TW,en",
            "en;q=0, zh-TW;q=.1, zh-MO;q=0.001",
        ] {
            assert_eq!(preferred_of(&[accepted]), Language::TraditionalChinese, "{accepted}");
        }
        for accepted in [
            "",
            "*",
            "fr-FR",
            "en, zh-TW",
            "zh-CN, zh-TW;q=0.9",
            "zh-TW;q=0",
            "zh-TW;q=x",
            ";;q=,,",
            "en-GB;q=1.000,zh-TW;q=0.999",
        ] {
            assert_eq!(preferred_of(&[accepted]), Language::English, "{accepted}");
        }
        assert_eq!(preferred_of(&[]), Language::English);
        assert_eq!(preferred_of(&["fr", "zh-TW"]), Language::TraditionalChinese, "a header may have several lines");
    }
}
