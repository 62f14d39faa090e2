//! The letters that the program writes. Which of them an event calls for stands with the event.

/// Declares a kind of letters.
macro_rules! letters {
    ($(#[$doc:meta])* $letters:ident { $($(#[$says:meta])* $letter:ident,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $letters { $($(#[$says])* $letter),+ }

        impl $letters {
            /// Every letter of this kind.
            pub const ALL: &'static [Self] = &[$(Self::$letter),+];
        }
    };
}

letters! {
    /// About a voucher: to its customer's administrator, or to the partner that holds or held it.
    VoucherLetter {
        /// To the administrator: it is yours.
        Assigned,
        /// To the administrator: a partner reserved it.
        Reserved,
        /// To the administrator: dates and attendees as they stand.
        Attendees,
        /// To the administrator: the partner amended the dates.
        Rescheduled,
        /// To the administrator: the partner gave it back.
        Cancelled,
        /// To the administrator: it ends soon.
        Reminder,
        /// To the administrator: it has expired.
        Expired,
        /// To the administrator: it is valid for longer.
        Extended,
        /// To the administrator: the licensing side took it back.
        Withdrawn,
        /// To the partner: it ends soon.
        PartnerReminder,
        /// To the partner: it has expired.
        PartnerExpired,
        /// To the partner: it is valid for longer.
        PartnerExtended,
        /// To the partner: it is redeemed, and payment is requested by this day.
        PartnerRedeemed,
    }
}

letters! {
    /// About a file of an engagement, to the partner that uploaded it.
    FileLetter {
        /// It does not count.
        Rejected,
    }
}

letters! {
    /// About an enrollment, to the partner.
    EnrollmentLetter {
        /// It has begun.
        Enrolled,
        /// It is due for renewal.
        Due,
        /// It still is.
        Reminder,
        /// Its term has ended.
        Grace,
        /// It counts no more.
        Lapsed,
        /// It has a new term.
        Renewed,
        /// Operations stopped it.
        Suspended,
        /// Operations let it go on.
        Reinstated,
    }
}

letters! {
    /// About a claim, to the partner.
    ClaimLetter {
        /// It has come in, under this reference number.
        Submitted,
        /// Something must be changed.
        ChangesRequested,
        /// It will be paid.
        Approved,
        /// It will not.
        Rejected,
        /// It will be paid, but not yet.
        Held,
        /// Nothing holds its payment back any more.
        Released,
        /// The money was sent.
        Paid,
        /// It failed or came back.
        PaymentFailed,
        /// What was said to its dispute.
        DisputeSettled,
        /// Its last day is near.
        Reminder,
        /// Its last day has passed.
        Expired,
    }
}
