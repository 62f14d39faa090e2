//! Macros for enumerations whose values have codes in requests, answers and storage. Each code is written once.

/// Declares an enumeration of codes. For codes with other accepted spellings, `read by` names the parsing function.
#[macro_export]
macro_rules! codes {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal,)+ }) => {
        $crate::codes!(
            $(#[$doc])* pub enum $name read by parse as exact {
                $($(#[$variant_doc])* $variant = $code,)+
            }
        );
    };
    ($(#[$doc:meta])* pub enum $name:ident read by $read:ident { $($variants:tt)+ }) => {
        $crate::codes!($(#[$doc])* pub enum $name read by $read as lenient { $($variants)+ });
    };
    ($(#[$doc:meta])* pub enum $name:ident read by $read:ident as $reading:ident {
        $($(#[$variant_doc:meta])* $variant:ident = $code:literal,)+
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[allow(missing_docs, reason = "the code of a variant describes it")]
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $code)] $variant),+ }

        impl $name {
            /// Every value.
            pub const ALL: [Self; [$($code),+].len()] = [$(Self::$variant),+];

            /// Parses the code.
            ///
            /// # Errors
            /// [`Invalid`]($crate::Invalid) lists the known codes.
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
            const FORM: $crate::text::Form = $crate::text::Form::one_of(&[$($code),+]).$reading();

            fn read(text: &str) -> Result<Self, $crate::Invalid> {
                Self::$read(text)
            }
        }

        $crate::described_as_text!($name);
    };
}

/// Declares the events of an aggregate, each with the type under which it is stored and answered.
macro_rules! events {
    ($(#[$doc:meta])* pub enum $name:ident {
        $($(#[$variant_doc:meta])* $event:ident $(($inner:ty))? $({ $($fields:tt)* })? = $type:literal,)+
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(tag = "type")]
        #[allow(missing_docs, reason = "the names describe the events; comments become descriptions in the contract")]
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $type)] $event $(($inner))? $({ $($fields)* })?),+ }

        impl $name {
            /// The type of the event.
            pub const fn name(&self) -> &'static str {
                match self { $(Self::$event { .. } => $type),+ }
            }
        }
    };
}
pub(crate) use events;
