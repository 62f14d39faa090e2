//! The kinds of letters that the system sends (PROGRAM.md 13.1). Each event states the letters that it causes.

/// Declares an enumeration of letters about one kind of subject.
macro_rules! letters {
    ($(#[$doc:meta])* $letters:ident { $($(#[$letter_doc:meta])* $letter:ident,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $letters { $($(#[$letter_doc])* $letter),+ }

        impl $letters {
            /// Every letter of this kind.
            pub const ALL: &'static [Self] = &[$(Self::$letter),+];
        }
    };
}

letters! {
    /// A letter about a voucher, to its customer's administrator or to the partner that holds or last held it.
    VoucherLetter {
        /// To the administrator: the voucher is assigned.
        Assigned,
        /// To the administrator: a partner reserved the voucher.
        Reserved,
        /// To the administrator: the current dates and attendees.
        Attendees,
        /// To the administrator: the partner amended the dates.
        Rescheduled,
        /// To the administrator: the partner cancelled the reservation.
        Cancelled,
        /// To the administrator: the last valid day is near.
        Reminder,
        /// To the administrator: the voucher expired.
        Expired,
        /// To the administrator: the voucher was extended.
        Extended,
        /// To the administrator: the licensing side withdrew the voucher.
        Withdrawn,
        /// To the partner: the last valid day is near.
        PartnerReminder,
        /// To the partner: the voucher expired.
        PartnerExpired,
        /// To the partner: the voucher was extended.
        PartnerExtended,
        /// To the partner: the voucher is redeemed, with the last day to request payment.
        PartnerRedeemed,
    }
}

letters! {
    /// A letter about a file of an engagement, to the partner that uploaded it.
    FileLetter {
        /// The file was rejected.
        Rejected,
    }
}

letters! {
    /// A letter about the file of an invoice, to the partner that uploaded it.
    InvoiceLetter {
        /// The file was rejected.
        Rejected,
    }
}

letters! {
    /// A letter about an enrollment, to the partner.
    EnrollmentLetter {
        /// The company enrolled.
        Enrolled,
        /// The term is due for renewal.
        Due,
        /// The term is still due for renewal.
        Reminder,
        /// The term ended and grace began.
        Grace,
        /// The enrollment lapsed.
        Lapsed,
        /// The enrollment was renewed.
        Renewed,
        /// Operations suspended the enrollment.
        Suspended,
        /// Operations reinstated the enrollment.
        Reinstated,
    }
}

letters! {
    /// A letter about a claim, to the partner.
    ClaimLetter {
        /// The claim was submitted, with its reference number.
        Submitted,
        /// Operations request a change.
        ChangesRequested,
        /// Operations commented on the claim.
        Commented,
        /// Operations approved the claim.
        Approved,
        /// Operations rejected the claim.
        Rejected,
        /// Operations hold the payment back.
        Held,
        /// Operations released the payment.
        Released,
        /// The payer sent the money.
        Paid,
        /// The payment failed or was reversed.
        PaymentFailed,
        /// Operations answered the dispute.
        DisputeSettled,
        /// The last day to submit is near.
        Reminder,
        /// The claim expired.
        Expired,
    }
}
