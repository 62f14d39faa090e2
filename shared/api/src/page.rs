//! Pages of a list: `limit` and an opaque `cursor` (api.md 1).

use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lambda_http::Request;
use serde::Serialize;

use crate::body::query::parameter;
use crate::problem::Failure;

/// Most items of a page (api.md 1).
pub const LIMIT_MAX: usize = 100;
/// Items of a page whose size was not asked for (api.md 1).
pub const LIMIT_DEFAULT: usize = 25;

/// What part of a list is wanted. `P` is a place in it, which the list's items are ordered by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted<P> {
    /// At most so many items.
    pub limit: usize,
    /// Those behind this place; from the start without one.
    pub after: Option<P>,
}

/// A page as answered.
#[derive(Debug, Serialize)]
pub struct Page<T> {
    items: Vec<T>,
    next_cursor: Option<String>,
}

impl<P: FromStr> Wanted<P> {
    /// Reads `limit` and `cursor` of the query string.
    ///
    /// # Errors
    /// 422 for a limit that is not 1 to 100, 400 for a cursor that no list of this kind gave.
    pub fn read(request: &Request) -> Result<Self, Failure> {
        let limit = parameter(request, "limit").map_or(Ok(LIMIT_DEFAULT), |text| limit(&text))?;
        let after = parameter(request, "cursor").map(|text| place(&text).ok_or(Failure::BadCursor)).transpose()?;
        Ok(Self { limit, after })
    }
}

impl<P: ToString + PartialOrd> Wanted<P> {
    /// The page of a list that is whole in memory and in order; `place` tells where an item stands.
    pub fn of<T>(&self, list: Vec<T>, place: impl Fn(&T) -> P) -> Page<T> {
        let behind = |item: &T| self.after.as_ref().is_none_or(|after| place(item) > *after);
        let mut items: Vec<T> = list.into_iter().filter(behind).take(self.limit.saturating_add(1)).collect();
        let more = items.len() > self.limit;
        items.truncate(self.limit);
        let ends_with = items.last().filter(|_| more);
        let next = ends_with.map(place);
        Page::new(items, next)
    }
}

impl<T> Page<T> {
    /// A page that storage cut: its items, and the place behind which the next one begins.
    pub fn new(items: Vec<T>, next: Option<impl ToString>) -> Self {
        Self { items, next_cursor: next.map(|place| URL_SAFE_NO_PAD.encode(place.to_string())) }
    }

    /// The same page of other items.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), next_cursor: self.next_cursor }
    }
}

fn limit(text: &str) -> Result<usize, Failure> {
    let in_range = text.parse().ok().filter(|limit| (1..=LIMIT_MAX).contains(limit));
    in_range.ok_or_else(|| Failure::invalid("limit", format!("must be a whole number from 1 to {LIMIT_MAX}")))
}

fn place<P: FromStr>(cursor: &str) -> Option<P> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    std::str::from_utf8(&bytes).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lambda_http::Body;
    use lambda_http::http::Request as HttpRequest;

    fn wanted(query: &str) -> Result<Wanted<u32>, Failure> {
        Wanted::read(&HttpRequest::builder().uri(format!("/list{query}")).body(Body::Empty).unwrap())
    }

    #[test]
    fn pages_follow_one_another_to_the_end() {
        let list: Vec<u32> = (1..=5).collect();
        let (mut query, mut seen) = ("?limit=2".to_owned(), Vec::new());
        loop {
            let page = wanted(&query).unwrap().of(list.clone(), |item| *item);
            seen.push(page.items.clone());
            let Some(cursor) = page.next_cursor else { break };
            query = format!("?limit=2&cursor={cursor}");
        }
        assert_eq!(seen, [vec![1, 2], vec![3, 4], vec![5]]);
    }

    #[test]
    fn a_page_that_holds_the_rest_has_no_next() {
        assert_eq!(wanted("?limit=5").unwrap().of(vec![1, 2, 3, 4, 5], |item| *item).next_cursor, None);
        assert_eq!(wanted("").unwrap().limit, LIMIT_DEFAULT);
    }

    #[test]
    fn a_page_that_storage_cut_goes_on_behind_the_place_it_names() {
        let wanted = |cursor: &str| -> Wanted<String> {
            let uri = format!("/list?cursor={cursor}");
            Wanted::read(&HttpRequest::builder().uri(uri).body(Body::Empty).unwrap()).unwrap()
        };
        for place in ["2027-04-02#P-1#L&EDPS", "zoë + gmbh#P-1", "部署#P-1", "?&=%/", ""] {
            let page = Page::new(vec![1, 2], Some(place));
            assert_eq!(page.items, [1, 2]);
            let cursor = page.next_cursor.unwrap();
            assert!(cursor.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{cursor}");
            assert_eq!(wanted(&cursor).after.as_deref(), Some(place));
        }
    }

    #[test]
    fn the_last_page_of_storage_says_that_it_is_the_last_even_when_it_is_empty() {
        let json = |page: &Page<u32>| serde_json::to_string(page).unwrap();
        assert_eq!(json(&Page::new(vec![7], None::<String>)), r#"{"items":[7],"next_cursor":null}"#);
        assert_eq!(json(&Page::new(vec![], None::<String>)), r#"{"items":[],"next_cursor":null}"#);
        assert_eq!(json(&Page::new(vec![], Some(1))), r#"{"items":[],"next_cursor":"MQ"}"#, "though it has no items");
    }

    #[test]
    fn a_page_of_other_items_goes_on_at_the_same_place() {
        let page = Page::new(vec![1, 2], Some(2)).map(|item| item * 10);
        assert_eq!((page.items, page.next_cursor.as_deref()), (vec![10, 20], Some("Mg")));
    }

    #[test]
    fn a_bad_cursor_is_400_and_a_bad_limit_422() {
        for cursor in ["garbage", "", "%FF", "eA", "LTE"] {
            assert_eq!(wanted(&format!("?cursor={cursor}")).unwrap_err().status().as_u16(), 400, "{cursor}");
        }
        for limit in ["0", "101", "-1", "x", ""] {
            assert_eq!(wanted(&format!("?limit={limit}")).unwrap_err().status().as_u16(), 422, "{limit}");
        }
    }
}
