//! Checks the headers of a message's parts for marks of second-hand mail and for repeated fields.

use std::collections::VecDeque;

use api::Reason;

use super::header::Entity;
use super::mime::{DEPTH_MAX, PARTS_MAX, subparts};
use super::{first_hand, repeated};

/// The distinct problems of the first [`PARTS_MAX`] parts. A mail with more parts is refused for their number.
pub(super) fn problems(message: &Entity<'_>) -> Vec<Reason> {
    let mut problems: Vec<Reason> = Vec::new();
    let mut waiting = VecDeque::from([(message.clone(), 0)]);
    let mut left = PARTS_MAX;
    while let Some((entity, depth)) = waiting.pop_front() {
        for part in subparts(&entity).into_iter().take(left) {
            let found = first_hand::problems_of_part(&part).into_iter().chain(repeated::problems(&part, "a part"));
            let fresh: Vec<Reason> = found.filter(|problem| !problems.contains(problem)).collect();
            problems.extend(fresh);
            left -= 1;
            if depth < DEPTH_MAX {
                waiting.push_back((part, depth + 1));
            }
        }
    }
    problems
}
