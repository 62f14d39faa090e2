//! Failures that end a whole sweep.

use domain::Fault;
use lambda_runtime::Diagnostic;

use crate::InvalidRequest;

/// A failure that ends a whole sweep. Items that were processed before it stay processed.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The payload is invalid. A retry with the same payload fails again.
    #[error(transparent)]
    InvalidRequest(#[from] InvalidRequest),
    /// The table could not be read. The schedule retries.
    #[error("the sweep stopped: {0}")]
    Fault(#[from] Fault),
}

/// The error type that the Lambda runtime reports. Alarms and log queries depend on these names.
impl From<SweepError> for Diagnostic {
    fn from(error: SweepError) -> Self {
        let name = match &error {
            SweepError::InvalidRequest(_) => "BadOrder",
            SweepError::Fault(Fault::Unavailable { .. }) => "Unavailable",
            SweepError::Fault(Fault::LostRace) => "LostRace",
            SweepError::Fault(Fault::Corrupt { .. }) => "Corrupt",
        };
        Self { error_type: name.to_owned(), error_message: error.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_type_that_the_runtime_reports_is_stable() {
        let payload = serde_json::from_str("\"today\"").unwrap();
        let invalid = crate::SweepRequest::read(payload, jiff::Timestamp::UNIX_EPOCH).unwrap_err();
        let diagnostic = Diagnostic::from(SweepError::from(invalid));
        assert_eq!(diagnostic.error_type, "BadOrder");
        assert!(diagnostic.error_message.starts_with("the payload must be an object"), "{}", diagnostic.error_message);
        assert_eq!(Diagnostic::from(SweepError::from(Fault::corrupt("k", &"d"))).error_type, "Corrupt");
    }
}
