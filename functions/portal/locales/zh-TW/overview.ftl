# 總覽，也就是首頁。
nav-overview = 總覽
overview-title = 總覽
overview-lead = 截至 { $day }。
overview-redeem = 兌換憑證
overview-not-shown = 目前無法顯示憑證、撥款與期限。請稍後重新開啟頁面。
overview-incomplete = 部分憑證、請款申請或費率無法讀取，因此數字並不完整。
overview-programs-not-shown = 目前無法完整顯示貴公司的方案。請稍後重新開啟頁面。

# 待讀者處理的事項。
overview-needs = 待您處理
overview-needs-none = 目前沒有待您處理的事項。
overview-needs-others = 另有 { $n } 件列於憑證與請款申請清單。
need-claim-sent-back = 補正請款申請
need-payment-returned = 確認退匯款項的收款帳戶
need-invoice-due = 補交請款申請的發票
need-file-rejected = 重新上傳檔案
need-files-due = 上傳服務交付檔案
need-report-due = 提交完成報告
need-ready-to-redeem = 兌換憑證
need-claim-to-submit = 提交請款申請
need-renewal = 辦理續約
need-tag-claim-sent-back = 待補正
need-tag-payment-returned = 已退匯
need-tag-invoice-due = 待提交發票
need-tag-file-rejected = 檢查未通過
need-tag-files-due = 待上傳檔案
need-tag-report-due = 待提交報告
need-tag-ready-to-redeem = 可兌換
need-tag-claim-to-submit = 待請款
need-tag-renewal = 待續約

# 方案，以及由全域管理員處理的事項。
overview-programs = 貴公司的方案
overview-requirements = 資格要求
overview-programs-none = 貴公司尚未開始取得任何方案的資格。
overview-company = 貴公司
overview-agreement = 合約
overview-agreement-text = 每次註冊都須先簽署現行版本。
overview-agreement-done = 已簽署
overview-agreement-open = 待簽署
overview-payees = 收款帳戶
overview-payees-text = 方案有收款帳戶後，才能提交其請款申請。
overview-payees-done = 已登記
overview-payees-open = { $programs } 尚缺
overview-people = 人員
overview-people-text = 曾為貴公司作業的人員及其角色。

# 從保留到撥款的各階段。
overview-stages = 貴公司的憑證：從保留到撥款
overview-vouchers = 所有憑證
overview-stage-reserved = 已保留
overview-stage-in-delivery = 服務進行中
overview-stage-report-due = 待提交報告
overview-stage-ready-to-redeem = 可兌換
overview-stage-claim-to-submit = 待提交請款
overview-stage-with-program = 計畫處理中
overview-stage-paid = 12 個月內已撥款

# 未來 60 天。
overview-calendar = 未來 60 天
overview-calendar-about = 有 { $vouchers } 張憑證到期、{ $claims } 件請款申請屆期、{ $enrollments } 項註冊須續約。
overview-week = 7 天
overview-lane-voucher = 憑證到期
overview-lane-claim = 請款申請屆期
overview-lane-enrollment = 註冊須續約
overview-ends-voucher = 憑證到期
overview-ends-claim = 請款期限
overview-ends-enrollment = 續約期限
overview-as-table = 以表格顯示
overview-deadlines = 接下來的期限
overview-deadlines-none = 目前沒有期限。
overview-col-voucher = 憑證與客戶
overview-col-what = 事項
overview-col-day = 日期
overview-col-amount = 金額
overview-col-month = 月份

# 撥款與請款申請。
overview-paid = 每月撥款
overview-paid-none = 最近 12 個月沒有撥款。
overview-paid-units = 長條單位：{ $currency }
overview-paid-thousands = 長條單位：千 { $currency }
overview-paid-about = 12 個月內：{ $totals }。
overview-paid-nothing = 無
overview-claims = 處理中的請款申請
overview-claims-all = 所有請款申請
overview-claims-none = 沒有處理中的請款申請。

# 公司的最初步驟。
overview-steps = 最初步驟
first-step-open = 待辦
first-step-by-program = 由計畫處理
first-step-by = 由{ $role }處理
first-step-later = 尚無法開始
first-step-register = 由計畫登記貴公司
first-step-register-text = 計畫會登記貴公司及其會員資格。
first-step-qualify = 達成方案的資格要求
first-step-qualify-text = 專長認證、法規遵循訓練與顧問測驗，由計畫登錄。
first-step-sign = 簽署合約
first-step-sign-text = 由全域管理員閱讀並簽署。
first-step-enroll = 註冊方案
first-step-enroll-text = 由合作夥伴管理員註冊，為期一年；新增據點後即可保留憑證。
first-step-profile = 撰寫簡介
first-step-profile-text = 客戶可在合作夥伴目錄中透過簡介找到貴公司。
