//! Pages of a list: `limit` and an opaque `cursor`, which belongs to its list and filters (DECISIONS.md 5).

use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Form, Invalid, Text, digest};
use schemars::JsonSchema;
use serde::Serialize;

use crate::body::fields::Fields;
use crate::operation::Decode;
use crate::problem::Failure;

/// The most items of a page.
pub const LIMIT_MAX: usize = 100;
/// The items of a page when the request names no limit.
pub const LIMIT_DEFAULT: usize = 25;
/// The length of the digest of list and filters in a cursor, in hexadecimal digits. It detects mistakes; it is no
/// signature (DECISIONS.md 5).
const BINDING_DIGITS: usize = 8;

/// The page that a request asks for. `P` is the sort key of the list's items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest<P> {
    /// The most items of the page.
    pub limit: usize,
    /// The sort key after which the page begins; `None` for the first page.
    pub after: Option<P>,
    binding: String,
}

/// A page of a list: its items, and the cursor of the next one, which is null on the last page.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "{T}Page")]
pub struct Page<T> {
    items: Vec<T>,
    next_cursor: Option<String>,
}

impl<P: FromStr> PageRequest<P> {
    /// The first page of the list that `binding` identifies, with its filters.
    fn new(limit: usize, binding: &str) -> Self {
        let binding = digest::hex_of_parts(&[binding.as_bytes()]).chars().take(BINDING_DIGITS).collect();
        Self { limit, after: None, binding }
    }

    /// The sort key in a cursor; `None` when the cursor is malformed or of another list or other filters.
    fn decode_cursor(&self, cursor: &str) -> Option<P> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        std::str::from_utf8(&bytes).ok()?.strip_prefix(&self.binding)?.parse().ok()
    }
}

/// A cursor as sent: any text. A wrong one is reported with its own code, `bad_cursor`.
struct Cursor(String);

impl Text for Cursor {
    const FORM: Form = Form::new("MzQ1Njc4OTA").any();

    fn read(text: &str) -> Result<Self, Invalid> {
        Ok(Self(text.to_owned()))
    }
}

impl<S, P: FromStr + Send> Decode<S> for PageRequest<P> {
    fn decode(fields: &mut Fields, _: &S) -> Option<Self> {
        let about = "Most items of the page; default: 25.";
        let limit = fields.about(about).optional_integer("limit", 1..=LIMIT_MAX).unwrap_or(LIMIT_DEFAULT);
        let mut request = Self::new(limit, fields.binding());
        fields.about("The start of the page: `next_cursor` of the page before, with the same list and filters.");
        if let Some(Cursor(cursor)) = fields.optional("cursor") {
            request.after = request.decode_cursor(&cursor);
            if request.after.is_none() {
                fields.reject_cursor();
            }
        }
        Some(request)
    }
}

impl PageRequest<String> {
    /// Converts the request to the sort key of one list, for an endpoint whose list depends on the caller.
    ///
    /// # Errors
    /// [`Failure::BadCursor`] when the cursor has no such sort key.
    pub fn with_cursor<P: FromStr>(&self) -> Result<PageRequest<P>, Failure> {
        let after = self.after.as_deref().map(str::parse).transpose().map_err(|_| Failure::BadCursor)?;
        Ok(PageRequest { limit: self.limit, after, binding: self.binding.clone() })
    }
}

impl<P: ToString> PageRequest<P> {
    /// The page of a list that storage reads in pages: its items, and the sort key after which the next page begins.
    pub fn cut<T>(&self, items: Vec<T>, next: Option<P>) -> Page<T> {
        let cursor = |after: P| URL_SAFE_NO_PAD.encode(format!("{}{}", self.binding, after.to_string()));
        Page { items, next_cursor: next.map(cursor) }
    }
}

impl<P: ToString + PartialOrd> PageRequest<P> {
    /// The page of a complete, sorted list in memory; `sort_key` returns the sort key of an item.
    pub fn of<T>(&self, list: Vec<T>, sort_key: impl Fn(&T) -> P) -> Page<T> {
        let is_after = |item: &T| self.after.as_ref().is_none_or(|after| sort_key(item) > *after);
        let mut items: Vec<T> = list.into_iter().filter(is_after).take(self.limit.saturating_add(1)).collect();
        let more = items.len() > self.limit;
        items.truncate(self.limit);
        let next = items.last().filter(|_| more).map(sort_key);
        self.cut(items, next)
    }
}

impl<T> Page<T> {
    /// Converts the items and keeps the cursor.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), next_cursor: self.next_cursor }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::fields::Fields;
    use crate::problem::Failure;

    fn page_of<P: FromStr + Send>(list: &str, query: &str) -> Result<PageRequest<P>, Failure> {
        let mut fields = Fields::of_query(query, list);
        for filter in ["status", "country"] {
            fields.optional::<Cursor>(filter);
        }
        let page = Decode::decode(&mut fields, &());
        fields.finish(|| page)
    }

    fn page(query: &str) -> Result<PageRequest<u32>, Failure> {
        page_of("/list", query)
    }

    #[test]
    fn pages_follow_one_another_to_the_end() {
        let list: Vec<u32> = (1..=5).collect();
        let (mut query, mut pages) = ("limit=2".to_owned(), Vec::new());
        loop {
            let page = page(&query).unwrap().of(list.clone(), |item| *item);
            pages.push(page.items.clone());
            let Some(cursor) = page.next_cursor else { break };
            query = format!("limit=2&cursor={cursor}");
        }
        assert_eq!(pages, [vec![1, 2], vec![3, 4], vec![5]]);
    }

    #[test]
    fn the_last_page_has_no_next_cursor() {
        assert_eq!(page("limit=5").unwrap().of(vec![1, 2, 3, 4, 5], |item| *item).next_cursor, None);
        assert_eq!(page("").unwrap().limit, LIMIT_DEFAULT);
    }

    #[test]
    fn a_cursor_carries_any_sort_key_of_storage() {
        let first: PageRequest<String> = page_of("/list", "").unwrap();
        for sort_key in ["2027-04-02#P-1#L&EDPS", "zo\u{eb} + gmbh#P-1", "\u{90e8}\u{7f72}#P-1", "?&=%/", ""] {
            let page = first.cut(vec![1, 2], Some(sort_key.to_owned()));
            assert_eq!(page.items, [1, 2]);
            let cursor = page.next_cursor.unwrap();
            assert!(cursor.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{cursor}");
            let next: PageRequest<String> = page_of("/list", &format!("cursor={cursor}")).unwrap();
            assert_eq!(next.after.as_deref(), Some(sort_key));
        }
    }

    #[test]
    fn a_cursor_belongs_to_its_list_and_filters() {
        let given = page_of::<u32>("/list", "status=open&limit=1").unwrap().of(vec![1, 2], |item| *item);
        let cursor = given.next_cursor.unwrap();
        let status = |list: &str, filters: &str| match page_of::<u32>(list, &format!("{filters}cursor={cursor}")) {
            Ok(_) => 200,
            Err(failure) => failure.status().as_u16(),
        };
        assert_eq!(status("/list", "status=open&"), 200);
        assert_eq!(status("/list", "limit=7&country=&status=open&"), 200, "limit and empty filters make no difference");
        assert_ne!(status("/list id=\"A\";", "status=open&"), 200, "a list of another parent item");
        for (list, filters) in
            [("/other", "status=open&"), ("/list", ""), ("/list", "status=paid&"), ("/list", "status=open&country=TW&")]
        {
            assert_eq!(status(list, filters), 400, "{list} {filters}");
        }
    }

    #[test]
    fn the_last_page_has_a_null_cursor_even_when_it_is_empty() {
        let json = |items: Vec<u32>, next| serde_json::to_string(&page("").unwrap().cut(items, next)).unwrap();
        assert_eq!(json(vec![7], None), r#"{"items":[7],"next_cursor":null}"#);
        assert_eq!(json(vec![], None), r#"{"items":[],"next_cursor":null}"#);
        assert!(
            json(vec![], Some(1)).starts_with(r#"{"items":[],"next_cursor":""#),
            "an empty page may have a next one"
        );
    }

    #[test]
    fn converting_the_items_keeps_the_cursor() {
        let given = page("").unwrap().cut(vec![1, 2], Some(2));
        let cursor = given.next_cursor.clone();
        let other = given.map(|item| item * 10);
        assert_eq!((other.items, other.next_cursor), (vec![10, 20], cursor));
    }

    #[test]
    fn a_bad_cursor_is_400_and_a_bad_limit_422() {
        for cursor in ["garbage", "%FF", "eA", "LTE", "Mg"] {
            assert_eq!(page(&format!("cursor={cursor}")).unwrap_err(), Failure::BadCursor, "{cursor}");
        }
        for limit in ["0", "101", "-1", "x", "1.0"] {
            assert_eq!(page(&format!("limit={limit}&cursor=x")).unwrap_err().status().as_u16(), 422, "{limit}");
        }
    }
}
