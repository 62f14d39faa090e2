//! The declaration of refusals: each once, with its values, code and message.

use crate::params::{Param, Params};

/// Declares the refusals: each with its values, its code, its message, and (after `in`) the field that it always
/// concerns. A message with text computed from the values has a second template for the contract, after `documented`,
/// in which every value appears by name.
macro_rules! refusals {
    ($(
        $(#[$doc:meta])*
        $rule:ident $({ $($name:ident: $type:ty),+ $(,)? })? = $code:literal $(in $field:literal)?
        ($template:literal $(, $($argument:tt)+)?) $(documented $documented:literal)?;
    )+) => {
        /// A broken rule with its values. `Display` is the message to the caller.
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        #[expect(missing_docs, reason = "the fields are the named values of the message")]
        pub enum Refusal {
            $($(#[$doc])* #[error($template $(, $($argument)+)?)] $rule $({ $($name: $type),+ })?),+
        }

        /// The rule of a refusal, without values.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Rule {
            $($(#[$doc])* $rule),+
        }

        impl Refusal {
            /// The broken rule.
            pub fn rule(&self) -> Rule {
                match self { $(Self::$rule { .. } => Rule::$rule),+ }
            }

            /// The values of the message, by name.
            pub fn params(&self) -> Params {
                match self {
                    $(Self::$rule $({ $($name),+ })? =>
                        $crate::refusal::declare::present(vec![$($((stringify!($name), $name.param())),+)?]),)+
                }
            }

            /// The field of the request or report that the rule always concerns.
            fn fixed_field(&self) -> Option<&'static str> {
                match self { $(Self::$rule { .. } => [$($field)?].first().copied()),+ }
            }
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$rule),+];

            /// The code in the API.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$rule => $code),+ }
            }

            /// The code, values and message template, for the contract.
            pub const fn kind(self) -> ReasonKind {
                match self {
                    $(Self::$rule => {
                        const PARAMS: &[(&str, ParamKind)] =
                            &[$($((stringify!($name), <$type as MaybeParam>::KIND)),+)?];
                        let template = $crate::refusal::declare::documented!($template $($documented)?);
                        ReasonKind { code: $code, params: PARAMS, template }
                    })+
                }
            }
        }
    };
}

/// The template for the contract: the one after `documented`, or else that of the message.
macro_rules! documented {
    ($template:literal) => {
        $template
    };
    ($template:literal $documented:literal) => {
        $documented
    };
}

pub(super) use {documented, refusals};

/// Drops absent values.
pub(super) fn present(values: Vec<(&'static str, Option<Param>)>) -> Params {
    values.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}
