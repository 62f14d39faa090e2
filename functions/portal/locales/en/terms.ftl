# Statuses, actions, kinds and events, by the codes of the API with dashes: the event `voucher.assigned` is
# `event-voucher-assigned`.

# Vouchers: statuses, actions, what a list can be filtered by.
voucher-status-assigned = Assigned
voucher-status-reserved = Reserved
voucher-status-redeemed = Redeemed
voucher-status-expired = Expired
voucher-status-cancelled = Cancelled
voucher-action-reserve = Reserve the voucher
voucher-action-cancel = Cancel the reservation
voucher-action-reschedule = Change the reservation
voucher-action-notify = Send dates and attendees to the customer
voucher-action-upload = Upload files
voucher-action-report = Write the completion report
voucher-action-submit = Submit the completion report
voucher-action-reopen = Reopen the completion report
voucher-action-redeem = Redeem the voucher
voucher-can-redeem = Ready to redeem
voucher-can-report = Completion report to write
voucher-can-upload = Files can be uploaded
voucher-can-claim = Payment to request

# Why a reservation is cancelled, and why a second 15-day engagement is allowed.
cancel-reason-offering-changed = The offering has changed
cancel-reason-engagement-not-happening = The engagement will not take place
cancel-reason-other-partner = Another partner will deliver the engagement
repeat-exception-division = Another division or legal entity of the customer
repeat-exception-product = Another product, with a deliverable of its own

# Files: statuses and kinds.
deliverable-status-announced = To be uploaded or checked
deliverable-status-clean = Accepted
deliverable-status-rejected = Not accepted
deliverable-kind-deployment-plan = Deployment plan
deliverable-kind-upgrade-plan = Upgrade plan
deliverable-kind-migration-plan = Migration plan
deliverable-kind-vision-scope = Vision and scope
deliverable-kind-findings = Findings and recommendations
deliverable-kind-solution-brief = Solution brief
deliverable-kind-report = Report
deliverable-kind-tool-output = Tool output
deliverable-kind-custom-plan = Custom plan
deliverable-kind-lab = Lab material
deliverable-kind-slides = Slides
deliverable-kind-pilot-result = Pilot result
deliverable-kind-invoice = Invoice

# Completion reports: statuses, and what an engagement produced.
report-status-none = Not started
report-status-draft = Draft
report-status-submitted = Submitted
outcome-deployment-plan = { deliverable-kind-deployment-plan }
outcome-upgrade-plan = { deliverable-kind-upgrade-plan }
outcome-migration-plan = { deliverable-kind-migration-plan }
outcome-vision-scope = { deliverable-kind-vision-scope }
outcome-findings = { deliverable-kind-findings }

# What became of each voucher or payment request of several.
redemption-outcome-redeemed = Redeemed
redemption-outcome-refused = Not redeemed
submission-outcome-submitted = Submitted
submission-outcome-refused = Not submitted

# Payment requests: statuses, actions, payments, invoices.
claim-status-draft = Draft
claim-status-submitted = Submitted
claim-status-under-review = Under review
claim-status-action-required = Sent back
claim-status-approved = Approved
claim-status-on-hold = Payment on hold
claim-status-scheduled = Payment scheduled
claim-status-paid = Paid
claim-status-payment-failed = Payment returned
claim-status-rejected = Rejected
claim-status-expired = Expired
claim-status-withdrawn = Withdrawn
claim-action-save = Save the draft
claim-action-submit = Submit the payment request
claim-action-withdraw = Withdraw the payment request
claim-action-reinstate = Reinstate the payment request
claim-action-comment = Write a comment
claim-action-dispute = Dispute the payment
claim-action-review = Start the review
claim-action-approve = Approve
claim-action-reject = Reject
claim-action-request-changes = Send back for changes
claim-action-hold = Put the payment on hold
claim-action-release = Lift the hold
claim-action-settle = Answer the dispute
payment-event-scheduled = Scheduled
payment-event-sent = Sent
payment-event-failed = Failed
payment-event-reversed = Returned
invoice-copy-paper = Original on paper
invoice-copy-file = File

# Checks of a payment request, and the records that they compare.
check-report = Completion report
check-dates = Dates
check-deliverable = Deliverable
check-country = Country
check-length = Number of days
check-competency = Qualification
check-handover = Handover to the customer
check-source-receipt = Receipt
check-source-report = Completion report
check-source-reservation = Reservation
check-source-amendment = Change of dates
check-source-file = File
check-source-location = Location
check-source-engagement = Engagement type
check-source-evidence = Evidence
check-source-claim = Payment request

# Enrollments, eligibility and evidence.
enrollment-status-active = In force
enrollment-status-renewal-due = Renewal due
enrollment-status-grace = Grace period
enrollment-status-lapsed = Lapsed
enrollment-status-suspended = Suspended
enrollment-status-withdrawn = Withdrawn
enrollment-action-renew = Renew
enrollment-action-withdraw = Withdraw from the program
enrollment-action-suspend = Suspend
enrollment-action-reinstate = Lift the suspension
eligibility-status-not-started = Not started
eligibility-status-in-progress = In progress
eligibility-status-active = Active
evidence-kind-competency = Competency
evidence-kind-compliance-training = Compliance training
evidence-kind-consultant-exam = Consultant exam or assessment
level-silver = Silver
level-gold = Gold
offer-status-active = Offered
offer-status-retired = Retired

# People.
recipient-admin = Customer contact

# History of a voucher.
event-voucher-assigned = Voucher assigned to the customer
event-voucher-reassigned = Voucher assigned to another customer contact
event-voucher-withdrawn = Voucher cancelled
event-voucher-extended = Voucher extended
event-voucher-reserved = Voucher reserved
event-reservation-amended = Reservation changed
event-reservation-notified = Dates and attendees sent to the customer
event-reservation-cancelled = Reservation cancelled
event-deliverable-announced = File announced
event-deliverable-clean = File accepted
event-deliverable-rejected = File not accepted
event-deliverable-removed = File deleted
event-report-drafted = Completion report saved
event-report-submitted = Completion report submitted
event-report-reopened = Completion report reopened
event-voucher-redeemed = Voucher redeemed
event-voucher-reminded = Reminder of the last valid day sent
event-voucher-expired = Voucher expired

# History of a payment request.
event-claim-drafted = Draft made
event-claim-saved = Draft saved
event-claim-submitted = Payment request submitted
event-claim-review-started = Review started
event-claim-changes-requested = Sent back for changes
event-claim-approved = Payment request approved
event-claim-rejected = Payment request rejected
event-claim-held = Payment put on hold
event-claim-released = Hold lifted
event-claim-withdrawn = Payment request withdrawn
event-claim-reinstated = Payment request reinstated
event-claim-commented = Comment written
event-claim-disputed = Payment disputed
event-claim-dispute-settled = Dispute answered
event-claim-reminded = Reminder of the deadline sent
event-claim-expired = Payment request expired
event-claim-payment-reported = Payment reported by the payer
event-payee-registered = Company registered to be paid
event-payee-changed = Bank profiles changed
event-invoice-announced = Invoice uploaded
event-invoice-clean = Invoice accepted
event-invoice-rejected = Invoice not accepted
event-invoice-paper-received = Original of the invoice arrived

# History of a company and its enrollments.
event-enrollment-enrolled = Company enrolled
event-enrollment-renewed = Enrollment renewed
event-enrollment-renewal-due = Renewal due
event-enrollment-reminded = Reminder of the renewal sent
event-enrollment-grace = Grace period began
event-enrollment-lapsed = Enrollment lapsed
event-enrollment-suspended = Enrollment suspended
event-enrollment-reinstated = Suspension lifted
event-enrollment-withdrawn = Company withdrew from the program
event-company-registered = Company registered
event-company-changed = Company changed
event-agreement-signed = Agreement signed
event-location-added = Location added
event-location-changed = Location changed
event-evidence-recorded = Evidence recorded
event-evidence-changed = Evidence changed
event-evidence-withdrawn = Evidence withdrawn
event-profile-published = Profile published in the directory
event-profile-unpublished = Profile taken out of the directory
event-profile-changed = Profile changed
