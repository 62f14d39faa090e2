//! deliverable-intake
