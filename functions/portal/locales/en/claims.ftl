# Texts of the pages for payment requests, bank profiles and statements.

# The list.
claims-title = Get your vouchers paid
claims-statement = Statement
claims-tabs = Payment requests by whose turn it is
claims-tab-needs-you = Needs you
claims-tab-with-program = With the program
claims-tab-paid = Paid
claims-tab-closed = Closed
claims-everywhere = All statuses
claims-filter = Filter
claims-any = All
claims-apply = Apply
claims-field-q = Voucher, invoice or customer
claims-field-program = Program
claims-field-location-id = Location
claims-field-country = Country
claims-field-disputed = Only what is disputed
claims-field-select = Payment requests
claims-chips = Active filters
claims-chip-remove = : remove this filter
claims-chip-q = Search: { $value }
claims-chip-program = Program: { $value }
claims-chip-location-id = Location: { $value }
claims-chip-country = Country: { $value }
claims-chip-disputed = Disputed
claims-clear = Remove all filters
claims-caption = Your company's payment requests
claims-col-voucher = Voucher and customer
claims-col-service = Service
claims-col-next = Next step
claims-col-amount = Amount
claims-col-status = Status
claims-program = { $program }, { $days }
claims-place = { $service }, { $location }
claims-sum = Sum
claims-pages = Pages of the list
claims-first = First page
claims-next = Next page
claims-more = More may follow on the next page.
claims-select-submit = Submit what is selected
claims-select-all = Select all drafts on this page
claims-select-one = Select { $number }
claims-select-none = Select at least one payment request
claims-select-gone = What you selected cannot be submitted any more; the list shows how it is now.
claims-select-answers = What you selected was sent back. Open each payment request to answer the comment and resubmit it.
claims-field-select-hint = Select drafts to submit them together under one invoice, or open one to submit it alone.
claims-payee = Some payments wait for a bank profile, which a global administrator of your company enters.
claims-payee-link = See bank profiles
claims-empty-needs-you = Nothing waits for you. The draft of a payment request appears a moment after you redeem a voucher.
claims-empty-redeem = See vouchers that are ready to redeem
claims-empty-with-program = Nothing is with the program. What you submit appears here until it is paid.
claims-empty-drafts = See what you can submit
claims-empty-paid = Nothing is paid yet. Payment is expected within 30 days of the approval.
claims-empty-closed = No payment request was rejected, withdrawn or submitted too late.
claims-empty-filtered = No payment request matches the filters.
claims-correct = Correct the filters to see payment requests.
claims-export-tab = Export this list:
claims-export-all = Export the payment requests of all statuses, with these filters:

# What comes next for a payment request.
claim-next-submit = Submit the payment request
claim-next-submit-text = Submit it by { $day }.
claim-next-blocked = It cannot be submitted yet
claim-next-blocked-text = The deadline stays { $day }.
claim-next-correct = Correct it and submit it again
claim-next-correct-text = The program sent it back. Submit it again by { $day }.
claim-next-wait-review = Wait for the review
claim-next-wait-review-text = Submitted on { $day }. The program reviews it; payment is expected within 30 days of the approval.
claim-next-wait-decision = Wait for the decision
claim-next-wait-decision-text = Submitted on { $day }. The program is reviewing it; payment is expected within 30 days of the approval.
claim-next-wait-payment = Wait for the payment
claim-next-wait-payment-text = Approved. Payment is expected by { $day }.
claim-next-scheduled = Wait for the payment
claim-next-scheduled-text = The payment is scheduled. It is expected by { $day }.
claim-next-held = The payment is on hold
claim-next-held-text = The program holds the payment, which was expected by { $day }. It tells you when it lifts the hold.
claim-next-paid = Nothing to do: it is paid
claim-next-paid-text = Paid on { $day }.
claim-next-disputed = Wait for the answer to your dispute
claim-next-disputed-text = Paid on { $day }. The program answers your dispute.
claim-next-returned = Check your bank profile
claim-next-returned-text = The payment came back on { $day }, and the payer pays again. A global administrator of your company changes the bank profile.
claim-next-rejected-open = Correct it, if you can
claim-next-rejected-open-text = Rejected. You can correct it and submit it again by { $day }.
claim-next-rejected = Nothing to do: it is rejected
claim-next-rejected-text = Rejected. It could be corrected until { $day }.
claim-next-expired = Nothing to do: it has expired
claim-next-expired-text = It was not submitted by { $day }.
claim-next-withdrawn = Nothing to do: it is withdrawn
claim-next-withdrawn-text = Your company withdrew it; no payment follows.
claim-next-withdrawn-open = Nothing to do: it is withdrawn
claim-next-withdrawn-open-text = Your company withdrew it; no payment follows. You can reinstate it until { $day }.

# A payment request.
claim-comment = Comment of the program
claim-correct-report = Reopen the completion report, if it has to be corrected
claim-correct-report-again = Correct the completion report and submit it again
claim-correct-files = Add files, if some are missing or wrong
claim-correct-by-admin = If the completion report or the files have to be corrected, a partner administrator of your company does it.
comments-title = Comments
comments-none = Nobody has written a comment yet.
comment-side-partner = Your company
comment-side-operations = The program
comment-field-text = Write a comment
comment-field-text-hint = The program and your company read it. At most 2,000 characters.
comment-text-missing = Write a comment first
comment-send = Send the comment
claim-obstacles = It cannot be submitted yet
claim-to-payees = Bank profiles of this program
claim-back = Back to the payment request
claim-amount-none = Not priced yet
claim-amount-rate = { $days }, { $rate } a day
claim-act-submit = Submit
claim-act-submit-again = Correct and submit again
claim-act-save = Prepare the draft
claim-facts = Details
claim-fact-voucher = Voucher
claim-fact-amount = Amount
claim-fact-due = Deadline to submit
claim-fact-invoice = Invoice number
claim-fact-order = Purchase order
claim-fact-saved-invoice = Invoice number in the draft
claim-fact-saved-order = Purchase order in the draft
claim-fact-copy = Invoice itself needed
claim-fact-reference = Reference number
claim-fact-submitted = Submitted at
claim-fact-approved = Approved at
claim-fact-expected = Payment expected by
claim-dispute = Your dispute
claim-payments = Payments
claim-col-payment = Payment
claim-col-event = Status
claim-col-at = Reported for
claim-done-saved = The draft is saved
claim-done-saved-text = It is not submitted yet; you can go on at any time until the deadline.
claim-done-submitted = The payment request is submitted
claim-done-submitted-text = Its reference number is below. The program reviews it next; you are told by e-mail.
claim-done-withdrawn = The payment request is withdrawn
claim-done-withdrawn-text = No payment follows for this voucher.
claim-done-reinstated = The payment request is reinstated
claim-done-reinstated-text = What was entered before is kept. It is not submitted yet.
claim-done-commented = Your comment is sent
claim-done-commented-text = The program sees it with the payment request.
claim-done-disputed = The program has your dispute
claim-done-disputed-text = It answers here and by e-mail. Until then nothing changes about the payment.

# Submitting one.
submit-title = Submit the payment request
submit-lead = Amount: { $amount }. Issue an invoice for it, and enter its number.
submit-field-invoice-number = Invoice number
submit-field-invoice-number-hint = Your own number. Each belongs to one payment request, or to those that you submit together.
submit-field-purchase-order = Purchase order (optional)
submit-field-purchase-order-hint = The payer's number, where you have one.
submit-field-comment = Your answer to the program
submit-field-comment-hint = Say what you changed, in at most 2,000 characters. It is sent when you submit; a saved draft does not keep it.
submit-comment-missing = Say what you changed
submit-invoice-missing = Enter the invoice number
submit-order-none = None
submit-copy-file = The program also needs the invoice as a file: upload it on the page of the payment request once its number is entered.
submit-copy-paper = The program also needs the original of the invoice on paper.
bill-to = Make the invoice out to
bill-to-country = Make the invoice for { $country } out to
bill-to-tax-number = Tax number: { $number }
bill-to-sample = These are sample values.
submit-closed = It cannot be submitted today. You can save the draft and submit it later; the deadline stays.
submit-continue = Continue
submit-check-title = Check and submit the payment request
submit-sent = This is sent
submit-then-review = The program reviews it, and approves it, sends it back with a comment, or rejects it.
submit-then-payment = Payment is expected within 30 days of the approval.
submit-yes = Yes, submit it
submit-no = No, change it
submit-nothing-yet = Nothing is submitted until you choose the first button.

# Withdrawing, disputing.
withdraw-title = Withdraw the payment request
withdraw-consequence = Your company gives up this payment: there is no other payment request for the voucher. You can reinstate it until { $day } (UTC).
withdraw-consequence-final = Your company gives up this payment for good: there is no other payment request for the voucher, and the last day to reinstate it is over.
withdraw-button = Yes, withdraw it
withdraw-keep = No, keep it
reinstate-title = Reinstate the payment request
reinstate-consequence = The payment request can be submitted again, until { $day }. What was entered before is kept.
reinstate-button = Yes, reinstate it
reinstate-keep = No, leave it withdrawn
dispute-title = Dispute the payment
dispute-consequence = The program checks what was paid and answers you. The payment stays as it is until then.
dispute-open = A dispute is open already. Another text replaces it.
dispute-field-comment = What is wrong with the payment?
dispute-field-comment-hint = Say what you expected and why, in at most 2,000 characters.
dispute-comment-missing = Say what is wrong with the payment
dispute-button = Send the dispute

# Submitting several.
many-title =
    { $n ->
        [one] Check and submit 1 payment request
       *[other] Check and submit { $n } payment requests
    }
many-lead = One invoice covers all of them. Each country and program gets a reference number of its own.
many-claims =
    { $n ->
        [one] 1 payment request
       *[other] { $n } payment requests
    }
many-left-out =
    { $n ->
        [one] 1 selected voucher is left out: it cannot be submitted any more
       *[other] { $n } selected vouchers are left out: they cannot be submitted any more
    }
many-answers =
    { $n ->
        [one] 1 selected payment request was sent back: answer the program on its own page
       *[other] { $n } selected payment requests were sent back: answer the program on the page of each
    }
many-invoice = Invoice
many-order-hint = Blank keeps that of each draft.
many-total = Total of the invoice
many-yes =
    { $n ->
        [one] Yes, submit 1 payment request
       *[other] Yes, submit { $n } payment requests
    }
many-no = No, go back
many-done-title =
    { $n ->
        [one] 1 payment request is submitted
       *[other] { $n } payment requests are submitted
    }
many-part-title = { $n } of { $all } payment requests are submitted
many-keep = Keep the reference numbers:
many-none-lead = Correct what is said for each, and submit them again.
many-results = Outcome of each
many-col-outcome = Reference number or reason
many-then = What happens next
many-invoice-itself = Upload or send the invoice itself
many-to-list = See what still needs you
many-to-program = See what is with the program

# Bank profiles.
payees-title = Where you are paid
payees-lead = The payer sends the money for a program to bank profiles, by location. They can be registered after the first redemption under the program. Only the payer knows the account numbers; this portal never shows them.
payees-others = Global administrators of your company, whose accounts cover all of its locations, enter bank profiles.
payees-empty = The programs cannot be shown right now. Open the page again in a moment.
payees-col-status = Status
payees-col-profiles = Bank profiles
payees-registered = Registered
payees-not-registered = Not registered
payees-waited-for = Payments wait
payees-profile = { $label }, { $currency }: { $locations }
payees-locations =
    { $n ->
        [one] 1 location
       *[other] { $n } locations
    }
payees-waiting =
    { $n ->
        [one] 1 payment request waits for it.
       *[other] { $n } payment requests wait for it.
    }
payees-waiting-unknown = It cannot be shown right now which payment requests wait.
payee-title = Bank profiles of { $program }
payee-lead = Enter the bank profiles as the payer gave them to you, then choose one for each location.
payee-hint = To remove a bank profile, clear its fields. Its currency is that of the payment; the payer converts nothing.
payee-profile = Bank profile { $n }
payee-id = Id at the payer
payee-label = Name
payee-currency = Currency
payee-choice = { $title }: { $label }, { $currency }
payee-choice-none = Not paid yet
payee-more = Add more bank profiles
payee-locations = Locations
payee-no-locations = Your company has no location yet. Add one under Locations.
payee-location-blank = This bank profile is blank. Enter it, or choose another one.
payee-save = Save the bank profiles
payee-back = Back to all programs
payee-none = Your company is not registered to be paid for this program.
payee-waiting-link = See them
payee-stored-title = Stored now
payee-stored = { $id }, { $currency }
payee-stored-unpaid = No bank profile
payee-done-saved = The bank profiles are saved
payee-done-saved-text = Payment requests can be submitted for every location that has one in the right currency.

# The statement.
statement-title = Statement for { $period }
statement-export = Export this statement:
statement-title-unknown = Statement
statement-as-of = As of { $at }.
statement-periods = Other periods
statement-field-month = Month
statement-go = Show
statement-month-wrong = Enter a month such as 2026-11
statement-correct = Enter a month to see its payments.
statement-empty = Nothing was paid in this period.
statement-empty-waiting = See which payments are expected, and when
statement-empty-drafts = See what you can submit
statement-total = Paid
statement-returns = A negative amount is money that came back: it counts on the day of its return, so that the statement of an earlier period never changes.
statement-col-day = Day
statement-col-voucher = Voucher
statement-col-reference = Reference and invoice
statement-col-payment = Payment

# The invoice itself.
claim-invoice-waits-file = The program needs the invoice itself before it can approve the payment.
claim-invoice-waits-paper = The program needs the original of the invoice on paper before it can approve the payment.
claim-invoice-before-file = The program also needs the invoice as a file. Upload it before or after you submit; the payment cannot be approved without it.
claim-invoice-before-paper = The program also needs the original of the invoice on paper. Send it before or after you submit; the payment cannot be approved without it.
claim-to-invoice-file = Upload the invoice
claim-to-invoice-paper = Where to send the original
claim-check-payee = Before the payer pays again, make sure that the bank profile is right.
invoice-title = Invoice { $number }
invoice-title-none = Invoice
invoice-lead-none = Enter the number of your invoice first. The invoice itself is then uploaded or sent under this number.
invoice-lead-file = Upload the invoice. The payment cannot be approved until it has arrived. One file serves all payment requests with this invoice number.
invoice-lead-waiting = The file is being uploaded or checked. If the upload was interrupted, choose the same file again.
invoice-lead-rejected = The file was not accepted. Below is why; upload it again.
invoice-lead-received = The program has the invoice. One file serves all payment requests with this invoice number.
invoice-lead-paper = Send the original to the address below. The program notes here when it arrives; the payment cannot be approved before.
invoice-lead-paper-received = The original arrived on { $day }. It counts for every payment request under this number.
invoice-others = A partner administrator or incentives administrator of your company, whose account covers all of its locations, uploads it.
invoice-enter = Enter the invoice number
invoice-file = File
invoice-add = Upload the invoice
invoice-replace = Upload another file
invoice-field-files = Invoice
invoice-field-files-limits = One file: { $types }; at most { $size }. Nothing encrypted or protected by a password. Another file replaces it.
invoice-copy-received = { $form } (arrived)
invoice-copy-missing = { $form } (not arrived yet)
