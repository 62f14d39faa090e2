//! The template of each letter in each language (PROGRAM.md 13.1).

use askama::Template;
use domain::invoice::InvoiceCopy;
use domain::letter::{ClaimLetter, EnrollmentLetter, FileLetter, InvoiceLetter, VoucherLetter};
use domain::voucher::CancelReason;
use domain::{Fault, Language};

use crate::facts::{ClaimFacts, EnrollmentFacts, FileFacts, InvoiceFacts, VoucherFacts};
use crate::layout::Mail;
use crate::portal::{self, Portal};

/// Renders a letter.
pub trait WriteLetter {
    /// The facts that its template needs.
    type Facts;

    /// Renders the letter in a language, with a link to its page of the portal.
    ///
    /// # Errors
    /// [`Fault::Corrupt`] when the template cannot be rendered, which does not happen with the present templates.
    fn write(self, language: Language, facts: &Self::Facts, portal: &Portal) -> Result<Mail, Fault>;
}

/// Implements [`WriteLetter`] for a kind of letter: its facts, the page it links to, and the templates of each letter.
macro_rules! templates {
    ($letters:ident of $facts:ident, $page:path { $($letter:ident = $english:tt, $chinese:tt;)+ }) => {
        impl WriteLetter for $letters {
            type Facts = $facts;

            fn write(self, language: Language, facts: &$facts, portal: &Portal) -> Result<Mail, Fault> {
                let link = $page(self, facts).map(|page| portal.link(page, language));
                let letter = match (self, language) {$(
                    (Self::$letter, Language::English) => {
                        #[derive(Template)]
                        #[template(path = $english, escape = "none")]
                        struct Letter<'a> { f: &'a $facts }
                        Letter { f: facts }.render()
                    }
                    (Self::$letter, Language::TraditionalChinese) => {
                        #[derive(Template)]
                        #[template(path = $chinese, escape = "none")]
                        struct Letter<'a> { f: &'a $facts }
                        Letter { f: facts }.render()
                    }
                )+};
                let letter = letter.map_err(|error| Fault::corrupt("a letter", &error))?;
                Mail::lay_out(&letter, link.as_ref(), language)
            }
        }
    };
}

templates! {
    VoucherLetter of VoucherFacts, portal::voucher {
        Assigned = "en/voucher-assigned.txt", "zh-tw/voucher-assigned.txt";
        Reserved = "en/voucher-reserved.txt", "zh-tw/voucher-reserved.txt";
        Attendees = "en/voucher-attendees.txt", "zh-tw/voucher-attendees.txt";
        Rescheduled = "en/voucher-rescheduled.txt", "zh-tw/voucher-rescheduled.txt";
        Cancelled = "en/voucher-cancelled.txt", "zh-tw/voucher-cancelled.txt";
        Reminder = "en/voucher-reminder.txt", "zh-tw/voucher-reminder.txt";
        Expired = "en/voucher-expired.txt", "zh-tw/voucher-expired.txt";
        Extended = "en/voucher-extended.txt", "zh-tw/voucher-extended.txt";
        Withdrawn = "en/voucher-withdrawn.txt", "zh-tw/voucher-withdrawn.txt";
        PartnerReminder = "en/partner-reminder.txt", "zh-tw/partner-reminder.txt";
        PartnerExpired = "en/partner-expired.txt", "zh-tw/partner-expired.txt";
        PartnerExtended = "en/partner-extended.txt", "zh-tw/partner-extended.txt";
        PartnerRedeemed = "en/partner-redeemed.txt", "zh-tw/partner-redeemed.txt";
    }
}

templates! {
    FileLetter of FileFacts, portal::file {
        Rejected = "en/file-rejected.txt", "zh-tw/file-rejected.txt";
    }
}

templates! {
    InvoiceLetter of InvoiceFacts, portal::invoice {
        Rejected = "en/invoice-rejected.txt", "zh-tw/invoice-rejected.txt";
    }
}

templates! {
    EnrollmentLetter of EnrollmentFacts, portal::enrollment {
        Enrolled = "en/enrollment-enrolled.txt", "zh-tw/enrollment-enrolled.txt";
        Due = "en/enrollment-due.txt", "zh-tw/enrollment-due.txt";
        Reminder = "en/enrollment-reminder.txt", "zh-tw/enrollment-reminder.txt";
        Grace = "en/enrollment-grace.txt", "zh-tw/enrollment-grace.txt";
        Lapsed = "en/enrollment-lapsed.txt", "zh-tw/enrollment-lapsed.txt";
        Renewed = "en/enrollment-renewed.txt", "zh-tw/enrollment-renewed.txt";
        Suspended = "en/enrollment-suspended.txt", "zh-tw/enrollment-suspended.txt";
        Reinstated = "en/enrollment-reinstated.txt", "zh-tw/enrollment-reinstated.txt";
    }
}

templates! {
    ClaimLetter of ClaimFacts, portal::claim {
        Submitted = "en/claim-submitted.txt", "zh-tw/claim-submitted.txt";
        ChangesRequested = "en/claim-changes.txt", "zh-tw/claim-changes.txt";
        Commented = "en/claim-comment.txt", "zh-tw/claim-comment.txt";
        Approved = "en/claim-approved.txt", "zh-tw/claim-approved.txt";
        Rejected = "en/claim-rejected.txt", "zh-tw/claim-rejected.txt";
        Held = "en/claim-held.txt", "zh-tw/claim-held.txt";
        Released = "en/claim-released.txt", "zh-tw/claim-released.txt";
        Paid = "en/claim-paid.txt", "zh-tw/claim-paid.txt";
        PaymentFailed = "en/claim-payment-failed.txt", "zh-tw/claim-payment-failed.txt";
        DisputeSettled = "en/claim-dispute.txt", "zh-tw/claim-dispute.txt";
        Reminder = "en/claim-reminder.txt", "zh-tw/claim-reminder.txt";
        Expired = "en/claim-expired.txt", "zh-tw/claim-expired.txt";
    }
}
