# 狀態、操作、種類與事件，以 API 的代碼命名並改用連字號：事件 `voucher.assigned` 為 `event-voucher-assigned`。

# 憑證：狀態、操作、清單可用的篩選條件。
voucher-status-assigned = 已指派
voucher-status-reserved = 已保留
voucher-status-redeemed = 已兌換
voucher-status-expired = 已到期
voucher-status-cancelled = 已作廢
voucher-action-reserve = 保留憑證
voucher-action-cancel = 取消保留
voucher-action-reschedule = 變更保留
voucher-action-notify = 將日期與參加者寄送給客戶
voucher-action-upload = 上傳檔案
voucher-action-report = 填寫完成報告
voucher-action-submit = 提交完成報告
voucher-action-reopen = 重新開啟完成報告
voucher-action-redeem = 兌換憑證
voucher-can-redeem = 可兌換
voucher-can-report = 待填寫完成報告
voucher-can-upload = 可上傳檔案
voucher-can-claim = 可提交請款申請

# 取消保留的原因，以及可有第二項 15 天服務的原因。
cancel-reason-offering-changed = 服務內容已變更
cancel-reason-engagement-not-happening = 此服務將不會進行
cancel-reason-other-partner = 將由其他合作夥伴執行
repeat-exception-division = 客戶的另一個部門或法人
repeat-exception-product = 另一項產品，且有自己的交付項目

# 檔案：狀態與種類。
deliverable-status-announced = 待上傳或檢查
deliverable-status-clean = 檢查通過
deliverable-status-rejected = 檢查未通過
deliverable-kind-deployment-plan = 部署規劃書
deliverable-kind-upgrade-plan = 升級規劃書
deliverable-kind-migration-plan = 移轉規劃書
deliverable-kind-vision-scope = 願景與範圍
deliverable-kind-findings = 評估結果與建議
deliverable-kind-solution-brief = 解決方案摘要
deliverable-kind-report = 報告
deliverable-kind-tool-output = 工具輸出結果
deliverable-kind-custom-plan = 自訂規劃書
deliverable-kind-lab = 實作教材
deliverable-kind-slides = 簡報
deliverable-kind-pilot-result = 試行結果
deliverable-kind-invoice = 發票

# 完成報告：狀態，以及服務的成果。
report-status-none = 尚未填寫
report-status-draft = 草稿
report-status-submitted = 已提交
outcome-deployment-plan = { deliverable-kind-deployment-plan }
outcome-upgrade-plan = { deliverable-kind-upgrade-plan }
outcome-migration-plan = { deliverable-kind-migration-plan }
outcome-vision-scope = { deliverable-kind-vision-scope }
outcome-findings = { deliverable-kind-findings }

# 一次處理多件時，每張憑證或每件請款申請的結果。
redemption-outcome-redeemed = 已兌換
redemption-outcome-refused = 未兌換
submission-outcome-submitted = 已提交
submission-outcome-refused = 未提交

# 請款申請：狀態、操作、付款、發票。
claim-status-draft = 待請款
claim-status-submitted = 已提交
claim-status-under-review = 審核中
claim-status-action-required = 待補正
claim-status-approved = 已核准
claim-status-on-hold = 暫緩付款
claim-status-scheduled = 已排定付款
claim-status-paid = 已撥款
claim-status-payment-failed = 已退匯
claim-status-rejected = 未核准
claim-status-expired = 已逾期失效
claim-status-withdrawn = 已撤回
claim-action-save = 儲存草稿
claim-action-submit = 提交請款申請
claim-action-withdraw = 撤回請款申請
claim-action-reinstate = 恢復請款申請
claim-action-comment = 提出意見
claim-action-dispute = 提出異議
claim-action-review = 開始審核
claim-action-approve = 核准
claim-action-reject = 不予核准
claim-action-request-changes = 請補正
claim-action-hold = 暫緩付款
claim-action-release = 解除暫緩付款
claim-action-settle = 回覆異議
payment-event-scheduled = 已排定付款
payment-event-sent = 已撥款
payment-event-failed = 付款未成
payment-event-reversed = 已退匯
invoice-copy-paper = 紙本正本
invoice-copy-file = 電子檔

# 請款申請的檢查項目，以及其比對的紀錄。
check-report = 完成報告
check-dates = 日期
check-deliverable = 交付項目
check-country = 國家／地區
check-length = 服務天數
check-competency = 資格
check-handover = 移交客戶
check-source-receipt = 提交回執
check-source-report = 完成報告
check-source-reservation = 保留
check-source-amendment = 日期變更
check-source-file = 檔案
check-source-location = 據點
check-source-engagement = 服務類型
check-source-evidence = 資格證明
check-source-claim = 請款申請

# 註冊、資格與資格證明。
enrollment-status-active = 有效
enrollment-status-renewal-due = 待續約
enrollment-status-grace = 寬限期
enrollment-status-lapsed = 已失效
enrollment-status-suspended = 已暫停
enrollment-status-withdrawn = 已退出
enrollment-action-renew = 續約
enrollment-action-withdraw = 退出方案
enrollment-action-suspend = 暫停
enrollment-action-reinstate = 解除暫停
eligibility-status-not-started = 尚未開始
eligibility-status-in-progress = 進行中
eligibility-status-active = 符合資格
evidence-kind-competency = 專長認證
evidence-kind-compliance-training = 法規遵循訓練
evidence-kind-consultant-exam = 顧問測驗或評量
level-silver = 銀級
level-gold = 金級
offer-status-active = 提供中
offer-status-retired = 已停辦

# 人員。
recipient-admin = 客戶聯絡人

# 憑證的紀錄。
event-voucher-assigned = 憑證已指派給客戶
event-voucher-reassigned = 憑證已改派給另一位客戶聯絡人
event-voucher-withdrawn = 憑證已作廢
event-voucher-extended = 憑證已延長有效期限
event-voucher-reserved = 憑證已保留
event-reservation-amended = 保留已變更
event-reservation-notified = 日期與參加者已寄送給客戶
event-reservation-cancelled = 已取消保留
event-deliverable-announced = 檔案已登錄
event-deliverable-clean = 檔案檢查通過
event-deliverable-rejected = 檔案檢查未通過
event-deliverable-removed = 檔案已刪除
event-report-drafted = 完成報告已儲存
event-report-submitted = 完成報告已提交
event-report-reopened = 完成報告已重新開啟
event-voucher-redeemed = 憑證已兌換
event-voucher-reminded = 已寄送最後有效日提醒
event-voucher-expired = 憑證已到期

# 請款申請的紀錄。
event-claim-drafted = 已建立請款申請草稿
event-claim-saved = 請款申請草稿已儲存
event-claim-submitted = 請款申請已提交
event-claim-review-started = 已開始審核
event-claim-changes-requested = 已請補正
event-claim-approved = 請款申請已核准
event-claim-rejected = 請款申請未核准
event-claim-held = 已暫緩付款
event-claim-released = 已解除暫緩付款
event-claim-withdrawn = 請款申請已撤回
event-claim-reinstated = 請款申請已恢復
event-claim-commented = 已提出意見
event-claim-disputed = 已提出異議
event-claim-dispute-settled = 異議已回覆
event-claim-reminded = 已寄送請款期限提醒
event-claim-expired = 請款申請已逾期失效
event-claim-payment-reported = 付款單位已回報付款情形
event-payee-registered = 收款資料已登記
event-payee-changed = 收款帳戶已變更
event-invoice-announced = 發票檔案已登記
event-invoice-clean = 發票檔案已通過檢查
event-invoice-rejected = 發票檔案未通過檢查
event-invoice-paper-received = 發票正本已送達

# 公司及其註冊的紀錄。
event-enrollment-enrolled = 公司已註冊
event-enrollment-renewed = 註冊已續約
event-enrollment-renewal-due = 註冊待續約
event-enrollment-reminded = 已寄送續約提醒
event-enrollment-grace = 寬限期開始
event-enrollment-lapsed = 註冊已失效
event-enrollment-suspended = 註冊已暫停
event-enrollment-reinstated = 註冊已解除暫停
event-enrollment-withdrawn = 公司已退出方案
event-company-registered = 公司已登記
event-company-changed = 公司資料已變更
event-agreement-signed = 合約已簽署
event-location-added = 據點已新增
event-location-changed = 據點已變更
event-evidence-recorded = 資格證明已登錄
event-evidence-changed = 資格證明已變更
event-evidence-withdrawn = 資格證明已停止採計
event-profile-published = 簡介已刊登於合作夥伴目錄
event-profile-unpublished = 簡介已自合作夥伴目錄下架
event-profile-changed = 簡介已變更
