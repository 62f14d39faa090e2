# 公司頁面的文字。

company-tabs-label = 貴公司
company-tab-requirements = 資格要求與註冊
company-tab-agreement = 合約
company-tab-locations = 據點
company-tab-profile = 目錄簡介
company-tab-payees = 收款帳戶
company-tab-people = 人員
company-crumbs-label = 目前位置
company-pages-label = 清單頁面
company-pages-first = 第一頁
company-pages-next = 下一頁
company-or = 或

# 沒有公司的讀者。
company-none-title = 這些頁面供合作夥伴公司使用
company-none-text = 您的帳戶不代表任何合作夥伴公司，因此這裡沒有可顯示的內容。合作夥伴在這些頁面檢視資格要求、合約、註冊、據點與簡介。
company-none-operations = 營運人員可由 /vouchers/憑證號碼 開啟憑證，或由 /company/people?company_id=公司編號 檢視人員；其他工作透過 API 進行。

# 資格要求。
company-requirements-title = 達成資格要求並註冊
company-requirements-lead = 開啟方案，即可檢視已達成與尚缺的項目，以及下一步。
company-requirements-empty = 目前沒有方案。計畫營運人員會公布新的方案。
company-requirements-met = 已達成 { $met } / { $all } 項要求
company-column-program = 方案
company-column-eligibility = 資格狀態
company-column-enrollment = 註冊
company-program-retired = 已於 { $day }停辦：不再接受註冊
company-not-enrolled = 未註冊
company-enrollment-unknown = 無法顯示
company-enrollments-not-shown = 目前無法顯示貴公司的註冊。請稍後重新開啟頁面。
company-note-until = 至 { $day }
company-note-due = { $left }，至 { $day }
company-note-grace = 請於 { $day }前（含當日）續約
company-note-lapsed = 期間已於 { $day }結束
company-days-left =
    { $n ->
        [0] 今日為最後一日
       *[other] 剩餘 { $n } 天
    }

# 一個方案。
company-program-requirements = 資格要求
company-program-engagements = 服務類型
company-program-next = 下一步
company-program-enrollment = 註冊
company-program-never-enrolled = 貴公司從未註冊此方案。
company-requirement-until = 已達成，有效至 { $day }
company-requirement-unlimited = 已達成，無期限
company-requirement-missing = 尚缺
company-evidence-not-shown = 目前無法顯示貴公司的資格證明，僅能顯示是否足夠。
company-evidence-of = { $name }：{ $person }
company-evidence-until = { $name }，有效至 { $day }
company-evidence-from = { $name }，自 { $day }起採計
company-evidence-ended = { $name }，已於 { $day }到期
company-any-of = 具備下列任一項即可：
company-how-competency = 請在合作夥伴網路取得或更新專長認證。若貴公司已具備，請洽計畫營運人員登錄。
company-how-compliance-training = 請由貴公司人員完成法規遵循訓練，再洽計畫營運人員登錄。
company-how-consultant-exam = 請由顧問通過測驗或評量，再洽計畫營運人員登錄。
company-column-engagement = 服務類型
company-column-needs = 所需資格
company-column-qualified = 貴公司
company-engagement-days = 服務天數：{ $days }
company-engagement-eligible = 符合資格
company-engagement-missing = 尚未符合資格
company-engagement-retired = 已停辦
company-engagement-qualified = 符合資格的顧問：
company-engagement-lacks = 尚缺：{ $list }

# 方案的下一步。
company-step-meet-title = 達成 { $program } 的資格要求
company-step-meet-text = 每一項要求都打勾後，貴公司即可註冊或續約。
company-step-sign-title = 為 { $program } 簽署合約
company-step-sign-text = 所有要求皆已達成。下一期間開始前，必須簽署合約（版本 { $version }）。
company-step-sign-button = 閱讀並簽署合約
company-step-sign-others = 由貴公司的全域管理員簽署。
company-step-enroll-title = 註冊 { $program }
company-step-enroll-text = 所有要求皆已達成，合約也已簽署。貴公司現在可以註冊。
company-step-enroll-button = 註冊
company-step-enroll-others = 由貴公司的合作夥伴管理員註冊。
company-step-renew-title = 續約 { $program }
company-step-renew-text = 所有要求皆已達成，合約也已簽署。貴公司現在可以續約。
company-step-renew-button = 續約
company-step-renew-others = 由貴公司的合作夥伴管理員或全域管理員續約。
company-step-wait-title = 貴公司的 { $program } 註冊
company-step-wait-text = 目前無須採取任何行動。期間至 { $end }止，自 { $from }起可以續約。
company-step-renewed-title = { $program } 已續約
company-step-renewed-text = 目前無須採取任何行動。期間至 { $end }止，下一期間隨即開始。
company-step-suspended-title = { $program } 註冊已暫停
company-step-suspended-text = 註冊由計畫營運人員暫停，僅計畫營運人員可以解除。請向計畫營運人員說明改善情形。
company-step-retired-title = { $program } 已停辦
company-step-retired-text = 自 { $retired }起，不再接受此方案的註冊與續約。已保留的憑證照常完成。
company-step-unknown-title = { $program } 的資格要求
company-step-unknown-text = 系統的一部分沒有回應，因此無法顯示下一步。請稍後重新開啟頁面。

# 註冊的內容。
company-fact-company = 公司
company-fact-term = 目前期間
company-fact-left = 剩餘時間
company-fact-grace = 寬限期內有效，至
company-fact-next = 下一期間
company-fact-ended = 上一期間結束日
company-fact-renewable = 可續約起始日
company-fact-reason = 暫停原因
company-fact-agreement = 合約版本
company-fact-starts = 新期間起始日
company-fact-membership = 會員資格到期日
company-fact-anniversary = 會員資格週年日
company-fact-status = 狀態
company-withdraw-link = 退出此方案

# 註冊、續約、退出：執行前確認。
company-check-then = 接下來
company-check-back = 否，返回
company-check-nothing-yet = 在您選擇第一個按鈕之前，不會有任何變更。
company-enroll-title = 確認並註冊 { $program }
company-enroll-button = 是，註冊 { $program }
company-enroll-then-term = 期間自今日起為期一年。若已知貴公司的會員資格週年日，則於週年日結束。
company-enroll-then-locations = 貴公司的所有據點皆核准用於 { $program }，日後新增的據點亦同。
company-enroll-then-listing = 您可以保留 { $program } 的憑證。已刊登的簡介列出此方案時，合作夥伴目錄會顯示貴公司。
company-enroll-then-end = 期間結束前，我們會提醒您續約。您可以隨時退出。
company-renew-title = 確認並續約 { $program }
company-renew-button = 是，續約 { $program }
company-renew-then-conditions = 現在會再次檢查資格要求、合約與會員資格。
company-renew-then-term = 下一期間緊接目前期間，沒有間斷。失效或退出之後續約，則自今日起算。
company-renew-then-once = 不論送出幾次，只會產生一個期間。
company-withdraw-title = 確認並退出 { $program }
company-withdraw-button = 是，退出 { $program }
company-withdraw-then-reserving = 自現在起，貴公司無法再保留 { $program } 的憑證。
company-withdraw-then-listing = 合作夥伴目錄不再於 { $program } 顯示貴公司。
company-withdraw-then-work = 已保留的憑證仍可交付、兌換及請款。
company-withdraw-then-again = 日後若達成所有要求，貴公司可以再次註冊。暫停不會因此解除。

# 完成訊息。
company-done-enrolled-title = 貴公司已註冊 { $program }
company-done-enrolled-text = 期間為 { $term }。所有據點皆已核准，您現在可以保留憑證。
company-done-renewed-title = { $program } 已續約
company-done-renewed-text = 新的期間為 { $term }。
company-done-withdrawn-title = 貴公司已退出 { $program }
company-done-withdrawn-text = 貴公司無法再保留此方案的憑證。已保留的憑證仍可交付、兌換及請款。
company-done-signed-title = 合約已簽署
company-done-signed-text = 貴公司現在可以註冊每一個已達成資格要求的方案。
company-done-location-added-title = 據點已新增
company-done-location-added-text = 此據點適用於貴公司已註冊的每一個方案。若要在合作夥伴目錄中顯示，請在簡介中勾選。
company-done-location-changed-title = 據點已變更
company-done-location-changed-text = 自現在起，此據點憑證的信件寄送給新的聯絡人。
company-done-saved-title = 簡介已儲存
company-done-saved-listed = 合作夥伴目錄會在幾分鐘內顯示變更。
company-done-saved-unlisted = 合作夥伴目錄未顯示貴公司；原因列於下方。

# 合約。
company-agreement-title = 合約
company-agreement-title-sign = 簽署合約
company-agreement-title-signed = 合約已簽署
company-agreement-lead = 公司須在註冊或續約前簽署現行版本。進行中的期間不受新版本影響。
company-agreement-name = 合約
company-agreement-version = 現行版本
company-agreement-signed = 簽署情形
company-agreement-unsigned = 貴公司尚未簽署任何版本。
company-agreement-signature = 版本 { $version } 由 { $by } 於 { $at } 簽署。
company-agreement-read = 簽署前請閱讀合約。您簽署的是上方的全文，系統會記錄其版本、語言與摘要值。
company-agreement-accept = 我已閱讀「{ $title }」（版本 { $version }），並代表公司簽署。
company-agreement-not-accepted = 請勾選方塊以簽署合約。
company-agreement-button = 簽署合約
company-agreement-others = 由貴公司的全域管理員簽署，其使用者帳戶須涵蓋所有據點。
company-agreement-next = 前往資格要求並註冊

# 據點。
company-locations-title = 管理據點
company-locations-lead = 服務的執行與付款以據點為單位。憑證只能在據點所在的國家交付。
company-locations-empty = 目前沒有據點。請新增據點，以便保留憑證。
company-locations-others = 由貴公司的合作夥伴管理員與全域管理員新增及變更據點，其使用者帳戶須涵蓋所有據點。
company-locations-no-delete = 憑證與付款會引用據點，因此據點無法刪除。請改為變更名稱與聯絡人。
company-column-location = 據點
company-column-approved = 核准的方案
company-location-add-button = 新增據點
company-location-add-title = 新增據點
company-location-change-title = 變更據點
company-location-read-title = 據點
company-location-save-button = 新增此據點
company-location-change-button = 儲存變更
company-location-back = 返回據點清單
company-location-id = 識別碼
company-location-name = 名稱
company-location-name-hint = 例如城市名稱：客戶會在合作夥伴目錄中看到。
company-location-country = 國家／地區
company-location-country-hint = 據點位於交付國家時，憑證才能兌換。
company-location-country-choose = 請選擇國家／地區
company-location-address = 郵寄地址
company-location-contact-email = 聯絡電子郵件
company-location-contact-email-hint = 此據點憑證的信件寄送至此地址。
company-location-no-contact = 無：信件寄送給公司聯絡人
company-location-no-value = 未提供
company-location-not-approved = 無：公司尚未註冊

# 簡介。
company-profile-title = 目錄簡介
company-profile-title-write = 撰寫目錄簡介
company-profile-lead = 客戶在公開的合作夥伴目錄中尋找合作夥伴。以下是目錄對貴公司的介紹。
company-profile-others = 由貴公司的合作夥伴管理員撰寫簡介，其使用者帳戶須涵蓋所有據點。
company-profile-listed = 在合作夥伴目錄中檢視貴公司
company-profile-display-name = 名稱
company-profile-description = 說明
company-profile-count = 已使用 { $used } / { $max } 個字元
company-profile-too-long = 說明超出 { $n } 個字元，請縮短。
company-profile-website = 網站
company-profile-website-hint = 以 https:// 開頭
company-profile-contact-email = 洽詢電子郵件
company-profile-contact-email-hint = 所有人都看得到。
company-profile-programs = 方案
company-profile-programs-hint = 合作夥伴目錄在貴公司已註冊的方案中顯示貴公司。
company-profile-program = { $code }：{ $name }
company-profile-enrolled = 已註冊
company-profile-not-enrolled = 未註冊
company-profile-languages = 工作語言
company-profile-other-languages = 其他語言
company-profile-other-languages-hint = 語言標籤，例如 fi 或 pt-BR，以逗號分隔。
company-profile-locations = 據點
company-profile-locations-most = 每個國家最多 { $max } 個。
company-profile-no-locations = 貴公司尚無可顯示的據點。請在「據點」頁面新增。
company-profile-place = { $name }，{ $country }（{ $id }）
company-profile-published = 在合作夥伴目錄中顯示此簡介
company-profile-button = 儲存簡介
company-profile-preview-button = 預覽（不儲存）
company-preview-title = 預覽
company-preview-stored = 合作夥伴目錄如此顯示已儲存的內容。
company-preview-typed = 合作夥伴目錄將如此顯示您輸入的內容。內容尚未儲存。
company-preview-nothing = 貴公司尚無簡介。
company-preview-place = { $name }（{ $country }）
company-unlisted-title = 合作夥伴目錄未顯示貴公司
company-unlisted-nothing = 尚無簡介。由合作夥伴管理員在此頁面撰寫。
company-unlisted-unpublished = 簡介尚未刊登：請勾選「在合作夥伴目錄中顯示此簡介」並儲存。
company-unlisted-not-enrolled = 貴公司未註冊簡介所列的任何方案（{ $programs }）。請註冊，或列出已註冊的方案。

# 人員。
company-people-title = 檢視曾為貴公司作業的人員
company-people-title-of = { $company } 的人員
company-people-lead = 曾為公司進行變更的所有人員，以及其角色與最近一次變更的日期。僅開啟頁面不計入。
company-people-empty = 目前還沒有人為公司進行變更。人員在第一次變更之後會出現在這裡。
company-people-granting = 角色由公司的識別提供者授予與撤銷，無法在本入口網站變更。角色變更後，待該人員下一次進行變更時才會顯示在這裡。
company-column-person = 姓名
company-column-roles = 角色
company-column-last-seen = 最近異動日期
