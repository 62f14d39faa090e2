# The overview, the first page.
nav-overview = Overview
overview-title = Overview
overview-lead = As of { $day }.
overview-redeem = Redeem vouchers
overview-not-shown = Vouchers, payments and deadlines cannot be shown now. Open the page again later.
overview-incomplete = Some vouchers, payment requests or rates could not be read, so the figures are incomplete.
overview-programs-not-shown = Your programs cannot be shown in full now. Open the page again later.

# What needs the reader.
overview-needs = What needs you
overview-needs-none = Nothing needs you now.
overview-needs-others =
    { $n ->
        [one] 1 more is in the lists of vouchers and payment requests.
       *[other] { $n } more are in the lists of vouchers and payment requests.
    }
need-claim-sent-back = Correct a payment request that was sent back
need-payment-returned = Check the bank profile of a returned payment
need-invoice-due = Supply the invoice of a payment request
need-file-rejected = Upload a file again
need-files-due = Upload the files of an engagement
need-report-due = Submit a completion report
need-ready-to-redeem = Redeem a voucher
need-claim-to-submit = Submit a payment request
need-renewal = Renew an enrollment
need-tag-claim-sent-back = Sent back
need-tag-payment-returned = Returned
need-tag-invoice-due = Invoice needed
need-tag-file-rejected = Not accepted
need-tag-files-due = Files due
need-tag-report-due = Report due
need-tag-ready-to-redeem = Ready
need-tag-claim-to-submit = To submit
need-tag-renewal = Renewal due

# Programs and the matters of a global administrator.
overview-programs = Your programs
overview-requirements = Requirements
overview-programs-none = Your company has not begun to qualify for a program.
overview-company = Your company
overview-agreement = Provider agreement
overview-agreement-text = Every enrollment needs the signature of the version in force.
overview-agreement-done = Signed
overview-agreement-open = To sign
overview-payees = Bank profiles
overview-payees-text = A payment request can be submitted once its program has a bank profile.
overview-payees-done = Registered
overview-payees-open = Missing for { $programs }
overview-people = People
overview-people-text = Who has acted for your company, with which roles.

# Stages from reservation to payment.
overview-stages = Your vouchers, from reservation to payment
overview-vouchers = All vouchers
overview-stage-reserved = Reserved
overview-stage-in-delivery = In delivery
overview-stage-report-due = Report due
overview-stage-ready-to-redeem = Ready to redeem
overview-stage-claim-to-submit = Payment to request
overview-stage-with-program = With the program
overview-stage-paid = Paid in 12 months

# The next 60 days.
overview-calendar = The next 60 days
overview-calendar-about =
    { $vouchers ->
        [one] 1 voucher expires
       *[other] { $vouchers } vouchers expire
    }, { $claims ->
        [one] 1 payment request is due
       *[other] { $claims } payment requests are due
    } and { $enrollments ->
        [one] 1 enrollment
       *[other] { $enrollments } enrollments
    } must be renewed.
overview-week = 7 days
overview-lane-voucher = Vouchers expire
overview-lane-claim = Payment requests are due
overview-lane-enrollment = Enrollments must be renewed
overview-ends-voucher = Voucher expires
overview-ends-claim = Payment request is due
overview-ends-enrollment = Enrollment must be renewed
overview-as-table = Show as a table
overview-deadlines = The next deadlines
overview-deadlines-none = No deadline is ahead.
overview-col-voucher = Voucher and customer
overview-col-what = What
overview-col-day = Day
overview-col-amount = Amount
overview-col-month = Month

# Payments and payment requests.
overview-paid = Paid by month
overview-paid-none = Nothing was paid in the last 12 months.
overview-paid-units = Bars in { $currency }
overview-paid-thousands = Bars in thousand { $currency }
overview-paid-about = In 12 months: { $totals }.
overview-paid-nothing = None
overview-claims = Open payment requests
overview-claims-all = All payment requests
overview-claims-none = No payment request is open.

# The first steps of a company.
overview-steps = First steps
first-step-open = To do
first-step-by-program = With the program
first-step-by = Waits for: { $role }
first-step-later = Cannot start yet
first-step-register = Have your company registered
first-step-register-text = The program registers your company with its membership.
first-step-qualify = Meet the requirements of a program
first-step-qualify-text = Competency, compliance training and consultant exams, as recorded by the program.
first-step-sign = Sign the provider agreement
first-step-sign-text = A global administrator reads and signs it.
first-step-enroll = Enroll in the program
first-step-enroll-text = A partner administrator enrolls for a year; once a location is added, you can reserve vouchers.
first-step-profile = Write your profile
first-step-profile-text = Customers find your company by it in the provider directory.
