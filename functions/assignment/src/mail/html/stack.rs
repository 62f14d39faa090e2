//! The stack of open elements, with the end tags that HTML allows to omit. Every lookup takes constant time.

use std::collections::HashMap;

use super::elements::{is_block, is_table_part};

/// An open element with the data of the stack's owner.
#[derive(Debug)]
pub(super) struct Open<T> {
    pub(super) name: String,
    pub(super) data: T,
}

#[derive(Debug)]
pub(super) struct Stack<T> {
    open: Vec<Open<T>>,
    /// The depths of the elements by name.
    by_name: HashMap<String, Vec<usize>>,
    /// The depths of the tables.
    tables: Vec<usize>,
    /// The depths of the elements that an end tag for an outer element does not close: tables and their cells.
    scopes: Vec<usize>,
    /// The depths of the elements that an end tag of an inline element does not close.
    blocks: Vec<usize>,
}

impl<T> Stack<T> {
    pub(super) fn new() -> Self {
        let (open, by_name) = (Vec::new(), HashMap::new());
        Self { open, by_name, tables: Vec::new(), scopes: Vec::new(), blocks: Vec::new() }
    }

    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// The data of the innermost element.
    pub(super) fn top(&self) -> Option<&T> {
        self.open.last().map(|open| &open.data)
    }

    pub(super) fn push(&mut self, name: &str, data: T) {
        let at = self.open.len();
        self.by_name.entry(name.to_owned()).or_default().push(at);
        self.open.push(Open { name: name.to_owned(), data });
        let marks = [
            (&mut self.tables, name == "table"),
            (&mut self.scopes, is_scope(name)),
            (&mut self.blocks, is_block(name)),
        ];
        for (marks, marked) in marks {
            if marked {
                marks.push(at);
            }
        }
    }

    /// Closes the innermost element if it is at this depth or deeper.
    pub(super) fn pop(&mut self, depth: usize) -> Option<Open<T>> {
        let open = if self.open.len() > depth { self.open.pop() } else { None }?;
        let at = self.open.len();
        self.by_name.entry(open.name.clone()).or_default().pop();
        for marks in [&mut self.tables, &mut self.scopes, &mut self.blocks] {
            if marks.last() == Some(&at) {
                marks.pop();
            }
        }
        Some(open)
    }

    pub(super) fn is_in_table(&self) -> bool {
        !self.tables.is_empty()
    }

    /// The depth of the element that an end tag closes; `None` when it closes none.
    pub(super) fn closed_by(&self, name: &str) -> Option<usize> {
        let at = self.last(name)?;
        let barrier = match name {
            "table" => None,
            name if is_table_part(name) => self.tables.last(),
            name if is_block(name) => self.scopes.last(),
            _ => self.blocks.last(),
        };
        Some(at).filter(|at| barrier.is_none_or(|barrier| at > barrier))
    }

    /// The depth of the outermost element that a start tag ends because its end tag was omitted.
    pub(super) fn ended_by(&self, name: &str) -> Option<usize> {
        let scope = self.scopes.last().copied();
        let table = self.tables.last().copied();
        let sibling = match name {
            "li" => self.nearest(&["li"], [scope, self.last("ul"), self.last("ol")]),
            "dt" | "dd" => self.nearest(&["dt", "dd"], [scope, self.last("dl"), None]),
            "option" | "optgroup" => self.nearest(&["option"], [scope, self.last("select"), None]),
            "td" | "th" => self.nearest(&["td", "th"], [table, self.last("tr"), None]),
            "tr" => self.nearest(&["tr"], [table, None, None]).or(self.nearest(&["td", "th"], [table, None, None])),
            "thead" | "tbody" | "tfoot" => self.nearest(&["thead", "tbody", "tfoot", "tr"], [table, None, None]),
            _ => None,
        };
        let paragraph = if is_block(name) && name != "br" { self.nearest(&["p"], [scope, None, None]) } else { None };
        [sibling, paragraph].into_iter().flatten().min()
    }

    /// The outermost of the innermost elements of these names within the barriers.
    fn nearest(&self, names: &[&str], barriers: [Option<usize>; 3]) -> Option<usize> {
        let barrier = barriers.into_iter().flatten().max();
        let within = |at: &usize| barrier.is_none_or(|barrier| *at > barrier);
        names.iter().filter_map(|name| self.last(name)).filter(within).min()
    }

    fn last(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).and_then(|depths| depths.last()).copied()
    }
}

fn is_scope(name: &str) -> bool {
    matches!(name, "table" | "caption" | "td" | "th")
}
