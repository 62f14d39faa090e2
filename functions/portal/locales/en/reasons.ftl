# Reasons for which the API refuses something, by code: what is wrong, and what to do next. Variables are the values of
# the reason. A sentence `reason-<code>-with-<value>` says more where the reason has that value.

# Vouchers and reservations.
reason-not-found-or-mismatch = There is no voucher with this number and this e-mail address. Copy both from the e-mail that your customer forwarded to you.
reason-voucher-not-found = There is no such voucher among those of your company. Check the number, or look for it in your list.
reason-expired = The voucher was valid until { $valid_until } and can no longer be used. Ask your customer whether there is another one.
reason-already-reserved = The voucher is already reserved. If you have not reserved it yourself, ask your customer which partner has.
reason-already-redeemed = The voucher is already redeemed, so nothing about it can be changed.
reason-cancelled = The voucher was cancelled and can no longer be used. Ask your customer whether there is another one.
reason-intended-for-other-company = Your customer has chosen another partner for this voucher. If you think that this is a mistake, ask your customer.
reason-enrollment-inactive = Your company has no enrollment in force for { $program }. Enroll or renew first; your company's requirements page shows what is missing.
reason-engagement-not-offered = { $program } does not offer { $engagement_type }. Choose one that it offers: { $offered }.
reason-not-eligible-engagement = Your company holds no competency that qualifies for { $engagement_type }. Choose another engagement type, or get one of these competencies: { $any_of }.
reason-length-not-allowed =
    { $days ->
        [one] { $engagement_type } is not offered in 1 day. It can have these numbers of days: { $allowed_days }. Choose another engagement type.
       *[other] { $engagement_type } is not offered in { $days } days. It can have these numbers of days: { $allowed_days }. Choose another engagement type.
    }
reason-location-not-approved = { $location_id } is not an approved location of your company. Choose another location.
reason-location-not-listed = The location { $location_id } is not in your company's profile in the provider directory. Add it to the profile, or choose another location.
reason-country-mismatch = The location is in { $location_country }, but the delivery is in { $delivery_country }. Choose a location in the country of the delivery.
reason-dates-outside-window = The engagement must end by { $valid_until }, the last valid day of the voucher. Choose earlier dates.
reason-ends-before-start = The last day cannot be before the first day, { $start_date }. Correct one of the two.
reason-starts-before-reserved = The engagement cannot start before { $reserved_on }, the day on which you reserved the voucher. Choose a later first day.
reason-starts-in-past = The engagement cannot start before today, { $today }. Choose a later first day.
reason-consultant-not-qualified = { $lead_consultant } holds no exam that qualifies for this engagement and is valid on { $day }. Name another lead consultant.
reason-repeat-15-day = This customer already has a 15-day engagement of this type. If this one is for another division or another product, say so in the reservation.
reason-terms-not-accepted = Accept the terms of the program to go on.
reason-terms-not-current = The terms that you accepted are no longer those in force, which are { $current }. Read them and accept them anew.
reason-notified-just-now = Your customer was sent this less than a minute ago. You can send it again from { $again_at } on.
reason-not-later = The voucher is already valid until { $valid_until }. Choose a later day.
reason-extension-too-long = A voucher can be extended until { $latest } at the latest, { $max_days } days from today. Choose an earlier day.
reason-assigned-with-other-terms = This voucher number was assigned before with other terms. An assignment is not changed by a second one. Reassign or extend the voucher instead.

# Files.
reason-deliverable-not-found = There is no such file for this voucher. Look for it in the list of files.
reason-deliverable-missing = No file counts as a deliverable yet. Upload at least one plan, report or other deliverable, and wait until it is checked; labs, slides, pilot results and invoices do not count.
reason-deliverable-pending =
    { $pending ->
        [one] 1 file is still to be uploaded or checked. Wait for it, or delete it.
       *[other] { $pending } files are still to be uploaded or checked. Wait for them, or delete them.
    }
reason-too-many-deliverables = A reservation can have at most { $max } files. Delete one before you add another one.
reason-size-mismatch = The size of the file differs from what was announced: it may have arrived incomplete. Upload the file again as it is now.
reason-checksum-mismatch = The content of the file differs from what was announced: it was changed after that, or damaged on the way. Upload the file again as it is now.
reason-type-mismatch = The content of the file is not of the type that its name says. Save or export it in that type, or name it after its real type, and upload that.
reason-empty-file = The file is empty. Check that you chose the right file, and upload the one with the content.
reason-unreadable-document = The file cannot be opened: it is damaged, incomplete or not a real document. Open it in the application in which you made it, save it anew, and upload that.
reason-encrypted = The file is protected by a password or by encryption, so nobody can review it. Save it without protection, and upload that.
reason-text-not-utf8 = The text of the file is in an encoding that cannot be read reliably. Save it with the encoding UTF-8, and upload that.
reason-malware-found = The malware scan found a threat in the file. Do not send the file on; clean it or make it anew on a safe computer, and upload that.
reason-not-scannable = The malware scan could not look into the file. Save it without a password and without archives inside archives, and upload that.

# Completion reports.
reason-report-not-found = There is no completion report yet. Write and save it first.
reason-report-missing = The completion report is not submitted yet. Submit it first.
reason-report-already-submitted = The completion report is submitted. Reopen it to change this.
reason-receipt-not-found = There is no receipt yet. Submit the completion report first.
reason-report-incomplete =
    { $question ->
        [onsite_days] The report must say how many days were worked on site. Fill this in and submit again.
        [offsite_days] The report must say how many days were worked off site. Fill this in and submit again.
        [walk_on_hours] The report must say how many hours of other topics there were. Fill this in and submit again.
        [delivered_from] The report must say on which day the delivery began. Fill this in and submit again.
        [delivered_to] The report must say on which day the delivery ended. Fill this in and submit again.
        [delivery_country] The report must name the country of the delivery. Fill this in and submit again.
        [lead_consultant] The report must say who led the delivery. Fill this in and submit again.
        [outcome] The report must say what the engagement produced. Fill this in and submit again.
        [current_versions] The report must say which versions the customer uses. Fill this in and submit again.
        [target_versions] The report must say which versions the customer plans to use. Fill this in and submit again.
        [seats] The report must say how many seats are in scope. Fill this in and submit again.
        [no_extra_fee] The report must say that the customer was charged no extra fee. Fill this in and submit again.
       *[other] An answer is missing in the report. Fill it in and submit again.
    }
reason-engagement-not-finished = The engagement ends on { $ends_on }. If the delivery ended earlier, change the last day of the reservation first.
reason-dates-differ-from-reservation = You report a delivery on { $delivered }, but the reservation is for { $reserved }. Change the dates of the reservation to the days of the delivery first, then submit.
reason-delivered-before-reserved = You report a delivery from { $delivered_from } on, but the voucher was reserved on { $reserved_on }. Days before that cannot be reported.
reason-days-mismatch =
    { $days ->
        [one] The voucher is for 1 day, but the days on site and off site add up to { $reported }. Correct them.
       *[other] The voucher is for { $days } days, but the days on site and off site add up to { $reported }. Correct them.
    }
reason-offsite-too-long = The days off site are { $reported }, but at most { $max } are allowed. Correct the number of days.
reason-walk-on-too-long = The hours of other topics are { $reported }, but at most { $max } are allowed. Correct the number of hours.
reason-extra-fee-charged = The customer must not be charged an extra fee for the planning. The report can be submitted only when it says that there was none.
reason-handover-missing = The report must say on which day the deliverable was handed over to the customer. Fill in the day.
reason-handover-outside = The deliverable cannot have been handed over on { $handed_over_on }. The day must not be before the first delivered day, nor after { $latest }.
reason-handover-outside-with-earliest = The deliverable cannot have been handed over on { $handed_over_on }. Enter a day from { $earliest }, the first delivered day, to { $latest }.

# Companies, programs and enrollments.
reason-program-not-found = There is no program { $program }. Choose one from the list of programs.
reason-program-retired = { $program } is retired: no company can enroll or renew any more. Choose another program.
reason-company-not-found = There is no such company. Check the company's id.
reason-company-not-registered = The company is not registered. The program's operations register it; ask them to do so.
reason-evidence-not-found = There is no such evidence. Look for it in the company's list of evidence.
reason-profile-not-found = The company has no profile yet. Write one first.
reason-provider-not-found = This company is not in the provider directory. Look for another one there.
reason-not-eligible =
    { $requirement ->
        [competency] The company needs a competency that qualifies and is valid today. Have it recorded by the program's operations.
        [compliance_training] A person of the company must have passed the compliance training. Have it recorded by the program's operations.
        [consultant_exam] A consultant of the company needs an exam that qualifies and is valid today. Have it recorded by the program's operations.
       *[other] A requirement of the program is not met. The requirements page shows what is missing.
    }
reason-not-eligible-with-any-of =
    { $requirement ->
        [competency] The company needs one of these competencies: { $any_of }. Have it recorded by the program's operations.
        [compliance_training] A person of the company must have passed the compliance training. Have it recorded by the program's operations.
        [consultant_exam] A consultant of the company needs an exam of one of these: { $any_of }. Have it recorded by the program's operations.
       *[other] The company needs one of these: { $any_of }. Have it recorded by the program's operations.
    }
reason-not-eligible-with-valid-from = { $held } counts only from { $valid_from } on. Wait until that day.
reason-not-eligible-with-valid-until = { $held } counted until { $valid_until }. Renew it, and have it recorded by the program's operations.
reason-agreement-not-signed = The provider agreement { $version } is not signed yet. A global administrator of your company must sign it first.
reason-agreement-not-current = The agreement that was shown is no longer the one in force, which is { $current }. Read it here and sign it.
reason-already-enrolled = The company is already enrolled in this program. There is nothing to do.
reason-membership-expiring = The company's membership ends on { $membership_ends_on }. Within { $within_days } days of its end, renew the membership first.
reason-enrollment-suspended = The enrollment is suspended. Only the program's operations can lift the suspension; tell them how the cause is resolved.
reason-renewal-too-early = The enrollment can be renewed from { $renewable_from } on. Come back on that day.
reason-enrollment-not-in-force = The enrollment is not in force, so this is not possible.
reason-enrollment-not-found = The company has no enrollment in this program. Enroll first.

# Payment requests and payees.
reason-claim-not-found = There is no such payment request among those that you may see. Look for it in your list.
reason-redemption-not-found = There is no such redemption among those that you may see. Its vouchers are in your list of redeemed vouchers.
reason-wrong-claim-status =
    { $status ->
        [draft] The payment request is not submitted yet, so this is not possible now.
        [submitted] The payment request is submitted and waits for review, so this is not possible now.
        [under_review] The payment request is under review, so this is not possible now.
        [action_required] The payment request was sent back for changes, so this is not possible until it is submitted again.
        [approved] The payment request is approved, so this is not possible any more.
        [on_hold] The payment is on hold, so this is not possible now.
        [scheduled] The payment is scheduled, so this is not possible any more.
        [paid] The payment request is paid, so this is not possible any more.
        [payment_failed] The payment was returned, so this is not possible now.
        [rejected] The payment request was rejected, so this is not possible now.
        [expired] The payment request has expired, so this is not possible any more.
        [withdrawn] The payment request was withdrawn, so this is not possible any more.
       *[other] The payment request does not allow this now. Open it again to see what can be done.
    }
reason-no-rate = There is no rate for { $program } in { $country } on { $redeemed_on }, the day of redemption. The program's operations must add one; ask them to do so.
reason-payee-not-registered = Your company is not registered yet to be paid for { $program }. A global administrator of your company must register it first.
reason-location-not-mapped = The location { $location_id } has no bank profile. A global administrator of your company must choose one for it first.
reason-currency-mismatch = The payment is in { $claim_currency }, but the bank profile of the location is for { $profile_currency }. A global administrator of your company must choose a bank profile for { $claim_currency }.
reason-invoice-number-used = The invoice number { $invoice_number } was used for another payment request. Enter another one.
reason-invoice-missing = The invoice { $invoice_number } itself did not arrive yet. It can be approved afterwards.
reason-invoice-not-found = There is no such invoice.
reason-submissions-frozen = No payment can be requested for { $country } until the end of { $frozen_until }. Submit after that day; deadlines do not change.
reason-past-due = The payment had to be requested by { $due_on }. The payment request can no longer be submitted.
reason-comment-missing = The program asked for changes. Say in a comment what you changed.
reason-claim-paid = The payment request is paid, so it takes no comments any more. If something is wrong with the payment, dispute it.
reason-too-many-comments = A payment request can have at most { $max } comments. Write to the program by e-mail.
reason-four-eyes = A person who redeemed the voucher, prepared or submitted the payment request, or belongs to the company cannot approve it. Ask a colleague to decide.
reason-no-redeemed-voucher-yet = No voucher of { $program } is redeemed yet. Your company can be registered to be paid after its first redemption.
reason-amount-mismatch = The amount is not that of the payment request. Check the amount and the currency.
reason-payment-before-approval = The payment request was approved on { $approved_on }. Enter a day of payment that is not before that day.
reason-too-many-payments = At most { $max } payments can be reported for a payment request.
# The same, where a list of payment requests names the cause without values.
draft-reason-no-rate = There is no rate for its country, program and day. The program's operations must add one.
draft-reason-payee-not-registered = Your company is not registered yet to be paid for this program. A global administrator must register it first.
draft-reason-location-not-mapped = The location has no bank profile. A global administrator must choose one for it first.
draft-reason-currency-mismatch = The bank profile of the location is for another currency. A global administrator must choose one for the currency of the payment.
draft-reason-report-missing = The completion report is reopened. Submit it again first.
draft-reason-deliverable-pending = Files are still to be uploaded or checked. Wait until they are, or delete them.

# Values that were typed.
reason-missing = This is missing. Fill it in.
reason-wrong-type = Enter a number, or a value of the right kind.
reason-unknown-field = The form has a field that is not known here. Open the page again and send the form from there.
reason-unknown-parameter = The address of the page has a part that is not known here or is given twice. Open the page from the navigation.
reason-too-short = This is too short. Enter more.
reason-too-short-with-min =
    { $min ->
        [one] This must not be empty. Fill it in.
       *[other] This is too short. Enter at least { $min } characters, or that many entries in a list.
    }
reason-too-long =
    { $max ->
        [one] This is too long. Enter a single character, or a single entry in a list.
       *[other] This is too long. Enter at most { $max } characters, or that many entries in a list.
    }
reason-out-of-range = Enter a number from { $min } to { $max }.
reason-not-whole = Enter a whole number from { $min } to { $max }.
reason-not-one-of = This is not one of the possible values. Choose one that the page offers.
reason-bad-character = A character in this value is not allowed. Remove it, or type the value instead of pasting it.
reason-bad-character-with-character = The character “{ $character }” is not allowed here. Remove it.
reason-not-a-date = Enter a day with year, month and day, such as 2026-11-25.
reason-not-an-instant = Enter a day and a time with the time zone, such as 2026-11-25T09:30:00Z.
reason-day-out-of-range = This day is not possible. Enter another one, not before { $first }.
reason-day-out-of-range-with-last = This day is not possible. Enter a day from { $first } to { $last }.
reason-not-an-email = Enter an e-mail address such as lin@example.com.
reason-not-a-country = This is not a country that is known here. Choose one from the list.
reason-not-a-currency = This is not a currency that is in use. Enter its three letters, such as USD or TWD.
reason-currency-withdrawn = This currency is no longer in use. Enter { $successor } instead.
reason-not-a-url = Enter a web address that begins with https://.
reason-not-a-language = This is not a language that is known here. Choose one from the list.
reason-not-a-digest = The checksum of the file is not a valid one. Choose the file again.
reason-not-a-file-name = This is not a valid file name. Give the file a name without slashes, and choose it again.
reason-not-a-program = There is no such program. Choose one of these: { $allowed }.
reason-in-the-future = This lies in the future. Enter a day or time that is not later than now.
reason-duplicate = This is given twice. Leave it out once.
reason-unprintable = This has no character that can be seen. Fill it in.
reason-invalid = This value does not fit together with the others. Check it and send the form again.

# Signing in and permissions.
reason-role-missing = Your account lacks a role that this needs. The help on roles explains which role may do what, and who grants it.
reason-company-missing = This needs an account that belongs to a partner company. Sign in with such an account.
reason-company-scope-missing = This concerns the whole company, but your account is limited to some of its locations. Ask a colleague who acts for the whole company.
reason-location-missing = Your account is not allowed to act for the location { $location_id }. Ask a colleague who is.
reason-token-expired = Your sign-in has expired. Sign in again.
reason-token-not-yet-valid = Your sign-in is not valid yet. Wait a minute and sign in again.
reason-token-missing = You are not signed in. Sign in and try again.
reason-token-malformed = Your sign-in cannot be read. Sign in again.
reason-token-too-long = Your sign-in holds more than { $max_bytes } bytes of data. Ask whoever manages the accounts to give yours fewer groups.
reason-token-algorithm = Your sign-in is signed in a way that is not accepted here. Sign in again; if this does not help, ask the program's operations.
reason-token-audience = Your sign-in is meant for another service. Sign out, and sign in from this portal.
reason-token-claim = Your sign-in lacks something that is needed here. Sign in again; if this does not help, ask the program's operations.
reason-token-issuer = Your sign-in is from another place than { $issuer }. Sign out, and sign in from this portal.
reason-token-kid-missing = Your sign-in does not say with which key it is signed. Sign in again; if this does not help, ask the program's operations.
reason-token-signature = The signature of your sign-in is wrong. Sign out, and sign in again.
reason-token-unknown-key = Your sign-in is signed with a key that is not known here. Sign out, and sign in again.

# What a page can meet besides.
reason-not-found = There is no such thing, or you may not see it. Look for it in your list.
reason-unavailable = A part of the system is busy right now. Wait a moment and send the same again.
reason-internal = Something went wrong in the system. Try again later; if it happens again, ask for help.
reason-bad-cursor = This page of the list no longer exists. Go back to the first page of the list.
reason-forbidden = Your account is not allowed to do this. The help on roles explains which role may do what, and who grants it.
reason-unauthenticated = You are not signed in. Sign in and try again.
reason-idempotency-key-reused = This form was sent before with other contents. Open the page again and send the form from there.
reason-invalid-request = Something in the form needs correction. Check what you entered.
reason-malformed-request = The form could not be read. Open the page again and send the form from there.
reason-unsupported-media-type = The form could not be read in this form of data. Open the page again and send the form from there.
reason-precondition-failed = Somebody changed this since you opened the page. Open the page again, compare, and send your change once more.

# Mails that assign vouchers.
reason-ambiguous = The mail gives several values for the same thing. Send it again with one value for each.
reason-not-a-message = This is not an e-mail message. Send the whole message as it arrived.
reason-not-an-assignment = The mail does not contain the assignment in the agreed form. Send it again in that form.
reason-not-authenticated = The mail's sender could not be verified. Send it from a mail system that signs its messages.
reason-not-first-hand = The assignment is in a quoted or forwarded text. Send it in a new message.
reason-sender-not-allowed = The sender's address is not one that may assign vouchers. Send the mail from an agreed address.
reason-too-large = This is too large. Send something smaller.
reason-unreadable-part = A part of the mail cannot be read. Send it again as plain text.

# Signed messages of other systems.
reason-signature-malformed = The header { $header } of the message is not in the agreed form. Correct it and send the message again.
reason-signature-mismatch = No signature fits the content of the message. Sign it with the agreed secret and send it again.
reason-signature-missing = The message lacks the header { $header }. Sign it and send it again.
reason-signature-too-many = The message carries more than { $max } signatures. Send it again with fewer signatures.
reason-signature-too-new = The message was signed more than { $tolerance_seconds } seconds in the future. Set the sender's clock and send it again.
reason-signature-too-old = The message was signed more than { $tolerance_seconds } seconds ago. Sign it anew and send it again.
