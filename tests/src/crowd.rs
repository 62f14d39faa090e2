//! Concurrent callers.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;

use testkit::Reply;
use tokio::sync::Barrier;

/// Runs callers concurrently, each in a separate task, started by a barrier. Returns the results in the callers' order.
pub async fn crowd<W, F, T>(world: &Arc<W>, callers: usize, caller: impl Fn(Arc<W>, usize) -> F) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let start = Arc::new(Barrier::new(callers));
    let spawn = |index| {
        let (start, call) = (Arc::clone(&start), caller(Arc::clone(world), index));
        tokio::spawn(async move {
            start.wait().await;
            call.await
        })
    };
    let tasks: Vec<_> = (0..callers).map(spawn).collect();
    let mut results = Vec::with_capacity(callers);
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}

/// Counts the replies by status and code: `201`, `409 already_reserved`.
pub fn tally<'a>(replies: impl IntoIterator<Item = &'a Reply>) -> BTreeMap<String, usize> {
    let mut tally = BTreeMap::new();
    for reply in replies {
        let code = reply.body["code"].as_str().filter(|_| reply.status >= 400);
        let kind = code.map_or_else(|| reply.status.to_string(), |code| format!("{} {code}", reply.status));
        *tally.entry(kind).or_default() += 1;
    }
    tally
}

/// An expected tally.
pub fn tallied<const N: usize>(expected: [(&str, usize); N]) -> BTreeMap<String, usize> {
    expected.map(|(kind, count)| (kind.to_owned(), count)).into()
}
