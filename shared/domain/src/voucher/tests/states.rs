//! The rows of the matrix: every state of a voucher.

use jiff::civil::{Date, date};

use super::world::*;
use crate::deliverable::Deliverable;
use crate::voucher::{Status, Voucher};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Assigned,
    /// Assigned, past the last valid day, not yet expired by the sweep.
    AssignedLapsed,
    Reserved,
    /// Reserved, past the last valid day, not yet expired by the sweep.
    ReservedLapsed,
    /// Reserved, engagement finished, a complete report drafted.
    Drafted,
    /// Reserved, engagement finished, a clean file.
    Clean,
    /// Reserved, engagement finished, a clean file and a complete draft.
    Reportable,
    /// Reserved, report submitted.
    Ready,
    Redeemed,
    /// Expired without a reservation.
    Expired,
    /// Expired with the holder's reservation.
    ExpiredHeld,
    Cancelled,
}

use State::*;

impl State {
    pub const ALL: [Self; 12] = [
        Assigned,
        AssignedLapsed,
        Reserved,
        ReservedLapsed,
        Drafted,
        Clean,
        Reportable,
        Ready,
        Redeemed,
        Expired,
        ExpiredHeld,
        Cancelled,
    ];

    /// The day on which the commands run.
    pub fn today(self) -> Date {
        match self {
            Assigned | Reserved | Cancelled => TODAY,
            Drafted | Clean | Reportable | Ready => ENDS_ON,
            Redeemed => date(2026, 12, 2),
            AssignedLapsed | ReservedLapsed | Expired | ExpiredHeld => LAPSED_ON,
        }
    }

    pub fn voucher(self) -> Voucher {
        match self {
            Assigned | AssignedLapsed => assigned(),
            Expired => expired(assigned()),
            Cancelled => cancelled(assigned()),
            Reserved | ReservedLapsed | Drafted | Clean | Reportable | Ready | Redeemed | ExpiredHeld => {
                self.ended(self.worked_on())
            }
        }
    }

    /// The voucher with a file that was announced under its last reservation and is not yet checked.
    pub fn with_file(self) -> (Voucher, Deliverable) {
        let (voucher, file) = with_file(self.worked_on(), "pending.pdf");
        (self.ended(voucher), file)
    }

    pub fn is_drafted(self) -> bool {
        matches!(self, Drafted | Reportable | Ready)
    }

    fn worked_on(self) -> Voucher {
        match self {
            Drafted => with_draft(reserved()),
            Clean => with_clean_file(reserved()),
            Reportable => with_draft(with_clean_file(reserved())),
            Ready | Redeemed => ready(),
            Assigned | AssignedLapsed | Reserved | ReservedLapsed | Expired | ExpiredHeld | Cancelled => reserved(),
        }
    }

    fn ended(self, held: Voucher) -> Voucher {
        match self {
            Assigned | AssignedLapsed => given_back(held),
            Reserved | ReservedLapsed | Drafted | Clean | Reportable | Ready => held,
            Redeemed => redeemed(held),
            Expired => expired(given_back(held)),
            ExpiredHeld => expired(held),
            Cancelled => cancelled(given_back(held)),
        }
    }
}

#[test]
fn a_status_parses_from_its_code_and_an_unknown_one_lists_the_codes() {
    for status in Status::ALL {
        assert_eq!(Status::parse(status.as_str()), Ok(status));
    }
    for text in ["", "Reserved", "reserved ", "open"] {
        let message = Status::parse(text).unwrap_err().to_string();
        assert_eq!(message, "must be one of assigned, reserved, redeemed, expired, cancelled", "{text:?}");
    }
}
