# Texts of the public pages.

# The directory of providers: search.
directory-title = Find a provider
directory-lead = These companies are enrolled to deliver planning services. A provider needs a location in the country where it works for you.
directory-help = What to do with a voucher
directory-program = Program
directory-program-any = Every program
directory-no-programs = The names of the programs cannot be shown right now. The search works all the same.
directory-country = Country or region
directory-country-hint = Such as Taiwan or TW
directory-country-unknown = There is no country or region with this name or code. Write its usual name in English or Chinese, or its two letters, such as TW.
directory-language = Language
directory-language-any = Every language
directory-q = Name of the provider
directory-search = Search
directory-filters = Filters
directory-filter-remove = Remove the filter
directory-filters-clear = Remove all filters
directory-colon = {": "}
directory-count =
    { $n ->
        [0] No provider
        [one] 1 provider
       *[other] { $n } providers
    }
directory-count-page =
    { $n ->
        [0] No provider on this page
        [one] 1 provider on this page
       *[other] { $n } providers on this page
    }
directory-countries = Countries
directory-languages = Languages
directory-programs = Programs
directory-contact = Contact
directory-may-follow = The search has not reached the end of the directory: more may follow on the next page.
directory-none-yet = No match so far. The search has not reached the end of the directory: go on to the next page.
directory-no-more = There are no more providers.
directory-nobody = No company is listed at the moment. Companies appear here once they are enrolled and have published their profile.
directory-none = No provider matches all of your filters. Search wider:
directory-widen-program = Search in every program
directory-widen-country = Search in every country
directory-widen-language = Search in every language
directory-widen-q = Search without the name
directory-pages = Pages
directory-first = First page
directory-next = Next

# The page of a provider.
directory-path = Path
directory-provider-of = Provider of planning services
directory-about = In its own words
directory-locations = Locations
directory-location = Location
directory-locations-why = The engagement takes place in the country of one of these locations.
directory-locations-none = This provider shows no location. Ask it in which countries it works.
directory-write = Write an e-mail
directory-email = E-mail
directory-website = Website
directory-how = How to go on
directory-how-ask = Ask the provider
directory-how-ask-more = Say what you plan, where, and how many days your voucher has.
directory-how-forward = Forward the letter with your voucher
directory-how-forward-more = The provider needs the voucher number and the e-mail address to which the voucher was assigned.
directory-how-reserve = The provider reserves
directory-how-reserve-more = You receive an e-mail with the dates.
directory-gone-title = This provider is not in the directory
directory-gone-text = Its enrollment may have ended, it may have withdrawn its profile, or the address may be incomplete.
directory-gone-next = Vouchers that it has already reserved are not affected.
directory-gone-search = Find another provider

# Names of languages.
directory-language-of-region = { $language } ({ $country })
directory-language-ar = Arabic
directory-language-bg = Bulgarian
directory-language-cs = Czech
directory-language-da = Danish
directory-language-de = German
directory-language-el = Greek
directory-language-en = English
directory-language-es = Spanish
directory-language-et = Estonian
directory-language-fi = Finnish
directory-language-fr = French
directory-language-he = Hebrew
directory-language-hi = Hindi
directory-language-hr = Croatian
directory-language-hu = Hungarian
directory-language-id = Indonesian
directory-language-it = Italian
directory-language-ja = Japanese
directory-language-ko = Korean
directory-language-lt = Lithuanian
directory-language-lv = Latvian
directory-language-ms = Malay
directory-language-nb = Norwegian
directory-language-nl = Dutch
directory-language-pl = Polish
directory-language-pt = Portuguese
directory-language-ro = Romanian
directory-language-ru = Russian
directory-language-sk = Slovak
directory-language-sl = Slovenian
directory-language-sr = Serbian
directory-language-sv = Swedish
directory-language-th = Thai
directory-language-tr = Turkish
directory-language-vi = Vietnamese
directory-language-zh = Chinese
directory-language-zh-cn = Chinese (China)
directory-language-zh-hans = Chinese (simplified)
directory-language-zh-hant = Chinese (traditional)
directory-language-zh-hk = Chinese (Hong Kong)
directory-language-zh-tw = Chinese (Taiwan)

# The programs.
programs-title = See what each program offers and requires
programs-lead = A customer's voucher belongs to one program and is good for a number of planning days. A provider delivers one of the program's engagement types.
programs-on-page = Programs on this page
programs-retired-since = Retired since { $day }
programs-retires-on = Retires on { $day }
programs-retired-means = Nothing new is assigned, and no company enrolls or renews. What was reserved before is finished.
programs-levels = Service levels
programs-requires = A company needs, to enroll
programs-requires-nothing = No evidence
programs-engagements = Engagement types
programs-engagement = Engagement type
programs-lengths = Lengths
programs-needs = A company needs one of each
programs-needs-it = Required
programs-days =
    { $days ->
        [one] 1 day
       *[other] { $days } days
    }
programs-days-or = { $most } or { $last } days
programs-providers = Find providers of { $program }

# Help on roles.
help-roles-title = Find out what your role may do
help-roles-lead = Each person acts for one company with one or more roles. A page that needs another role says which.
help-roles-mpn-admin-lead = Works with vouchers from validation to redemption.
help-roles-mpn-admin-1 = Validate, reserve, change and cancel; notify the customer
help-roles-mpn-admin-2 = Upload files and submit the completion report
help-roles-mpn-admin-3 = Redeem vouchers
help-roles-mpn-admin-4 = Enroll in a program, renew and withdraw; keep locations and the directory profile
help-roles-mpn-admin-5 = Submit, withdraw and dispute payment requests
help-roles-global-admin-lead = Acts for the company as a whole.
help-roles-global-admin-1 = Sign the provider agreement
help-roles-global-admin-2 = Register payees, the accounts to which payments go
help-roles-global-admin-3 = Renew and withdraw enrollments; keep locations
help-roles-global-admin-4 = Read vouchers, without attendees and the customer contact, and payment requests
help-roles-incentives-lead = Works with payments.
help-roles-incentives-1 = Save, submit, withdraw and dispute payment requests
help-roles-incentives-2 = Read vouchers, without attendees and the customer contact
help-roles-operations-lead = The program's own staff. Nobody in a partner company has this role.
help-roles-operations-1 = Register companies and record evidence
help-roles-operations-2 = Review and approve payment requests; keep the rate card
help-roles-operations-3 = Suspend and reinstate enrollments
help-roles-grant = Who grants roles
help-roles-grant-who = The administrator of your company's identity provider, where you also sign in. Your company's global administrators can tell you who that is.
help-roles-grant-not-here = Roles cannot be granted in this portal; it reads them when you sign in.
help-roles-missing = If you need another role
help-roles-missing-see = See which roles you have
help-roles-missing-see-more = Open the menu with your name, at the top of every page after you sign in.
help-roles-missing-ask = Ask for the role by its name
help-roles-missing-ask-more = Ask the administrator of your identity provider, or a global administrator of your company.
help-roles-missing-again = Sign out and in again
help-roles-missing-again-more = A new role counts from your next sign-in.
help-roles-scope = For which locations
help-roles-scope-text = A role counts for all locations of your company, or only for those that the administrator has named.

# The accessibility statement.
accessibility-title = Read how accessible this portal is, and report problems
accessibility-lead = Everybody should be able to use this portal. It is built to the Web Content Accessibility Guidelines (WCAG) 2.2, level AA.
accessibility-done = What was done
accessibility-done-keyboard = Everything works with the keyboard alone. The focus is always visible, and the first link leads past the navigation.
accessibility-done-structure = Headings, lists, tables and fields are marked up as what they are, so that screen readers announce them.
accessibility-done-color = Nothing is said by color alone: every status has a text and a shape. Contrast meets level AA in light and in dark colors.
accessibility-done-zoom = Text can be enlarged to 200%. Pages fit on 320 pixels; tables become blocks there.
accessibility-done-forms = A form that cannot be accepted lists every mistake at its top, with a link to the field, and keeps what you typed.
accessibility-done-language = Each page names its language; English text on a Chinese page is marked as English.
accessibility-done-script = No page needs scripts to be read or to send a form; only uploading files does.
accessibility-done-time = If you are signed out while you type, the form is kept and can be sent again.
accessibility-limits = Known limits
accessibility-limits-words = Providers write their descriptions themselves, in a language of their choice, which the page does not know.
accessibility-limits-files = Files that people upload are shown for download as they are. They may not be accessible.
accessibility-browsers = Browsers
accessibility-browsers-text = Use a current version of Chrome, Edge, Firefox or Safari, of 2024 or later.
accessibility-report = Report a problem
accessibility-report-how = Reply to any e-mail of the program: your answer reaches program operations. Please say:
accessibility-report-where = the address of the page
accessibility-report-what = what you wanted to do, and what happened
accessibility-report-with = which browser and which assistive technology you use
accessibility-report-meanwhile = Say also if you need something done meanwhile, or the content of a page in another form.

# Help for customers
help-customers-title = Use your planning services voucher
help-customers-lead = A voucher pays for days of planning by a qualified partner. You choose the partner; the letters tell you what happens with the voucher.
help-customers-find = Find a partner
help-customers-steps = From the voucher to the plan
help-customers-choose = Choose a partner
help-customers-choose-more = The directory lists partners by program, country and language. Only a partner in it can use your voucher. If your company has named a partner for the voucher, write to that one.
help-customers-forward = Forward the message with the voucher number
help-customers-forward-more = To that partner, and to nobody else: the partner needs the number and your e-mail address as they stand there.
help-customers-reserved = The partner reserves the voucher
help-customers-reserved-more = You get a message with the partner, the place and the dates. A voucher can be reserved by one partner at a time.
help-customers-delivered = The partner delivers and hands over the plan
help-customers-delivered-more = All of it by the last valid day of the voucher. The partner then redeems the voucher and is paid by the program.
help-customers-not-agreed = You did not agree to a reservation
help-customers-not-agreed-text = Reply to the message about the reservation right away. The program's operations team looks into it with you and the partner.
help-customers-dates = The dates do not suit you
help-customers-dates-text = Talk to the partner. It can change the dates until it has reported the work, and you get a message with the new ones.
help-customers-cancelled = The partner has cancelled, or you want another one
help-customers-cancelled-text = A partner can cancel its reservation; ask it to do so if you want another one. Then forward the first message to the partner that you choose now. The last valid day stays the same.
help-customers-cost = What it costs
help-customers-cost-text = Nothing: the partner must not charge for what the voucher covers.
help-customers-genuine = Is a message genuine?
help-customers-genuine-text = Messages of the program never ask for a password, a payment or bank details. If you doubt one, do not follow its links; ask your licensing contact.
help-customers-questions = Questions
help-customers-questions-text = Reply to any message of the program, and the operations team helps you.
