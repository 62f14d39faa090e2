//! The checks: of every write while a run goes on, and of the state at its end.

pub mod answers;
pub mod end;
pub mod history;
pub mod keys;
pub mod letters;
pub mod lists;
pub mod money;
pub mod paging;
pub mod states;
pub mod writes;
