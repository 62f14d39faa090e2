//! A reply on its way out: its log line and metrics.

use lambda_http::Request;
use lambda_http::http::StatusCode;

use crate::calls::Calls;
use crate::reply::Reply;

/// A reply with the outcome for log and metric.
pub struct Served {
    /// The reply.
    pub reply: Reply,
    /// The outcome: `ok`, or the name of what happened.
    pub outcome: &'static str,
    /// The pattern of the page; `-` for none.
    pub pattern: &'static str,
}

impl Served {
    /// Writes one line and the metrics of one request: the pattern of the page, never its path, and what it asked for. The
    /// dimensions are bounded: the patterns of the pages, and the results of [`result`].
    pub fn log(&self, request: &Request, request_id: &str, calls: &Calls) {
        let (method, status) = (request.method().as_str(), self.reply.status);
        let (page, outcome, result) = (self.pattern, self.outcome, result(status));
        let (made, rounds, failed_calls) = (calls.made(), calls.rounds(), calls.failed());
        tracing::info!(
            method,
            page,
            status = status.as_u16(),
            outcome,
            calls = made,
            rounds,
            failed_calls,
            request_id,
            "served"
        );
        let dimensions = [("Outcome", outcome), ("Page", page), ("Result", result)];
        host::metrics::count_by("Pages", &dimensions, &[&["Outcome"], &["Page", "Result"]]);
        if failed_calls > 0 {
            host::metrics::put("FailedCalls", failed_calls.into(), "Count", &[]);
        }
    }
}

/// What became of a page: shown or led on, refused, or failed through no fault of its reader.
fn result(status: StatusCode) -> &'static str {
    if status.is_server_error() {
        "failed"
    } else if status.is_client_error() {
        "refused"
    } else {
        "ok"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_is_one_of_three_results() {
        let of = |status| result(StatusCode::from_u16(status).unwrap());
        assert_eq!([200, 303, 404, 422, 500, 503].map(of), ["ok", "ok", "refused", "refused", "failed", "failed"]);
    }
}
