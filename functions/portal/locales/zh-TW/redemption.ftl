# 兌換的頁面。
redeem-title = 兌換憑證
redeem-lead = 請兌換已提供服務並提交完成報告的憑證。每張兌換的憑證都會成為一件請款申請。
redeem-ready = 可以兌換
redeem-select-all = 選取本頁全部
redeem-nothing-ready = 目前沒有可以兌換的憑證。以下是各憑證缺少的項目。
redeem-none-reserved = 目前沒有已保留的憑證。請先驗證並保留憑證。
redeem-col-voucher = 憑證與客戶
redeem-col-service = 服務
redeem-col-until = 最後有效日
redeem-col-expected = 預計金額
redeem-open = 開啟憑證
redeem-program = { $program }，{ $days }
redeem-more = 還有其他可以兌換的憑證。一次最多兌換 100 張，請先兌換這些。
redeem-continue = 以選取的憑證繼續
redeem-nothing-yet = 尚未兌換：下一頁會先列出結果，供您確認。
redeem-waiting = 尚不能兌換
redeem-partial = 目前無法顯示尚不能兌換的憑證。
redeem-lacks-end = 服務於 { $day }結束
redeem-lacks-files = 尚未上傳交付項目
redeem-lacks-files-again = 所有檔案都未通過檢查：請上傳更正後的檔案
redeem-lacks-check = 有檔案仍在檢查中
redeem-lacks-report = 完成報告尚未提交
redeem-lacks-other = 查看缺少的項目
redeem-none-selected = 請至少選取一張憑證
redeem-step-select = 選取
redeem-step-confirm = 確認
redeem-step-result = 結果
redeem-confirm-title = 確認兌換
redeem-confirm-title-none = 選取的憑證都不能兌換
redeem-confirm-lead = { $n ->
   *[other] 兌換前請檢查這 { $n } 張憑證。兌換後您無法自行撤銷。
    }
redeem-left-out = { $n ->
   *[other] 您選取的憑證中有 { $n } 張不列入
    }
redeem-mend = 前往處理
redeem-back = 回到清單
redeem-to-redeem = 要兌換的憑證
redeem-no-rate = 尚無費率
redeem-total = 預計總額
redeem-yes = { $n ->
   *[other] 是，兌換 { $n } 張憑證
    }
redeem-no = 否，返回
redeem-nothing-until-yes = 在您選擇「是」之前不會有任何變更。
redeem-next = 接下來
redeem-next-once-when = 立即
redeem-next-once-text = 每張憑證各自兌換，您會看到每一張的結果。
redeem-next-claim-when = 一分鐘內
redeem-next-claim-text = 每張憑證成為一件請款申請，依當日費率計價。
redeem-next-submit-when = 請款期限前
redeem-next-submit-text = 您填寫發票號碼並提交請款申請。超過請款期限即逾期失效。
redeem-unpriced = { $n ->
   *[other] 有 { $n } 張憑證尚無費率：計畫營運人員設定費率後，才能提交請款申請。
    }
redeem-rates-change = 在您兌換之前，費率可能變更。
redeem-result-title = { $n ->
   *[other] 已兌換 { $n } 張憑證
    }
redeem-result-title-none = 沒有兌換任何憑證
redeem-result-id = 兌換編號
redeem-redeemed = 已兌換
redeem-refused = { $n ->
   *[other] 有 { $n } 張憑證未兌換
    }
redeem-next-claims = 稍後，每張兌換的憑證都會有一件請款申請。
redeem-next-due = 請於 { $day }前（含當日）提交，逾期失效。
redeem-to-claims = 前往請款申請
redeem-to-redeemed = 已兌換憑證清單
redeem-none-found = 在最先到期的憑證中沒有可以兌換的。其他憑證可能可以兌換，請查看憑證清單。
redeem-waiting-more = 此處僅列出最先到期的憑證。
redeem-waiting-all = 查看所有已保留的憑證
redeem-total-country = { $country }預計金額
redeem-result-later = 此次兌換的頁面（可供日後查閱）
redeem-redemption = 兌換
redeem-at = 兌換時間
redeem-by = 兌換人
redeem-claim = 請款申請
redeem-claim-due = 請於 { $day }前（含當日）提交
