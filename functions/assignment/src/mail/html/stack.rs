//! The elements that are open, with the end tags that HTML lets one leave out. Every question is answered without
//! walking through the elements.

use std::collections::HashMap;

use super::elements::{is_block, is_table_part};

/// An open element with what its owner keeps for it.
#[derive(Debug)]
pub(super) struct Open<T> {
    pub(super) name: String,
    pub(super) data: T,
}

#[derive(Debug)]
pub(super) struct Stack<T> {
    open: Vec<Open<T>>,
    /// Where the elements of each name are.
    at: HashMap<String, Vec<usize>>,
    /// Where the tables are.
    tables: Vec<usize>,
    /// Where the elements are that no end tag of an element outside of them closes: tables and their cells.
    scopes: Vec<usize>,
    /// Where the elements are that no end tag of an inline element closes.
    blocks: Vec<usize>,
}

impl<T> Stack<T> {
    pub(super) fn new() -> Self {
        let (open, at) = (Vec::new(), HashMap::new());
        Self { open, at, tables: Vec::new(), scopes: Vec::new(), blocks: Vec::new() }
    }

    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// What is kept for the innermost element.
    pub(super) fn top(&self) -> Option<&T> {
        self.open.last().map(|open| &open.data)
    }

    pub(super) fn push(&mut self, name: &str, data: T) {
        let at = self.open.len();
        self.at.entry(name.to_owned()).or_default().push(at);
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

    /// Closes the innermost element if it lies at this depth or deeper.
    pub(super) fn pop(&mut self, depth: usize) -> Option<Open<T>> {
        let open = if self.open.len() > depth { self.open.pop() } else { None }?;
        let at = self.open.len();
        self.at.entry(open.name.clone()).or_default().pop();
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

    /// The depth of the element that an end tag closes; nothing when it closes none.
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

    /// The depth of the outermost element that a start tag ends because its end tag was left out.
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

    /// The outermost of the innermost elements of these names that lie within the barriers.
    fn nearest(&self, names: &[&str], barriers: [Option<usize>; 3]) -> Option<usize> {
        let barrier = barriers.into_iter().flatten().max();
        let within = |at: &usize| barrier.is_none_or(|barrier| *at > barrier);
        names.iter().filter_map(|name| self.last(name)).filter(within).min()
    }

    fn last(&self, name: &str) -> Option<usize> {
        self.at.get(name).and_then(|at| at.last()).copied()
    }
}

fn is_scope(name: &str) -> bool {
    matches!(name, "table" | "caption" | "td" | "th")
}
