//! Enumerations whose values are known by codes: in requests, answers and storage. Each code is spelled once.

/// Declares an enumeration of codes. One that requests may spell in other ways names the function that reads them.
#[macro_export]
macro_rules! codes {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$says:meta])* $variant:ident = $code:literal,)+ }) => {
        $crate::codes!(
            $(#[$doc])* pub enum $name read by parse as exact {
                $($(#[$says])* $variant = $code,)+
            }
        );
    };
    ($(#[$doc:meta])* pub enum $name:ident read by $read:ident { $($variants:tt)+ }) => {
        $crate::codes!($(#[$doc])* pub enum $name read by $read as lenient { $($variants)+ });
    };
    ($(#[$doc:meta])* pub enum $name:ident read by $read:ident as $reading:ident {
        $($(#[$says:meta])* $variant:ident = $code:literal,)+
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[allow(missing_docs, reason = "a variant without a comment is what its code says")]
        pub enum $name { $($(#[$says])* #[serde(rename = $code)] $variant),+ }

        impl $name {
            /// Every one.
            pub const ALL: [Self; [$($code),+].len()] = [$(Self::$variant),+];

            /// Parses the code.
            ///
            /// # Errors
            /// [`Invalid`]($crate::Invalid) lists the codes there are.
            pub fn parse(text: &str) -> Result<Self, $crate::Invalid> {
                match text {
                    $($code => Ok(Self::$variant),)+
                    _ => Err($crate::Invalid::not_one_of(&[$($code),+])),
                }
            }

            /// The code.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }

        impl $crate::Text for $name {
            const FORM: $crate::text::Form = $crate::text::Form::words(&[$($code),+]).$reading();

            fn read(text: &str) -> Result<Self, $crate::Invalid> {
                Self::$read(text)
            }
        }

        $crate::described_as_text!($name);
    };
}

/// Declares what can happen to a record: each event with the type under which it is stored and answered.
macro_rules! events {
    ($(#[$doc:meta])* pub enum $name:ident {
        $($(#[$says:meta])* $event:ident $(($inner:ty))? $({ $($fields:tt)* })? = $type:literal,)+
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(tag = "type")]
        #[allow(missing_docs, reason = "the names say it; comments are what the parties read")]
        pub enum $name { $($(#[$says])* #[serde(rename = $type)] $event $(($inner))? $({ $($fields)* })?),+ }

        impl $name {
            /// The type of the event.
            pub const fn name(&self) -> &'static str {
                match self { $(Self::$event { .. } => $type),+ }
            }
        }
    };
}
pub(crate) use events;
