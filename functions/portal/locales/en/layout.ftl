# The frame of every page.
skip = Skip to the content
brand-portal = Partner portal
search-label = Voucher number or customer
search-button = Search
other-language = 繁體中文
other-language-tag = zh-Hant-TW
your-overview = Your overview
account-company = Company { $company }
help-roles-link = What can I do, and who can grant more?
sign-out = Sign out
nav-label = Partner portal
nav-vouchers = Vouchers
nav-validate = Validate and reserve
nav-company = Company
nav-directory = Provider directory
nav-programs = Programs
foot-help = Help on roles
foot-accessibility = Accessibility
foot-utc = Days end at midnight UTC
title-error = Error:
error-summary-title = There is a problem
role-mpn-admin = Partner administrator
role-global-admin = Global administrator
role-incentives = Incentives administrator
role-operations = Program operations

# People and the texts that partners accept, on several pages.
person-named = { $name } ({ $id })
consultant-until = qualified until { $until }
consultant-ends-before = qualified until { $until }: this is before the first day
consultant-unlimited = qualified without an end
consultant-line = { $person }, { $until }
accepted-text-other = Read it in Traditional Chinese
accepted-text-prevails = The English text prevails.
accepted-text-english = English
accepted-text-chinese = Traditional Chinese
