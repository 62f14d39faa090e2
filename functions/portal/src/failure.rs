//! What a page cannot do, and the page that says so.

use api::Role;
use api::problem::NOT_THROUGH_DISTRIBUTION;

use crate::functions::CallError;
use crate::problem::Problem;

/// Why a page cannot be shown or a form not be taken.
#[derive(Clone, Debug, PartialEq)]
pub enum PageError {
    /// There is nothing at this address, or nothing that the reader may see.
    NotFound,
    /// The reader has none of these roles.
    Role(Vec<Role>),
    /// The function refuses the reader: the sentence says why.
    Forbidden(Box<Problem>),
    /// The form does not come from a page of the portal, or from one that another person opened.
    NotOurForm,
    /// The issuer does not accept the token any more.
    SignedOut,
    /// Somebody changed the resource since the page was read.
    Changed,
    /// The function refuses the request; a page that expects refusals shows them itself.
    Refused(Box<Problem>),
    /// A function is busy or not reachable; the same form may be sent again.
    Busy(String),
    /// No answer in time; what was sent may have taken effect.
    TimedOut,
    /// The form is larger than any form of the portal.
    TooLarge,
    /// The address takes no request with this method.
    Method,
    /// A defect or a wrong configuration.
    Internal(String),
}

impl From<CallError> for PageError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::TimedOut => Self::TimedOut,
            CallError::Unreachable(why) => Self::Busy(why),
            CallError::Refused(problem) => match problem.status {
                401 => Self::SignedOut,
                403 if problem.code == NOT_THROUGH_DISTRIBUTION => {
                    Self::Internal("a function does not know DISTRIBUTION_SECRETS of the portal".to_owned())
                }
                403 => Self::Forbidden(problem),
                404 => Self::NotFound,
                412 => Self::Changed,
                429 | 503 => Self::Busy(problem.code),
                500.. => Self::Internal(format!("{} {}", problem.status, problem.code)),
                _ => Self::Refused(problem),
            },
        }
    }
}

impl PageError {
    /// The status of the page.
    pub fn status(&self) -> u16 {
        match self {
            Self::NotFound => 404,
            Self::TooLarge => 413,
            Self::Method => 405,
            Self::Role(_) | Self::Forbidden(_) | Self::NotOurForm => 403,
            Self::SignedOut => 401,
            Self::Changed => 412,
            Self::Refused(problem) => problem.status,
            Self::Busy(_) | Self::TimedOut => 503,
            Self::Internal(_) => 500,
        }
    }

    /// The name in the log, the metric and the texts: `error-<name>-title`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::TooLarge => "too-large",
            Self::Method => "method",
            Self::Role(_) | Self::Forbidden(_) => "forbidden",
            Self::NotOurForm => "not-our-form",
            Self::SignedOut => "signed-out",
            Self::Changed => "changed",
            Self::Refused(_) => "refused",
            Self::Busy(_) => "busy",
            Self::TimedOut => "timed-out",
            Self::Internal(_) => "internal",
        }
    }
}
