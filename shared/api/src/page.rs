//! Pages of a list: `limit` and an opaque `cursor`, which belongs to its list and filters.

use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Form, Invalid, Text, digest};
use schemars::JsonSchema;
use serde::Serialize;

use crate::body::fields::Fields;
use crate::operation::Decode;
use crate::problem::Failure;

/// Most items of a page.
pub const LIMIT_MAX: usize = 100;
/// Items of a page whose size was not asked for.
pub const LIMIT_DEFAULT: usize = 25;
/// How much of the digest of list and filters a cursor carries, in hexadecimal digits: it detects mistakes, it is no
/// signature.
const BINDING_DIGITS: usize = 8;

/// Which part of a list is wanted. `P` is a place in it, which the list's items are ordered by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest<P> {
    /// At most so many items.
    pub limit: usize,
    /// Those behind this place; from the start without one.
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
    /// The first page of the list that `binding` describes with its filters.
    fn new(limit: usize, binding: &str) -> Self {
        let binding = digest::hex_of_parts(&[binding.as_bytes()]).chars().take(BINDING_DIGITS).collect();
        Self { limit, after: None, binding }
    }

    /// The place that a cursor of this list and these filters names.
    fn place(&self, cursor: &str) -> Option<P> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        std::str::from_utf8(&bytes).ok()?.strip_prefix(&self.binding)?.parse().ok()
    }
}

/// A cursor as it is sent: any text, and what is none of this list is said by a code of its own.
struct Cursor(String);

impl Text for Cursor {
    const FORM: Form = Form::new("MzQ1Njc4OTA").any();

    fn read(text: &str) -> Result<Self, Invalid> {
        Ok(Self(text.to_owned()))
    }
}

impl<S, P: FromStr + Send> Decode<S> for PageRequest<P> {
    fn decode(fields: &mut Fields, _: &S) -> Option<Self> {
        let about = "Most items of the page; 25 where it is not said.";
        let limit = fields.about(about).optional_integer("limit", 1..=LIMIT_MAX).unwrap_or(LIMIT_DEFAULT);
        let mut request = Self::new(limit, fields.binding());
        fields.about("Where the page begins: `next_cursor` of the page before, of the same list and filters.");
        if let Some(Cursor(cursor)) = fields.optional("cursor") {
            request.after = request.place(&cursor);
            if request.after.is_none() {
                fields.reject_cursor();
            }
        }
        Some(request)
    }
}

impl PageRequest<String> {
    /// The same of a list with places of its own: where the caller decides which list it is.
    ///
    /// # Errors
    /// [`Failure::BadCursor`] for a place of another list.
    pub fn with_cursor<P: FromStr>(&self) -> Result<PageRequest<P>, Failure> {
        let after = self.after.as_deref().map(str::parse).transpose().map_err(|_| Failure::BadCursor)?;
        Ok(PageRequest { limit: self.limit, after, binding: self.binding.clone() })
    }
}

impl<P: ToString> PageRequest<P> {
    /// A page that storage cut: its items, and the place behind which the next one begins.
    pub fn cut<T>(&self, items: Vec<T>, next: Option<P>) -> Page<T> {
        let cursor = |place: P| URL_SAFE_NO_PAD.encode(format!("{}{}", self.binding, place.to_string()));
        Page { items, next_cursor: next.map(cursor) }
    }
}

impl<P: ToString + PartialOrd> PageRequest<P> {
    /// The page of a list that is whole in memory and in order; `place` says where an item stands.
    pub fn of<T>(&self, list: Vec<T>, place: impl Fn(&T) -> P) -> Page<T> {
        let behind = |item: &T| self.after.as_ref().is_none_or(|after| place(item) > *after);
        let mut items: Vec<T> = list.into_iter().filter(behind).take(self.limit.saturating_add(1)).collect();
        let more = items.len() > self.limit;
        items.truncate(self.limit);
        let next = items.last().filter(|_| more).map(place);
        self.cut(items, next)
    }
}

impl<T> Page<T> {
    /// The same page of other items.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), next_cursor: self.next_cursor }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::fields::Fields;
    use crate::problem::Failure;

    fn asked<P: FromStr + Send>(list: &str, query: &str) -> Result<PageRequest<P>, Failure> {
        let mut fields = Fields::of_query(query, list);
        for filter in ["status", "country"] {
            fields.optional::<Cursor>(filter);
        }
        let page = Decode::decode(&mut fields, &());
        fields.finish(|| page)
    }

    fn page(query: &str) -> Result<PageRequest<u32>, Failure> {
        asked("/list", query)
    }

    #[test]
    fn pages_follow_one_another_to_the_end() {
        let list: Vec<u32> = (1..=5).collect();
        let (mut query, mut seen) = ("limit=2".to_owned(), Vec::new());
        loop {
            let page = page(&query).unwrap().of(list.clone(), |item| *item);
            seen.push(page.items.clone());
            let Some(cursor) = page.next_cursor else { break };
            query = format!("limit=2&cursor={cursor}");
        }
        assert_eq!(seen, [vec![1, 2], vec![3, 4], vec![5]]);
    }

    #[test]
    fn a_page_that_holds_the_rest_has_no_next() {
        assert_eq!(page("limit=5").unwrap().of(vec![1, 2, 3, 4, 5], |item| *item).next_cursor, None);
        assert_eq!(page("").unwrap().limit, LIMIT_DEFAULT);
    }

    #[test]
    fn a_page_that_storage_cut_goes_on_behind_the_place_it_names() {
        let first: PageRequest<String> = asked("/list", "").unwrap();
        for place in ["2027-04-02#P-1#L&EDPS", "zo\u{eb} + gmbh#P-1", "\u{90e8}\u{7f72}#P-1", "?&=%/", ""] {
            let page = first.cut(vec![1, 2], Some(place.to_owned()));
            assert_eq!(page.items, [1, 2]);
            let cursor = page.next_cursor.unwrap();
            assert!(cursor.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{cursor}");
            let next: PageRequest<String> = asked("/list", &format!("cursor={cursor}")).unwrap();
            assert_eq!(next.after.as_deref(), Some(place));
        }
    }

    #[test]
    fn a_cursor_belongs_to_its_list_and_filters() {
        let given = asked::<u32>("/list", "status=open&limit=1").unwrap().of(vec![1, 2], |item| *item);
        let cursor = given.next_cursor.unwrap();
        let status = |list: &str, filters: &str| match asked::<u32>(list, &format!("{filters}cursor={cursor}")) {
            Ok(_) => 200,
            Err(failure) => failure.status().as_u16(),
        };
        assert_eq!(status("/list", "status=open&"), 200);
        assert_eq!(status("/list", "limit=7&country=&status=open&"), 200, "size and empty filters make no difference");
        assert_ne!(status("/list id=\"A\";", "status=open&"), 200, "nor that of another thing at the same place");
        for (list, filters) in
            [("/other", "status=open&"), ("/list", ""), ("/list", "status=paid&"), ("/list", "status=open&country=TW&")]
        {
            assert_eq!(status(list, filters), 400, "{list} {filters}");
        }
    }

    #[test]
    fn the_last_page_of_storage_says_that_it_is_the_last_even_when_it_is_empty() {
        let json = |items: Vec<u32>, next| serde_json::to_string(&page("").unwrap().cut(items, next)).unwrap();
        assert_eq!(json(vec![7], None), r#"{"items":[7],"next_cursor":null}"#);
        assert_eq!(json(vec![], None), r#"{"items":[],"next_cursor":null}"#);
        assert!(json(vec![], Some(1)).starts_with(r#"{"items":[],"next_cursor":""#), "though it has no items");
    }

    #[test]
    fn a_page_of_other_items_goes_on_at_the_same_place() {
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
