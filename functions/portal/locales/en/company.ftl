# Texts of the company pages.

company-tabs-label = Your company
company-tab-requirements = Requirements and enrollment
company-tab-agreement = Agreement
company-tab-locations = Locations
company-tab-profile = Directory profile
company-tab-payees = Bank profiles
company-tab-people = People
company-crumbs-label = Where you are
company-pages-label = Pages of the list
company-pages-first = First page
company-pages-next = Next page
company-or = or

# Readers without a company.
company-none-title = These pages are for partner companies
company-none-text = Your account acts for no partner company, so there is nothing to show here. Partners see their requirements, agreement, enrollments, locations and profile on these pages.
company-none-operations = Operations see single vouchers at /vouchers/NUMBER and the people of a company at /company/people?company_id=ID. Their other tasks are done through the API.

# Requirements.
company-requirements-title = Meet the requirements and enroll
company-requirements-lead = Open a program to see what is met, what is missing and what to do next.
company-requirements-empty = There is no program at the moment. Program operations announce new ones.
company-requirements-met = { $met } of { $all } requirements met
company-column-program = Program
company-column-eligibility = Eligibility status
company-column-enrollment = Enrollment
company-program-retired = Ended on { $day }: no new enrollments
company-not-enrolled = Not enrolled
company-enrollment-unknown = Not shown
company-enrollments-not-shown = Your enrollments cannot be shown right now. Open the page again in a moment.
company-note-until = until { $day }
company-note-due = { $left }, until { $day }
company-note-grace = Renew by { $day }
company-note-lapsed = The term ended on { $day }
company-days-left =
    { $n ->
        [0] last day today
        [one] 1 day left
       *[other] { $n } days left
    }

# A program.
company-program-requirements = Requirements
company-program-engagements = Engagement types
company-program-next = Next step
company-program-enrollment = Enrollment
company-program-never-enrolled = Your company has never been enrolled in this program.
company-requirement-until = Met, valid until { $day }
company-requirement-unlimited = Met, does not expire
company-requirement-missing = Missing
company-evidence-not-shown = The evidence of your company cannot be shown right now, only whether it is enough.
company-evidence-of = { $name }: { $person }
company-evidence-until = { $name }, valid until { $day }
company-evidence-from = { $name }, counts from { $day }
company-evidence-ended = { $name }, ended on { $day }
company-any-of = One of these is enough:
company-how-competency = Get the competency in the partner network, or renew it. If your company holds it already, ask program operations to record it: reply to any e-mail of the program.
company-how-compliance-training = Have one of your people complete the compliance training, then ask program operations to record it: reply to any e-mail of the program.
company-how-consultant-exam = Have a consultant pass the exam or assessment, then ask program operations to record it: reply to any e-mail of the program.
company-column-engagement = Engagement type
company-column-needs = What it needs
company-column-qualified = Your company
company-engagement-days = Days: { $days }
company-engagement-eligible = Qualified
company-engagement-missing = Not qualified yet
company-engagement-retired = No longer offered
company-engagement-qualified = Qualified consultants:
company-engagement-lacks = Missing: { $list }

# What to do next about a program.
company-step-meet-title = Meet the requirements of { $program }
company-step-meet-text = As soon as every requirement has a tick, your company can enroll or renew.
company-step-sign-title = Sign the agreement for { $program }
company-step-sign-text = Every requirement is met. The provider agreement, version { $version }, must be signed before the next term begins.
company-step-sign-button = Read and sign the agreement
company-step-sign-others = A global administrator of your company signs it.
company-step-enroll-title = Enroll in { $program }
company-step-enroll-text = Every requirement is met and the agreement is signed. Your company can enroll now.
company-step-enroll-button = Enroll
company-step-enroll-others = A partner administrator of your company enrolls it.
company-step-renew-title = Renew your enrollment in { $program }
company-step-renew-text = Every requirement is met and the agreement is signed. Your company can renew now.
company-step-renew-button = Renew
company-step-renew-others = A partner administrator or global administrator of your company renews it.
company-step-wait-title = Your enrollment in { $program }
company-step-wait-text = There is nothing to do. The term runs until { $end }, and you can renew it from { $from } on.
company-step-renewed-title = Your enrollment in { $program } is renewed
company-step-renewed-text = There is nothing to do. The term runs until { $end }, and the next one follows it.
company-step-suspended-title = Your enrollment in { $program } is suspended
company-step-suspended-text = Program operations have suspended it, and only they can lift the suspension. Tell them what has improved.
company-step-retired-title = { $program } has ended
company-step-retired-text = Since { $retired } no company enrolls in this program or renews. Vouchers that are reserved are finished as usual.
company-step-unknown-title = Requirements of { $program }
company-step-unknown-text = A part of the system does not answer, so the next step cannot be shown. Open the page again in a moment.

# Facts of an enrollment.
company-fact-company = Company
company-fact-term = Current term
company-fact-left = Time left
company-fact-grace = In force, in the grace period, until
company-fact-next = Next term
company-fact-ended = Last term ended on
company-fact-renewable = Renewal possible from
company-fact-reason = Reason of the suspension
company-fact-agreement = Agreement version
company-fact-starts = New term begins on
company-fact-membership = Membership ends on
company-fact-anniversary = Membership anniversary
company-fact-status = Status
company-withdraw-link = Withdraw from this program

# Enrolling, renewing, withdrawing: check before the act.
company-check-then = What happens then
company-check-back = No, go back
company-check-nothing-yet = Nothing changes until you choose the first button.
company-enroll-title = Check and enroll in { $program }
company-enroll-button = Yes, enroll in { $program }
company-enroll-then-term = The term begins today and lasts a year. Where your membership anniversary is known, it ends on an anniversary instead.
company-enroll-then-locations = All locations of your company are approved for { $program }, and those that you add later too.
company-enroll-then-listing = You can reserve vouchers of { $program }. The directory shows your company when its published profile names the program.
company-enroll-then-end = Before the end we remind you to renew. You can withdraw at any time.
company-renew-title = Check and renew your enrollment in { $program }
company-renew-button = Yes, renew { $program }
company-renew-then-conditions = Requirements, agreement and membership are checked again now.
company-renew-then-term = The next term follows the current one without a gap. After a lapse or a withdrawal it begins today.
company-renew-then-once = One term is made, however often you send this.
company-withdraw-title = Check and withdraw from { $program }
company-withdraw-button = Yes, withdraw from { $program }
company-withdraw-then-reserving = From now on your company can reserve no more vouchers of { $program }.
company-withdraw-then-listing = The directory no longer shows your company for { $program }.
company-withdraw-then-work = Vouchers that are reserved already can still be delivered, redeemed and paid.
company-withdraw-then-again = Your company can enroll again later, if it then meets every requirement. A suspension stays in effect.

# Confirmations.
company-done-enrolled-title = Your company is enrolled in { $program }
company-done-enrolled-text = The term is { $term }. All your locations are approved, and you can reserve vouchers now.
company-done-renewed-title = Your enrollment in { $program } is renewed
company-done-renewed-text = The new term is { $term }.
company-done-withdrawn-title = Your company has withdrawn from { $program }
company-done-withdrawn-text = It can reserve no more vouchers of this program. What is reserved already can still be delivered, redeemed and paid.
company-done-signed-title = The agreement is signed
company-done-signed-text = Your company can now enroll in every program whose requirements it meets.
company-done-location-added-title = The location is added
company-done-location-added-text = It counts for every program in which your company is enrolled. To show it in the directory, tick it in your profile.
company-done-location-changed-title = The location is changed
company-done-location-changed-text = Letters about its vouchers go to the new contact from now on.
company-done-saved-title = The profile is saved
company-done-saved-listed = The directory shows the change within a few minutes.
company-done-saved-unlisted = The directory does not show your company; the reasons are below.

# The agreement.
company-agreement-title = Provider agreement
company-agreement-title-sign = Sign the provider agreement
company-agreement-title-signed = The provider agreement is signed
company-agreement-lead = A company signs the version in force before it enrolls or renews. Terms that run already are not affected by a new version.
company-agreement-name = Agreement
company-agreement-version = Version in force
company-agreement-signed = Signature
company-agreement-unsigned = Your company has not signed any version.
company-agreement-signature = Version { $version } was signed on { $at } by { $by }.
company-agreement-read = Read the agreement before you sign. What you sign is the text above; its version, language and digest are recorded.
company-agreement-accept = I have read { $title }, version { $version }, and sign it for my company.
company-agreement-not-accepted = Tick the box to sign the agreement.
company-agreement-button = Sign the agreement
company-agreement-others = A global administrator of your company, whose account covers all of its locations, signs it.
company-agreement-next = Go on to your requirements and enroll

# Locations.
company-locations-title = Manage your locations
company-locations-lead = You deliver and are paid at a location. Vouchers are delivered only in the country of the location.
company-locations-empty = There is no location yet. Add one, so that you can reserve vouchers.
company-locations-others = Partner administrators and global administrators of your company, whose accounts cover all of its locations, add and change locations.
company-locations-no-delete = A location cannot be deleted, because vouchers and payments refer to it. Change its name and contact instead.
company-column-location = Location
company-column-approved = Approved for
company-location-add-button = Add a location
company-location-add-title = Add a location
company-location-change-title = Change the location
company-location-read-title = Location
company-location-save-button = Add the location
company-location-change-button = Save the change
company-location-back = Back to the locations
company-location-id = Id
company-location-name = Name
company-location-name-hint = For example the city: customers see it in the directory.
company-location-country = Country
company-location-country-hint = A voucher is redeemed only while its location is in the country of delivery.
company-location-country-choose = Choose a country
company-location-address = Postal address
company-location-contact-email = Contact e-mail
company-location-contact-email-hint = Letters about vouchers of this location go there.
company-location-no-contact = None: letters go to the company's contact
company-location-no-value = Not given
company-location-not-approved = No program: the company is not enrolled

# The profile.
company-profile-title = Directory profile
company-profile-title-write = Write your directory profile
company-profile-lead = Customers look for partners in the public directory. This is what it says about your company.
company-profile-others = Partner administrators of your company, whose accounts cover all of its locations, write the profile.
company-profile-listed = See your company in the directory
company-profile-display-name = Name
company-profile-description = Description
company-profile-count = { $used } of { $max } characters used
company-profile-too-long =
    { $n ->
        [one] The description is too long by 1 character. Shorten it.
       *[other] The description is too long by { $n } characters. Shorten it.
    }
company-profile-website = Website
company-profile-website-hint = It begins with https://
company-profile-contact-email = E-mail for inquiries
company-profile-contact-email-hint = Everybody can see it.
company-profile-programs = Programs
company-profile-programs-hint = The directory shows you for those in which you are enrolled.
company-profile-program = { $code }: { $name }
company-profile-enrolled = Enrolled
company-profile-not-enrolled = Not enrolled
company-profile-languages = Working languages
company-profile-other-languages = Other languages
company-profile-other-languages-hint = Their tags, such as fi or pt-BR, with commas between them.
company-profile-locations = Locations
company-profile-locations-most = At most { $max } in each country.
company-profile-no-locations = Your company has no location to show yet. Add one under Locations.
company-profile-place = { $name }, { $country } ({ $id })
company-profile-published = Show this profile in the directory
company-profile-button = Save the profile
company-profile-preview-button = Preview without saving
company-preview-title = Preview
company-preview-stored = So the directory shows what is saved.
company-preview-typed = So the directory would show what you typed. It is not saved yet.
company-preview-nothing = Your company has no profile yet.
company-preview-place = { $name }, { $country }
company-unlisted-title = The directory does not show your company
company-unlisted-nothing = It has no profile yet. A partner administrator writes it on this page.
company-unlisted-unpublished = The profile is not published: tick “Show this profile in the directory” and save it.
company-unlisted-not-enrolled = Your company is not enrolled in any program that the profile names ({ $programs }). Enroll, or name a program in which it is enrolled.

# People.
company-people-title = See who acts for your company
company-people-title-of = People of { $company }
company-people-lead = Everybody who has changed something for the company, with the roles and the day of the last change. Opening pages does not count.
company-people-empty = Nobody has changed anything for the company yet. A person appears here after the first change.
company-people-granting = Roles are granted and withdrawn in the company's identity provider, not in this portal. A changed role appears here after the person's next change.
company-column-person = Name
company-column-roles = Roles
company-column-last-seen = Last change
