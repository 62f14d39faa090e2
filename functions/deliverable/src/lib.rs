//! deliverable
