//! What one view of a page of the portal costs: its own invocation, and those of the functions that it calls.

use super::{Assumed, Prices, Usage, dollars};
use crate::calls::Called;

/// One view of a page.
#[derive(Clone, Debug)]
pub struct PageView {
    name: &'static str,
    /// The portal's own invocation.
    portal: Usage,
    /// The calls, each with the name of its function.
    calls: Vec<(&'static str, Usage)>,
    rounds: usize,
}

impl PageView {
    /// The view that made these metered calls. The portal waits for the slowest call of each round.
    pub fn of(name: &'static str, calls: &[Called], assumed: &Assumed) -> Self {
        let rounds = calls.iter().map(|call| call.round).max().unwrap_or_default();
        let millis = |call: &Called| call.usage.millis(assumed) + assumed.round_trip_ms.function;
        let slowest = |round| calls.iter().filter(|call| call.round == round).map(millis).max().unwrap_or_default();
        let portal = Usage { invocations: 1, functions_ms: (1..=rounds).map(slowest).sum(), ..Usage::default() };
        let calls = calls.iter().map(|call| (call.function.folder(), call.usage)).collect();
        Self { name, portal, calls, rounds }
    }

    /// The number of calls.
    pub fn calls(&self) -> usize {
        self.calls.len()
    }

    /// The number of rounds, one after another.
    pub fn rounds(&self) -> usize {
        self.rounds
    }

    /// Halves of read units.
    pub fn read_halves(&self) -> u64 {
        self.calls.iter().map(|(_, usage)| usage.read_halves).sum()
    }

    /// The billed duration of the portal alone, in milliseconds: what a reader waits for, beside the network.
    pub fn portal_ms(&self, assumed: &Assumed) -> u64 {
        self.portal.millis(assumed)
    }

    /// The billed duration of all functions, in milliseconds.
    pub fn millis(&self, assumed: &Assumed) -> u64 {
        self.portal_ms(assumed) + self.calls.iter().map(|(_, usage)| usage.millis(assumed)).sum::<u64>()
    }

    /// The price of a million views, in millionths of a US dollar; `memory_mb` has the memory of each function.
    pub fn price(&self, prices: &Prices, memory_mb: &dyn Fn(&str) -> u64) -> u64 {
        let calls = self.calls.iter().map(|(function, usage)| usage.price(prices, memory_mb(function)));
        self.portal.price(prices, memory_mb("portal")) + calls.sum::<u64>()
    }
}

/// The table in Markdown.
pub fn table(views: &[PageView], prices: &Prices, memory_mb: &dyn Fn(&str) -> u64) -> String {
    let head = "| a view of | calls | rounds | invocations | portal ms | Lambda ms | read units | USD for a million |";
    let row = |view: &PageView| {
        let (calls, assumed) = (view.calls(), &prices.assumed);
        format!(
            "| {} | {calls} | {} | {} | {} | {} | {} | {} |",
            view.name,
            view.rounds(),
            calls + 1,
            view.portal_ms(assumed),
            view.millis(assumed),
            view.read_halves().div_ceil(2),
            dollars(view.price(prices, memory_mb)),
        )
    };
    let lines = [head.to_owned(), format!("|---|{}", "---|".repeat(7))].into_iter();
    lines.chain(views.iter().map(row)).collect::<Vec<_>>().join("\n")
}
