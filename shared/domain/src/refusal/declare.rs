//! How refusals are declared: each once, with its values, its code and its message.

use crate::params::{Param, Params};

/// Declares the refusals: each with the values it carries, its code, the field that it is always about if there is one,
/// and its message. What the message says besides values by name stands in `says` for the contract.
macro_rules! refusals {
    ($(
        $(#[$doc:meta])*
        $rule:ident $({ $($name:ident: $type:ty),+ $(,)? })? = $code:literal $(in $field:literal)?
        ($template:literal $(, $($argument:tt)+)?) $(says $says:literal)?;
    )+) => {
        /// One broken rule, with the values that it was held against. `Display` says it to the caller.
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        #[expect(missing_docs, reason = "the messages say it")]
        pub enum Refusal {
            $($(#[$doc])* #[error($template $(, $($argument)+)?)] $rule $({ $($name: $type),+ })?),+
        }

        /// The rule that a refusal is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "the messages say it")]
        pub enum Rule {
            $($(#[$doc])* $rule),+
        }

        impl Refusal {
            /// The rule that was broken.
            pub fn rule(&self) -> Rule {
                match self { $(Self::$rule { .. } => Rule::$rule),+ }
            }

            /// The values that the message says, by name.
            pub fn params(&self) -> Params {
                match self {
                    $(Self::$rule $({ $($name),+ })? =>
                        $crate::refusal::declare::given(vec![$($((stringify!($name), $name.param())),+)?]),)+
                }
            }

            /// The field of the request or report that the rule is always about.
            fn fixed_field(&self) -> Option<&'static str> {
                match self { $(Self::$rule { .. } => [$($field)?].first().copied()),+ }
            }
        }

        impl Rule {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$rule),+];

            /// The code of the interface.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$rule => $code),+ }
            }

            /// Its code, the values beside it, and its message, for the contract.
            pub const fn kind(self) -> ReasonKind {
                match self {
                    $(Self::$rule => {
                        const PARAMS: &[(&str, ParamKind)] =
                            &[$($((stringify!($name), <$type as MaybeParam>::KIND)),+)?];
                        let says = $crate::refusal::declare::says!($template $($says)?);
                        ReasonKind { code: $code, params: PARAMS, says }
                    })+
                }
            }
        }
    };
}

/// What a refusal says to the contract: its template, unless something else is said.
macro_rules! says {
    ($template:literal) => {
        $template
    };
    ($template:literal $says:literal) => {
        $says
    };
}

pub(super) use {refusals, says};

/// The values that there are.
pub(super) fn given(values: Vec<(&'static str, Option<Param>)>) -> Params {
    values.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}
