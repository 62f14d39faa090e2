# API 拒絕要求的原因（依代碼）：哪裡有問題、接下來該怎麼做。變數即該原因的各項值。
# `reason-<代碼>-with-<值>` 用於該原因帶有該值的情況，說明較詳細。

# 憑證與保留。
reason-not-found-or-mismatch = 找不到號碼與聯絡人電子郵件皆相符的憑證。請從客戶轉寄給您的郵件中複製這兩項。
reason-voucher-not-found = 貴公司的憑證中沒有這一張。請檢查憑證號碼，或在清單中尋找。
reason-expired = 此憑證的最後有效日為 { $valid_until }，現已無法使用。請詢問客戶是否另有憑證。
reason-already-reserved = 此憑證已被保留。若非貴公司所保留，請詢問客戶是由哪一家合作夥伴保留。
reason-already-redeemed = 此憑證已兌換，無法再變更。
reason-cancelled = 此憑證已作廢，無法再使用。請詢問客戶是否另有憑證。
reason-intended-for-other-company = 客戶已為此憑證指定其他合作夥伴。如認為有誤，請向客戶確認。
reason-enrollment-inactive = 貴公司在 { $program } 沒有有效的註冊。請先註冊或續約；貴公司的資格要求頁面會列出尚缺的項目。
reason-engagement-not-offered = { $program } 不提供 { $engagement_type }。請從提供的服務類型中選擇：{ $offered }。
reason-not-eligible-engagement = 貴公司沒有符合 { $engagement_type } 資格的專長認證。請選擇其他服務類型，或取得下列任一專長認證：{ $any_of }。
reason-length-not-allowed = { $engagement_type } 不提供 { $days } 天的服務，僅提供以下天數：{ $allowed_days }。請選擇其他服務類型。
reason-location-not-approved = { $location_id } 不是貴公司已核准的據點。請選擇其他據點。
reason-location-not-listed = 據點 { $location_id } 未列於貴公司在合作夥伴目錄中的簡介。請將其加入簡介，或選擇其他據點。
reason-country-mismatch = 據點位於{ $location_country }，服務執行地卻在{ $delivery_country }。請選擇位於服務執行國家的據點。
reason-dates-outside-window = 服務須於 { $valid_until }（憑證的最後有效日）前結束，含當日。請選擇較早的日期。
reason-ends-before-start = 最後一日不得早於第一日 { $start_date }。請修正其中一項。
reason-starts-before-reserved = 服務不得早於保留憑證之日 { $reserved_on }開始。請選擇較晚的開始日。
reason-starts-in-past = 服務不得早於今日 { $today }開始。請選擇較晚的開始日。
reason-consultant-not-qualified = { $lead_consultant } 沒有符合此服務資格且於 { $day }有效的測驗。請指定其他主責顧問。
reason-repeat-15-day = 此客戶已有一項同類型的 15 天服務。若本次服務屬於客戶的另一個部門或另一項產品，請在保留時註明。
reason-terms-not-accepted = 請接受計畫條款，才能繼續。
reason-terms-not-current = 您接受的條款已非現行條款，現行版本為 { $current }。請閱讀後重新接受。
reason-notified-just-now = 不到一分鐘前才寄送給客戶。{ $again_at } 起可以再次寄送。
reason-not-later = 此憑證的最後有效日已是 { $valid_until }。請選擇更晚的日期。
reason-extension-too-long = 延長有效期限最晚至 { $latest }，即今日起 { $max_days } 天。請選擇較早的日期。
reason-assigned-with-other-terms = 此憑證號碼先前已以不同內容指派。再次指派不會變更原內容。請改為重新指派或延長有效期限。

# 檔案。
reason-deliverable-not-found = 此憑證沒有這個檔案。請在檔案清單中尋找。
reason-deliverable-missing = 目前沒有可採計的交付項目。請至少上傳一份規劃書、報告或其他交付項目，並等候檢查完成；實作教材、簡報、試行結果與發票不予採計。
reason-deliverable-pending = 還有 { $pending } 個檔案尚未上傳或檢查完成。請等候完成，或刪除這些檔案。
reason-too-many-deliverables = 一次保留最多可有 { $max } 個檔案。請先刪除一個，再新增其他檔案。
reason-size-mismatch = 檔案大小與登錄的不同，可能未完整上傳。請依檔案目前的內容再次上傳。
reason-checksum-mismatch = 檔案內容與登錄的不同，可能在登錄後修改過，或在傳輸中損毀。請依檔案目前的內容再次上傳。
reason-type-mismatch = 檔案內容與副檔名所示的類型不符。請另存或匯出為該類型，或將副檔名改為實際的類型，再上傳。
reason-empty-file = 檔案是空的。請確認是否選對檔案，再上傳有內容的檔案。
reason-unreadable-document = 檔案無法開啟，可能已損毀、不完整，或不是真正的文件。請用製作該檔案的程式開啟並重新儲存，再上傳。
reason-encrypted = 檔案設有密碼或加密保護，無法審閱。請移除保護後另存新檔，再上傳。
reason-text-not-utf8 = 檔案的文字編碼無法正確判讀。請以 UTF-8 編碼另存新檔，再上傳。
reason-malware-found = 惡意程式掃描在檔案中發現威脅。請勿轉寄此檔案；請清除威脅，或在安全的電腦上重新製作，再上傳。
reason-not-scannable = 惡意程式掃描無法檢視此檔案的內容。請移除密碼，並避免在壓縮檔中再放壓縮檔，重新儲存後再上傳。

# 完成報告。
reason-report-not-found = 尚無完成報告。請先填寫並儲存。
reason-report-missing = 尚未提交完成報告。請先提交。
reason-report-already-submitted = 完成報告已提交。請先重新開啟完成報告再變更。
reason-receipt-not-found = 尚無提交回執。請先提交完成報告。
reason-report-incomplete =
    { $question ->
        [onsite_days] 完成報告須填寫現場服務的天數。請填寫後再次提交。
        [offsite_days] 完成報告須填寫遠端服務的天數。請填寫後再次提交。
        [walk_on_hours] 完成報告須填寫其他主題的時數。請填寫後再次提交。
        [delivered_from] 完成報告須填寫服務執行的第一日。請填寫後再次提交。
        [delivered_to] 完成報告須填寫服務執行的最後一日。請填寫後再次提交。
        [delivery_country] 完成報告須填寫提供服務的國家／地區。請填寫後再次提交。
        [lead_consultant] 完成報告須填寫主責顧問。請填寫後再次提交。
        [outcome] 完成報告須填寫服務的成果。請填寫後再次提交。
        [current_versions] 完成報告須填寫客戶目前使用的版本。請填寫後再次提交。
        [target_versions] 完成報告須填寫規劃採用的版本。請填寫後再次提交。
        [seats] 完成報告須填寫授權數。請填寫後再次提交。
        [no_extra_fee] 完成報告須聲明未向客戶收取額外費用。請填寫後再次提交。
       *[other] 完成報告還缺一項答案。請填寫後再次提交。
    }
reason-engagement-not-finished = 服務至 { $ends_on }才結束。若已提前完成，請先變更保留的最後一日。
reason-dates-differ-from-reservation = 報告的服務執行日期為 { $delivered }，保留的日期則為 { $reserved }。請先將保留的日期改為實際執行日期，再提交。
reason-delivered-before-reserved = 報告的服務自 { $delivered_from }開始執行，但憑證於 { $reserved_on }才保留。無法報告在此之前的日期。
reason-days-mismatch = 憑證的服務天數為 { $days } 天，但現場與遠端服務合計為 { $reported } 天。請修正天數。
reason-offsite-too-long = 報告的遠端服務為 { $reported } 天，最多可有 { $max } 天。請修正天數。
reason-walk-on-too-long = 報告的其他主題為 { $reported } 小時，最多可有 { $max } 小時。請修正時數。
reason-extra-fee-charged = 不得就規劃服務向客戶收取額外費用。完成報告須聲明未收取，才能提交。
reason-handover-missing = 完成報告須填寫交付項目移交客戶的日期。請填寫該日期。
reason-handover-outside = 移交日期不可能是 { $handed_over_on }。該日不得早於服務執行的第一日，也不得晚於 { $latest }。
reason-handover-outside-with-earliest = 移交日期不可能是 { $handed_over_on }。請填寫 { $earliest }（服務執行的第一日）至 { $latest }之間的日期。

# 公司、方案與註冊。
reason-program-not-found = 沒有 { $program } 這個方案。請從方案清單中選擇。
reason-program-retired = { $program } 已停辦，無法再註冊或續約。請選擇其他方案。
reason-company-not-found = 找不到這家公司。請檢查公司編號。
reason-company-not-registered = 這家公司尚未登記，須由計畫營運人員登記。請洽計畫營運人員。
reason-evidence-not-found = 找不到這項資格證明。請在公司的資格證明清單中尋找。
reason-profile-not-found = 這家公司尚無簡介。請先建立簡介。
reason-provider-not-found = 這家公司未列於合作夥伴目錄。請在目錄中尋找其他公司。
reason-not-eligible =
    { $requirement ->
        [competency] 公司須具備一項符合資格且目前有效的專長認證。請洽計畫營運人員登錄。
        [compliance_training] 公司須有一位人員通過法規遵循訓練。請洽計畫營運人員登錄。
        [consultant_exam] 公司須有一位顧問通過符合資格且目前有效的測驗。請洽計畫營運人員登錄。
       *[other] 尚有一項方案要求未達到。資格要求頁面會列出尚缺的項目。
    }
reason-not-eligible-with-any-of =
    { $requirement ->
        [competency] 公司須具備下列任一專長認證：{ $any_of }。請洽計畫營運人員登錄。
        [compliance_training] 公司須有一位人員通過法規遵循訓練。請洽計畫營運人員登錄。
        [consultant_exam] 公司須有一位顧問通過下列任一項的測驗：{ $any_of }。請洽計畫營運人員登錄。
       *[other] 公司須具備下列任一項：{ $any_of }。請洽計畫營運人員登錄。
    }
reason-not-eligible-with-valid-from = { $held } 自 { $valid_from }起才予採計。請等到該日。
reason-not-eligible-with-valid-until = { $held } 僅採計至 { $valid_until }。請更新，並洽計畫營運人員登錄。
reason-agreement-not-signed = 尚未簽署合作夥伴合約（版本 { $version }）。請先由貴公司的全域管理員簽署。
reason-agreement-not-current = 先前顯示的合約已非現行合約，現行版本為 { $current }。請在此閱讀後簽署。
reason-already-enrolled = 公司已註冊此方案，無須採取任何行動。
reason-membership-expiring = 公司的會員資格將於 { $membership_ends_on }到期。到期前 { $within_days } 天內，須先更新會員資格。
reason-enrollment-suspended = 註冊已暫停，僅計畫營運人員可以解除。請向計畫營運人員說明改善情形。
reason-renewal-too-early = { $renewable_from }起才能辦理續約。請於該日再來。
reason-enrollment-not-in-force = 註冊目前不是有效狀態，因此無法執行。
reason-enrollment-not-found = 公司尚未註冊此方案。請先註冊。

# 請款申請與收款登記。
reason-claim-not-found = 您可檢視的請款申請中沒有這一件。請在清單中尋找。
reason-redemption-not-found = 您可檢視的兌換中沒有這一筆。其憑證請在已兌換憑證清單中查看。
reason-wrong-claim-status =
    { $status ->
        [draft] 此請款申請仍為待請款，目前無法執行。
        [submitted] 此請款申請已提交，正等候審核，目前無法執行。
        [under_review] 此請款申請正在審核中，目前無法執行。
        [action_required] 此請款申請待補正，重新提交之前無法執行。
        [approved] 此請款申請已核准，無法再執行。
        [on_hold] 此請款申請已暫緩付款，目前無法執行。
        [scheduled] 此請款申請已排定付款，無法再執行。
        [paid] 此請款申請已撥款，無法再執行。
        [payment_failed] 此請款申請的款項已退匯，目前無法執行。
        [rejected] 此請款申請未核准，目前無法執行。
        [expired] 此請款申請已逾期失效，無法再執行。
        [withdrawn] 此請款申請已撤回，無法再執行。
       *[other] 此請款申請目前無法執行這項操作。請重新開啟，查看可執行的操作。
    }
reason-no-rate = { $program } 在{ $country }於兌換日 { $redeemed_on }沒有費率，須由計畫營運人員新增。請洽計畫營運人員。
reason-payee-not-registered = 貴公司尚未登記 { $program } 的收款資料。請先由貴公司的全域管理員登記。
reason-location-not-mapped = 據點 { $location_id } 尚未指定收款帳戶。請先由貴公司的全域管理員指定。
reason-currency-mismatch = 款項以 { $claim_currency } 支付，但據點的收款帳戶幣別為 { $profile_currency }。請由貴公司的全域管理員指定 { $claim_currency } 的收款帳戶。
reason-invoice-number-used = 發票號碼 { $invoice_number } 已用於另一件請款申請。請輸入其他號碼。
reason-invoice-missing = 尚未收到發票 { $invoice_number } 的檔案或紙本；收到後才能核准。
reason-invoice-not-found = 查無此發票。
reason-submissions-frozen = 在 { $frozen_until }（含當日）之前，{ $country }暫停受理請款申請。請於該日之後提交；請款期限不變。
reason-past-due = 請款期限為 { $due_on }，現已逾期，無法再提交請款申請。
reason-comment-missing = 計畫營運人員請您補正。請提出意見，說明您修改的內容。
reason-claim-paid = 此請款申請已撥款，無法再提出意見。如款項有誤，請提出異議。
reason-too-many-comments = 一件請款申請最多可有 { $max } 則意見。請以電子郵件與計畫營運人員聯絡。
reason-four-eyes = 曾兌換此憑證、準備或提交此請款申請，或屬於該公司的人員，不得核准。請由另一位同仁決定。
reason-no-redeemed-voucher-yet = 貴公司尚未兌換過 { $program } 的憑證。首次兌換之後，才能登記收款資料。
reason-amount-mismatch = 金額與請款申請不符。請檢查金額與幣別。
reason-payment-before-approval = 請款申請於 { $approved_on }核准。付款日期不得早於該日，請修正。
reason-too-many-payments = 一件請款申請最多可回報 { $max } 筆付款。
# 請款申請清單僅列出原因、不帶各項值時使用。
draft-reason-no-rate = 其國家／地區、方案與日期沒有費率，須由計畫營運人員新增。
draft-reason-payee-not-registered = 貴公司尚未登記此方案的收款資料。請先由全域管理員登記。
draft-reason-location-not-mapped = 據點尚未指定收款帳戶。請先由全域管理員指定。
draft-reason-currency-mismatch = 據點的收款帳戶為其他幣別。請由全域管理員指定與款項幣別相同的收款帳戶。
draft-reason-report-missing = 完成報告已重新開啟。請先再次提交。
draft-reason-deliverable-pending = 尚有檔案未上傳或檢查完成。請等候完成，或刪除這些檔案。

# 輸入的內容。
reason-missing = 此項尚未填寫。請填寫。
reason-wrong-type = 請輸入數字或正確的格式。
reason-unknown-field = 表單中有無法辨識的欄位。請重新開啟頁面，再從該頁面送出表單。
reason-unknown-parameter = 頁面位址中有無法辨識或重複的部分。請從導覽列開啟頁面。
reason-too-short = 此項內容過短。請輸入更多內容。
reason-too-short-with-min = 此項內容過短。請至少輸入 { $min } 個字元；若為清單，至少 { $min } 項。
reason-too-long = 此項內容過長。最多可輸入 { $max } 個字元；若為清單，最多 { $max } 項。
reason-out-of-range = 請輸入 { $min } 到 { $max } 之間的數字。
reason-not-whole = 請輸入 { $min } 到 { $max } 之間的整數。
reason-not-one-of = 此項不是可用的值。請從頁面提供的選項中選擇。
reason-bad-character = 此項含有不允許的字元。請移除該字元，或改為直接輸入，不要貼上。
reason-bad-character-with-character = 此處不允許字元「{ $character }」。請移除。
reason-not-a-date = 請輸入包含年、月、日的日期，例如 2026-11-25。
reason-not-an-instant = 請輸入含時區的日期與時間，例如 2026-11-25T09:30:00Z。
reason-day-out-of-range = 此日期不可用。請輸入其他日期，且不得早於 { $first }。
reason-day-out-of-range-with-last = 此日期不可用。請輸入 { $first }至 { $last }之間的日期。
reason-not-an-email = 請輸入電子郵件地址，例如 lin@example.com。
reason-not-a-country = 無法辨識此國家／地區。請從清單中選擇。
reason-not-a-currency = 此幣別目前並未使用。請輸入三個字母的代碼，例如 USD 或 TWD。
reason-currency-withdrawn = 此幣別已停用。請改為輸入 { $successor }。
reason-not-a-url = 請輸入以 https:// 開頭的網址。
reason-not-a-language = 無法辨識此語言。請從清單中選擇。
reason-not-a-digest = 檔案的檢查碼無效。請重新選擇檔案。
reason-not-a-file-name = 檔案名稱無效。請使用不含斜線的名稱，再重新選擇檔案。
reason-not-a-program = 沒有這個方案。請從下列方案中選擇：{ $allowed }。
reason-in-the-future = 此時間在未來。請輸入不晚於現在的日期或時間。
reason-duplicate = 此項重複。請移除其中一個。
reason-unprintable = 此項沒有任何可見的字元。請填寫。
reason-invalid = 此項與其他內容不符。請檢查後再送出表單。

# 登入與權限。
reason-role-missing = 您的帳戶缺少所需的角色。角色說明列出各角色的權限，以及由誰授予。
reason-company-missing = 須使用屬於合作夥伴公司的帳戶。請改用這類帳戶登入。
reason-company-scope-missing = 此事關係整家公司，但您的帳戶僅限部分據點。請洽可代表整家公司的同仁。
reason-location-missing = 您的帳戶不能代表據點 { $location_id }。請洽可代表該據點的同仁。
reason-token-expired = 您的登入已逾時。請重新登入。
reason-token-not-yet-valid = 您的登入尚未生效。請等候一分鐘，再重新登入。
reason-token-missing = 您尚未登入。請登入後再試。
reason-token-malformed = 無法讀取您的登入資料。請重新登入。
reason-token-too-long = 您的登入資料超過 { $max_bytes } 個位元組。請洽管理帳戶的人員減少您的群組。
reason-token-algorithm = 您的登入資料以不接受的方式簽署。請重新登入；若仍無法解決，請洽計畫營運人員。
reason-token-audience = 您的登入資料屬於其他服務。請先登出，再從本入口網站登入。
reason-token-claim = 您的登入資料缺少所需的內容。請重新登入；若仍無法解決，請洽計畫營運人員。
reason-token-issuer = 您的登入資料並非來自 { $issuer }。請先登出，再從本入口網站登入。
reason-token-kid-missing = 您的登入資料未註明簽署的金鑰。請重新登入；若仍無法解決，請洽計畫營運人員。
reason-token-signature = 您的登入資料簽章不正確。請先登出，再重新登入。
reason-token-unknown-key = 無法辨識簽署您登入資料的金鑰。請先登出，再重新登入。

# 頁面可能遇到的其他情況。
reason-not-found = 找不到這項內容，或您無權檢視。請在清單中尋找。
reason-unavailable = 系統的一部分目前忙碌。請稍候再送出一次。
reason-internal = 系統發生錯誤。請稍後再試；若再次發生，請尋求協助。
reason-bad-cursor = 清單的這一頁已不存在。請回到清單的第一頁。
reason-forbidden = 您的帳戶無權執行。角色說明列出各角色的權限，以及由誰授予。
reason-unauthenticated = 您尚未登入。請登入後再試。
reason-idempotency-key-reused = 此表單先前已以不同內容送出。請重新開啟頁面，再從該頁面送出表單。
reason-invalid-request = 表單中有需要修正的內容。請檢查您輸入的內容。
reason-malformed-request = 無法讀取此表單。請重新開啟頁面，再從該頁面送出表單。
reason-unsupported-media-type = 無法讀取此種格式的表單。請重新開啟頁面，再從該頁面送出表單。
reason-precondition-failed = 您開啟頁面之後，有人變更了此內容。請重新開啟頁面，比較內容後再送出變更。

# 指派憑證的郵件。
reason-ambiguous = 郵件中同一項目有多個值。請讓每個項目只有一個值，再寄送一次。
reason-not-a-message = 這不是電子郵件。請依收到的原樣送出整封郵件。
reason-not-an-assignment = 郵件中沒有符合約定格式的指派內容。請依該格式再寄送一次。
reason-not-authenticated = 無法驗證郵件的寄件者。請從會簽署郵件的郵件系統寄送。
reason-not-first-hand = 指派內容位於引用或轉寄的文字中。請以新郵件寄送。
reason-sender-not-allowed = 寄件者的地址無權指派憑證。請從約定的地址寄送。
reason-too-large = 內容過大。請縮小後再送出。
reason-unreadable-part = 郵件有一部分無法讀取。請以純文字再寄送一次。

# 其他系統送來的簽署訊息。
reason-signature-malformed = 訊息的標頭 { $header } 不符合約定格式。請修正後再次傳送。
reason-signature-mismatch = 沒有簽章與訊息內容相符。請以約定的密鑰簽署後再次傳送。
reason-signature-missing = 訊息缺少標頭 { $header }。請簽署後再次傳送。
reason-signature-too-many = 訊息的簽章超過 { $max } 個。請減少簽章後再次傳送。
reason-signature-too-new = 訊息的簽署時間超前 { $tolerance_seconds } 秒以上。請校正傳送端的時鐘後再次傳送。
reason-signature-too-old = 訊息的簽署時間已超過 { $tolerance_seconds } 秒。請重新簽署後再次傳送。
