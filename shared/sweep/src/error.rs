//! Why a sweep failed as a whole.

use domain::Fault;
use lambda_runtime::Diagnostic;

use crate::InvalidRequest;

/// Why a sweep failed as a whole. What it had dealt with until then stays dealt with.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// It was told something it does not understand; told the same again, it fails again.
    #[error(transparent)]
    Order(#[from] InvalidRequest),
    /// The table could not be asked; the schedule tries again.
    #[error("the sweep could not go on: {0}")]
    Fault(#[from] Fault),
}

/// The runtime reports these names as the error's type: alarms and logs may count on them.
impl From<SweepError> for Diagnostic {
    fn from(error: SweepError) -> Self {
        let name = match &error {
            SweepError::Order(_) => "BadOrder",
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
    fn the_runtime_is_told_a_name_that_stays() {
        let bad =
            crate::Order::read(serde_json::from_str("\"today\"").unwrap(), jiff::Timestamp::UNIX_EPOCH).unwrap_err();
        let told = Diagnostic::from(SweepError::from(bad));
        assert_eq!(told.error_type, "BadOrder");
        assert!(told.error_message.starts_with("the payload must be an object"), "{}", told.error_message);
        assert_eq!(Diagnostic::from(SweepError::from(Fault::corrupt("k", &"d"))).error_type, "Corrupt");
    }
}
