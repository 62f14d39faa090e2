//! Reserved words of DynamoDB: an expression must name such an attribute by a placeholder (`#name`). The service
//! rejects any other call, but the in-memory table does not, so that this check is needed.

/// The list in the developer guide ("Reserved words in DynamoDB").
const WORDS: &str = include_str!("reserved.txt");
/// The operators and functions in expressions, which are also in the list.
const OPERATORS: [&str; 8] = ["AND", "OR", "NOT", "BETWEEN", "IN", "SET", "contains", "size"];

/// Panics when an expression names an attribute by a reserved word.
pub fn check<'a>(expressions: impl IntoIterator<Item = Option<&'a str>>) {
    for expression in expressions.into_iter().flatten() {
        if let Some(word) = reserved(expression) {
            panic!("`{word}` is a reserved word of DynamoDB, in the expression: {expression}");
        }
    }
}

/// The first attribute of an expression whose name is a reserved word.
fn reserved(expression: &str) -> Option<&str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_#:".contains(c);
    let parts = expression.split(|c: char| !is_part(c)).filter(|part| !part.is_empty());
    let attributes = parts.filter(|part| !part.starts_with(['#', ':']) && !OPERATORS.contains(part));
    let mut words = attributes.map(|name| (name, name.to_ascii_uppercase()));
    words.find(|(_, name)| WORDS.split_whitespace().any(|word| word == name)).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::reserved;

    #[test]
    fn a_reserved_word_is_found_whatever_its_case() {
        assert_eq!(reserved("attribute_not_exists(pk) OR request = :request"), Some("request"));
        assert_eq!(reserved("found_by.until >= :today"), Some("until"));
    }

    #[test]
    fn placeholders_values_and_operators_are_no_attributes() {
        for valid in
            ["#until >= :status AND begins_with(sk, :text)", "NOT pk IN (:values) OR rev BETWEEN :from AND :to"]
        {
            assert_eq!(reserved(valid), None, "{valid}");
        }
    }
}
