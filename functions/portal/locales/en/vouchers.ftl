# Texts of the vouchers pages.

# Facts that several pages show.
days-count = { $n ->
    [one] { $n } day
   *[other] { $n } days
    }
days-left = { $n ->
    [one] { $n } day left
   *[other] { $n } days left
    }
days-left-none = last day today
days-left-over = over
fact-customer = Customer
fact-contact = Customer contact
fact-country = Country
fact-program = Program
fact-days = Length
fact-expires = Last valid day
fact-location = Location
fact-engagement = Engagement type
fact-dates = Dates
fact-consultant = Lead consultant
fact-attendees = Attendees
fact-attendees-none = None named
fact-repeat = Second engagement of 15 days
fact-terms = Terms
fact-terms-accepted = Accepted, version { $version }
fact-reserved = Reserved at
fact-notified = Last sent to the customer
fact-redeemed = Redeemed at
fact-claim = Payment request
fact-claim-due = Submit it by { $day }
fact-with-note = { $text } ({ $note })
crumbs-label = You are here

# How far a voucher has come.
stage-assigned = Assigned
stage-reserved = Reserved
stage-delivery = In delivery
stage-report-due = Report due
stage-rejected = File not accepted
stage-submitted = Report submitted
stage-ready = Ready to redeem
stage-redeemed = Redeemed
stage-expired = Expired
stage-cancelled = Cancelled

# The list.
vouchers-title = Choose a voucher to work on
vouchers-validate = Validate and reserve a voucher
vouchers-tabs = Vouchers by status
vouchers-everywhere = Search in all statuses
vouchers-filter = Filter and sort
vouchers-any = All
vouchers-apply = Apply
vouchers-field-q = Voucher number or customer
vouchers-field-program = Program
vouchers-field-location-id = Location
vouchers-field-country = Country
vouchers-field-expiring-before = Expiring before
vouchers-field-sort = Order
vouchers-sort-deadline = Deadline, earliest first
vouchers-sort-deadline-last = Deadline, latest first
vouchers-sort-customer = Customer, A to Z
vouchers-sort-reserved-at = Reserved first
vouchers-sort-reserved-at-last = Reserved last
vouchers-chips = Active filters
vouchers-chip-remove = : remove this filter
vouchers-chip-q = Search: { $value }
vouchers-chip-program = Program: { $value }
vouchers-chip-location-id = Location: { $value }
vouchers-chip-country = Country: { $value }
vouchers-chip-expiring-before = Expiring before { $value }
vouchers-chip-can = { $value }
vouchers-clear = Remove all filters
vouchers-caption = Vouchers of your company
vouchers-col-voucher = Voucher and customer
vouchers-col-service = Engagement
vouchers-col-place = Location and dates
vouchers-col-deadline = Deadline
vouchers-col-state = State
vouchers-program = { $days ->
    [one] { $program }, { $days } day
   *[other] { $program }, { $days } days
    }
vouchers-pages = Pages of the list
vouchers-first = First page
vouchers-next = Next
vouchers-more = More may follow on the next page.
vouchers-empty-reserved = A voucher appears once you reserve it.
vouchers-empty-redeemed = A voucher appears here once it is redeemed.
vouchers-empty-expired = No voucher of your company has expired.
vouchers-empty-filtered = No voucher matches the filters.
vouchers-correct = Correct the filters to see vouchers.
vouchers-partial = Some names could not be read; their codes are shown. Load the page again to see the names.
vouchers-export = Export this list:
vouchers-export-xlsx = Excel workbook
vouchers-export-csv = CSV
vouchers-done-cancelled = The reservation of { $number } is cancelled. The customer contact is told by e-mail.

# Validating.
validate-title = Validate a voucher
validate-lead = Use the voucher number and the e-mail address that the customer gave you. Nothing is changed by validating.
validate-field-voucher-number = Voucher number
validate-field-voucher-number-hint = For example SA-7KQ2-M9XD-3FHT
validate-field-admin-email = E-mail address of the customer contact
validate-field-admin-email-hint = The address to which the voucher was assigned
validate-or = Or paste the whole e-mail that the customer forwarded to you:
validate-field-mail = Assignment e-mail
validate-field-mail-hint = The voucher number and the address are taken from it where you left the fields above empty.
validate-button = Validate
validate-number-missing = Enter the voucher number, or paste the e-mail
validate-number-wrong = A voucher number has 6 to 40 letters, digits and hyphens
validate-number-not-found = The voucher number was not found in the pasted text; enter it above
validate-email-missing = Enter the e-mail address of the customer contact, or paste the e-mail
validate-email-wrong = Enter an e-mail address such as name@customer.example
validate-email-not-found = The e-mail address of the customer's contact was not found in the pasted text; enter it above
validate-mismatch = There is no voucher with this number and this e-mail address. Compare both with the customer's e-mail.
validated-title = You can reserve this voucher
validated-title-not = You cannot reserve this voucher
validated-obstacles = { $n ->
    [one] This stands in the way
   *[other] { $n } things stand in the way
    }
validated-facts = The voucher
validated-reserve = Reserve this voucher
validated-another = Validate another voucher
validated-link-voucher = Open the voucher, if your company holds it
validated-link-requirements = See the requirements

# Reserving.
reserve-step-location = Location
reserve-step-engagement = Engagement
reserve-step-dates = Dates
reserve-step-people = People
reserve-step-check = Check
reserve-continue = Continue
reserve-back = Back
reserve-stop = Stop without reserving
reserve-change = Change
reserve-location-title = Choose where you deliver
reserve-location-lead = The country of delivery is that of the location.
reserve-field-location-id = Location
reserve-location-missing = Choose a location
reserve-location-empty = Your company has no location at which you may reserve vouchers of this program.
reserve-location-empty-link = Add a location
reserve-location-others = Not available for this program, or not for you
reserve-engagement-title = Choose the engagement type
reserve-engagement-lead = { $days ->
    [one] The voucher is for { $days } day of { $program }.
   *[other] The voucher is for { $days } days of { $program }.
    }
reserve-field-engagement-type = Engagement type
reserve-field-repeat-15-day-exception = Does the customer have another engagement of 15 days of this type?
reserve-field-repeat-15-day-exception-hint = A customer has one at a time, unless this one is for something else.
reserve-repeat-none = No, or I do not know
reserve-engagement-choose = Choose an engagement type
reserve-engagement-empty = Your company does not qualify for an engagement type of this voucher.
reserve-engagement-others = Not available
reserve-engagement-retired = No longer offered
reserve-engagement-length = Offered in { $days } days only
reserve-engagement-missing = Missing: { $requirement }
reserve-dates-title = Enter the dates
reserve-dates-lead = { $days ->
    [one] The engagement of { $days } day begins today or later and ends by { $until }, the last valid day of the voucher.
   *[other] The engagement of { $days } days begins today or later and ends by { $until }, the last valid day of the voucher.
    }
reserve-field-start-date = First day
reserve-field-end-date = Last day
reserve-field-end-date-hint = May be empty: then it is suggested from the number of days, and you confirm it.
reserve-start-missing = Enter the first day
reserve-start-past = The first day cannot be before { $today }
reserve-date-wrong = Enter a day such as 2026-11-28
reserve-end-before-start = The last day cannot be before the first day
reserve-end-late = The last day cannot be after { $until }, the last valid day of the voucher
reserve-end-suggested = { $days ->
    [one] The last day was left empty. { $days } working day is suggested: check it and continue
   *[other] The last day was left empty. It is suggested from { $days } working days: check it and continue
    }
reserve-people-title = Name the lead consultant
reserve-people-lead = Only people with an exam that qualifies for the engagement are offered.
reserve-field-lead-consultant = Lead consultant
reserve-field-attendees = Attendees at the customer (optional)
reserve-field-attendees-hint = One e-mail address on each line, at most 50. You can send them the dates later.
reserve-field-accept-terms = I accept these terms, version { $version }
reserve-consultant-missing = Choose the lead consultant
reserve-consultant-empty = Nobody in your company holds an exam that qualifies for this engagement type.
reserve-attendees-wrong = Not an e-mail address: { $addresses }
reserve-attendees-many = Name at most { $max } attendees
reserve-terms-missing = Accept the terms to reserve the voucher
reserve-check-title = Check and reserve
reserve-refused = { $n ->
    [one] The voucher cannot be reserved like this
   *[other] The voucher cannot be reserved like this, for { $n } reasons
    }
reserve-warnings = You can reserve it, but note
reserve-answers = Your reservation
reserve-button = Reserve this voucher
reserve-correct = Correct this step: { $step }
reserve-consequence = When you reserve, the customer contact is told by e-mail, and no other partner can take the voucher.

# A voucher.
voucher-expires = Last valid day: { $day }
voucher-expires-left = Last valid day: { $day } ({ $left })
voucher-tasks = From the dates to the payment
voucher-facts = Details
voucher-history = History
voucher-history-late = Newest first. The last event may appear a moment later.
timeline-by = By { $person }
timeline-terms = Terms accepted: version { $version }, { $language }
timeline-by-licensing = By the licensing side
timeline-by-payer = By the payer
timeline-by-system = By the system
timeline-nothing = nothing
voucher-done-reserved = The voucher is reserved
voucher-done-reserved-text = The customer contact is told by e-mail. Send the customer dates and attendees, deliver the engagement, upload the files and submit the completion report; then redeem the voucher.
voucher-done-changed = The reservation is changed
voucher-done-changed-text = If the dates changed, the customer contact is told by e-mail.
voucher-done-notified = Dates and attendees are sent
voucher-done-notified-text = The customer contact receives them by e-mail in a few minutes.
voucher-next-assigned = Nothing to do: the voucher is not reserved
voucher-next-assigned-text = A partner reserves it with its number and the address of the customer contact.
voucher-next-notify = Send the customer the dates
voucher-next-notify-text = Dates and attendees go to the customer contact by e-mail.
voucher-next-prepare = Prepare the engagement
voucher-next-prepare-text = The customer was sent the dates. Change the reservation when they move.
voucher-next-deliver = Deliver the engagement
voucher-next-deliver-text = Upload the files during the delivery, and submit the completion report after the last day.
voucher-next-files = Upload the files
voucher-next-files-text = At least one deliverable must be accepted before you can submit the completion report.
voucher-next-files-again = Upload the file again
voucher-next-files-again-text = A file was not accepted, and no other one was.
voucher-next-files-pending = Wait for the check of the files
voucher-next-files-pending-text = Files are to be uploaded or checked; delete those that you do not need.
voucher-next-report = Submit the completion report
voucher-next-report-text = The engagement has ended and files are accepted.
voucher-next-submitted = Wait until the voucher can be redeemed
voucher-next-submitted-text = The completion report is submitted. At least one deliverable must be accepted.
voucher-next-redeem = Redeem the voucher
voucher-next-redeem-text = The completion report and the files are complete.
voucher-next-claim-later = Wait for the payment request
voucher-next-claim-later-text = The draft of the payment request appears a moment after the redemption.
voucher-next-claim = Submit the payment request
voucher-next-claim-text = The draft is ready; it lapses after its last day.
voucher-next-claim-again = Correct the payment request
voucher-next-claim-again-text = The program sent it back. Read the comment, correct it and submit it again.
voucher-next-claim-running = Wait for the payment
voucher-next-claim-running-text = The payment request is with the program.
voucher-next-claim-returned = Check your bank profile
voucher-next-claim-returned-text = The payment was returned by the bank.
voucher-next-paid = Nothing to do: it is paid
voucher-next-paid-text = The payment is in your statement.
voucher-next-claim-closed = Nothing to do: the payment request is closed
voucher-next-claim-closed-text = It was rejected, withdrawn or not submitted in time.
voucher-next-expired = Nothing to do: the voucher has expired
voucher-next-expired-text = The customer can ask the licensing side to extend it.
voucher-next-cancelled = Nothing to do: the voucher is cancelled
voucher-next-cancelled-text = The licensing side took it back.

# The tasks of a voucher.
task-dates = Dates
task-files = Files
task-report = Completion report
task-redeem = Redeem
task-claim = Payment request
task-done = Completed
task-planned = Planned
task-running = In delivery
task-to-do = To do
task-started = Started
task-checking = Being checked
task-rejected = Not accepted
task-ready = Ready
task-not-yet = Cannot start yet
task-files-none = No file yet
task-files-clean = { $n ->
    [one] { $n } file accepted
   *[other] { $n } files accepted
    }
task-files-pending = { $n ->
    [one] { $n } file to be uploaded or checked
   *[other] { $n } files to be uploaded or checked
    }
task-files-rejected = { $n ->
    [one] { $n } file not accepted
   *[other] { $n } files not accepted
    }
task-report-none = Not written yet
task-report-draft = A draft is saved
task-report-submitted = Submitted
task-redeem-until = By { $day }
task-claim-none = Follows the redemption
task-claim-until = Submit it by { $day }

# Cancelling.
cancel-title = Cancel the reservation
cancel-consequence = The voucher goes back to the customer, who can give it to any partner until { $day }. Your files and report of this reservation no longer count. The customer contact is told by e-mail.
cancel-field-reason = Why do you cancel?
cancel-field-note = Note (optional)
cancel-field-note-hint = The program's operations can read it.
cancel-reason-missing = Choose a reason
cancel-button = Cancel the reservation
cancel-keep = Keep the reservation

# Sending the customer dates and attendees.
notify-title = Send the customer the dates
notify-lead = This is what the customer contact receives by e-mail.
notify-preview = What is sent
notify-change = Change dates or attendees
notify-recipient = To
notify-sent = These details were last sent at { $at }. They are sent once more.
notify-button = Send
notify-back = Back, without sending
notify-consequence = Nothing is sent before you choose to send.

# Changing.
change-title = Change the reservation
change-lead = The engagement ends by { $until }, the last valid day of the voucher. When the dates change, the customer contact is told by e-mail.
change-field-start-date = First day
change-field-end-date = Last day
change-field-location-id = Location
change-field-location-id-hint = Locations in the country of delivery
change-field-engagement-type = Engagement type
change-field-lead-consultant = Lead consultant
change-field-attendees = Attendees at the customer (optional)
change-field-attendees-hint = One e-mail address on each line, at most 50
change-nothing = Nothing is changed: change a field, or go back
change-button = Save the change
change-back = Back, without saving
