# 每個頁面的框架。
skip = 跳至主要內容
brand-portal = 合作夥伴入口網站
search-label = 憑證號碼或客戶
search-button = 搜尋
other-language = English
other-language-tag = en
your-overview = 您的總覽
account-company = 公司 { $company }
help-roles-link = 我可以做什麼？誰能授予更多權限？
sign-out = 登出
nav-label = 合作夥伴入口網站
nav-vouchers = 憑證
nav-validate = 驗證與保留
nav-company = 公司
nav-directory = 合作夥伴目錄
nav-programs = 方案
foot-help = 角色說明
foot-accessibility = 無障礙聲明
foot-utc = 日期以 UTC 午夜為準
title-error = 錯誤：
error-summary-title = 有需要修正的地方
role-mpn-admin = 合作夥伴管理員
role-global-admin = 全域管理員
role-incentives = 獎勵管理員
role-operations = 計畫營運人員

# People and the texts that partners accept, on several pages.
person-named = { $name }（{ $id }）
consultant-until = 資格有效至 { $until }
consultant-ends-before = 資格有效至 { $until }：早於第一天
consultant-unlimited = 資格無期限
consultant-line = { $person }，{ $until }
accepted-text-other = 閱讀英文版
accepted-text-prevails = 以英文版為準。
accepted-text-english = 英文
accepted-text-chinese = 繁體中文
