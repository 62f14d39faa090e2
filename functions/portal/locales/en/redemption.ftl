# The pages of redeeming.
redeem-title = Redeem vouchers
redeem-lead = Redeem what is delivered and reported. Each redeemed voucher becomes a payment request.
redeem-ready = Ready to redeem
redeem-select-all = Select all on this page
redeem-nothing-ready = No voucher is ready yet. Below is what each one lacks.
redeem-none-reserved = No voucher is reserved. Validate and reserve one first.
redeem-col-voucher = Voucher and customer
redeem-col-service = Engagement
redeem-col-until = Last valid day
redeem-col-expected = Expected
redeem-open = Open the voucher
redeem-program = { $program }, { $days }
redeem-more = More vouchers are ready. Redeem these first: at most 100 go at once.
redeem-continue = Continue with the selected ones
redeem-nothing-yet = Nothing is redeemed yet: the next page shows what happens.
redeem-waiting = Not ready
redeem-partial = The vouchers that are not ready cannot be shown right now.
redeem-lacks-end = The engagement ends on { $day }
redeem-lacks-files = No deliverable is uploaded
redeem-lacks-files-again = Every file was rejected: upload a corrected one
redeem-lacks-check = A file is still being checked
redeem-lacks-report = The completion report is not submitted
redeem-lacks-other = See what it lacks
redeem-none-selected = Select at least one voucher
redeem-step-select = Select
redeem-step-confirm = Confirm
redeem-step-result = Result
redeem-confirm-title = Confirm the redemption
redeem-confirm-title-none = None of the selected vouchers can be redeemed
redeem-confirm-lead = { $n ->
    [one] Check this voucher before you redeem it. You cannot undo a redemption yourself.
   *[other] Check these { $n } vouchers before you redeem them. You cannot undo a redemption yourself.
    }
redeem-left-out = { $n ->
    [one] One voucher that you selected is left out
   *[other] { $n } vouchers that you selected are left out
    }
redeem-mend = Mend it
redeem-back = Back to the list
redeem-to-redeem = Vouchers to redeem
redeem-no-rate = No rate yet
redeem-total = Expected in total
redeem-yes = { $n ->
    [one] Yes, redeem 1 voucher
   *[other] Yes, redeem { $n } vouchers
    }
redeem-no = No, go back
redeem-nothing-until-yes = Nothing changes until you choose Yes.
redeem-next = What happens next
redeem-next-once-when = At once
redeem-next-once-text = Each voucher is redeemed on its own. You see the outcome of every one.
redeem-next-claim-when = Within a minute
redeem-next-claim-text = Each one becomes a payment request, priced by the rate of the day.
redeem-next-submit-when = Within the deadline
redeem-next-submit-text = You submit the payment requests with your invoice number. After the deadline they expire.
redeem-unpriced = { $n ->
    [one] One voucher has no rate yet: operations set it before the payment request can be submitted.
   *[other] { $n } vouchers have no rate yet: operations set them before the payment requests can be submitted.
    }
redeem-rates-change = Rates may change until the day you redeem.
redeem-result-title = { $n ->
    [one] 1 voucher is redeemed
   *[other] { $n } vouchers are redeemed
    }
redeem-result-title-none = No voucher was redeemed
redeem-result-id = Redemption number
redeem-redeemed = Redeemed
redeem-refused = { $n ->
    [one] One voucher was not redeemed
   *[other] { $n } vouchers were not redeemed
    }
redeem-next-claims = In a moment, each redeemed voucher has a payment request.
redeem-next-due = Submit them by { $day }; after that they expire.
redeem-to-claims = Go to the payment requests
redeem-to-redeemed = List of redeemed vouchers
redeem-none-found = No ready voucher was found among those that expire first. Others may be ready: look in the list of vouchers.
redeem-waiting-more = These are the ones that expire first.
redeem-waiting-all = See all reserved vouchers
redeem-total-country = Expected in { $country }
redeem-result-later = Page of this redemption, to keep
redeem-redemption = Redemption
redeem-at = Redeemed
redeem-by = By
redeem-claim = Payment request
redeem-claim-due = to submit by { $day }
