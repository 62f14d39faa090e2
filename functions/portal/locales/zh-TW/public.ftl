# Texts of the public pages.

# The directory of providers: search.
directory-title = 尋找合作夥伴
directory-lead = 這些公司已註冊提供規劃服務。合作夥伴必須在為您提供服務的國家設有據點。
directory-help = 如何使用憑證（voucher）
directory-program = 方案
directory-program-any = 所有方案
directory-no-programs = 目前無法顯示方案名稱，但仍可搜尋。
directory-country = 國家／地區
directory-country-hint = 例如台灣或 TW
directory-country-unknown = 沒有此名稱或代碼的國家／地區。請輸入常用的中文或英文名稱，或兩個字母的代碼，例如 TW。
directory-language = 語言
directory-language-any = 所有語言
directory-q = 合作夥伴名稱
directory-search = 搜尋
directory-filters = 篩選條件
directory-filter-remove = 移除篩選條件
directory-filters-clear = 移除所有篩選條件
directory-colon = ：
directory-count =
    { $n ->
        [0] 沒有合作夥伴
       *[other] { $n } 家合作夥伴
    }
directory-count-page =
    { $n ->
        [0] 此頁沒有合作夥伴
       *[other] 此頁有 { $n } 家合作夥伴
    }
directory-countries = 國家／地區
directory-languages = 語言
directory-programs = 方案
directory-contact = 聯絡方式
directory-may-follow = 尚未搜尋到合作夥伴目錄的結尾，下一頁可能還有結果。
directory-none-yet = 目前尚無符合的結果，但尚未搜尋到合作夥伴目錄的結尾。請繼續前往下一頁。
directory-no-more = 沒有更多合作夥伴。
directory-nobody = 目前沒有列出任何公司。公司註冊並發布簡介後，就會顯示在這裡。
directory-none = 沒有合作夥伴符合所有篩選條件。請擴大搜尋範圍：
directory-widen-program = 搜尋所有方案
directory-widen-country = 搜尋所有國家／地區
directory-widen-language = 搜尋所有語言
directory-widen-q = 不限名稱搜尋
directory-pages = 頁面
directory-first = 第一頁
directory-next = 下一頁

# The page of a provider.
directory-path = 路徑
directory-provider-of = 規劃服務合作夥伴
directory-about = 自我介紹
directory-locations = 據點
directory-location = 據點
directory-locations-why = 服務在其中一個據點的所在國家進行。
directory-locations-none = 此合作夥伴未列出據點。請詢問其服務的國家／地區。
directory-write = 撰寫電子郵件
directory-email = 電子郵件
directory-website = 網站
directory-how = 接下來怎麼做
directory-how-ask = 詢問合作夥伴
directory-how-ask-more = 說明您的需求、地點，以及憑證（voucher）的服務天數。
directory-how-forward = 轉寄附有憑證的信件
directory-how-forward-more = 合作夥伴需要憑證號碼，以及憑證所指派的電子郵件地址。
directory-how-reserve = 合作夥伴進行保留
directory-how-reserve-more = 您會收到載明日期的電子郵件。
directory-gone-title = 此合作夥伴不在合作夥伴目錄中
directory-gone-text = 其註冊可能已結束、已撤下簡介，或此位址不完整。
directory-gone-next = 該合作夥伴已保留的憑證不受影響。
directory-gone-search = 尋找其他合作夥伴

# Names of languages.
directory-language-of-region = { $language }（{ $country }）
directory-language-ar = 阿拉伯文
directory-language-bg = 保加利亞文
directory-language-cs = 捷克文
directory-language-da = 丹麥文
directory-language-de = 德文
directory-language-el = 希臘文
directory-language-en = 英文
directory-language-es = 西班牙文
directory-language-et = 愛沙尼亞文
directory-language-fi = 芬蘭文
directory-language-fr = 法文
directory-language-he = 希伯來文
directory-language-hi = 印地文
directory-language-hr = 克羅埃西亞文
directory-language-hu = 匈牙利文
directory-language-id = 印尼文
directory-language-it = 義大利文
directory-language-ja = 日文
directory-language-ko = 韓文
directory-language-lt = 立陶宛文
directory-language-lv = 拉脫維亞文
directory-language-ms = 馬來文
directory-language-nb = 挪威文
directory-language-nl = 荷蘭文
directory-language-pl = 波蘭文
directory-language-pt = 葡萄牙文
directory-language-ro = 羅馬尼亞文
directory-language-ru = 俄文
directory-language-sk = 斯洛伐克文
directory-language-sl = 斯洛維尼亞文
directory-language-sr = 塞爾維亞文
directory-language-sv = 瑞典文
directory-language-th = 泰文
directory-language-tr = 土耳其文
directory-language-vi = 越南文
directory-language-zh = 中文
directory-language-zh-cn = 中文（中國）
directory-language-zh-hans = 簡體中文
directory-language-zh-hant = 繁體中文
directory-language-zh-hk = 中文（香港）
directory-language-zh-tw = 中文（台灣）

# The programs.
programs-title = 查看各方案的內容與要求
programs-lead = 客戶的憑證（voucher）屬於一個方案，可用於一定天數的規劃服務。合作夥伴提供該方案的其中一種服務類型。
programs-on-page = 此頁的方案
programs-retired-since = 自 { $day }起停辦
programs-retires-on = 將於 { $day }停辦
programs-retired-means = 不再指派新憑證，也不再受理公司註冊或續約。先前已保留的憑證仍可完成服務。
programs-levels = 服務天數
programs-requires = 公司註冊此方案須符合下列所有條件
programs-requires-nothing = 不需證明
programs-engagements = 服務類型
programs-engagement = 服務類型
programs-lengths = 天數
programs-needs = 提供此服務的條件（每一項符合其中一種即可）
programs-needs-it = 必要
programs-days = { $days } 天
programs-days-or = { $most } 或 { $last } 天
programs-providers = 尋找 { $program } 的合作夥伴

# Help on roles.
help-roles-title = 了解您的角色可以做什麼
help-roles-lead = 每個人代表一家公司，具有一個或多個角色。需要其他角色的頁面會說明所需角色。
help-roles-mpn-admin-lead = 處理憑證，從驗證到兌換。
help-roles-mpn-admin-1 = 驗證、保留、變更與取消保留，並通知客戶
help-roles-mpn-admin-2 = 上傳檔案並提交完成報告
help-roles-mpn-admin-3 = 兌換憑證
help-roles-mpn-admin-4 = 註冊方案、續約與退出；維護據點與公司簡介
help-roles-mpn-admin-5 = 提交與撤回請款申請，並提出異議
help-roles-global-admin-lead = 代表整個公司。
help-roles-global-admin-1 = 簽署合作夥伴合約
help-roles-global-admin-2 = 登記收款帳戶
help-roles-global-admin-3 = 續約與退出註冊；維護據點
help-roles-global-admin-4 = 檢視憑證（不含參加者與客戶聯絡人）與請款申請
help-roles-incentives-lead = 處理款項。
help-roles-incentives-1 = 儲存、提交與撤回請款申請，並提出異議
help-roles-incentives-2 = 檢視憑證（不含參加者與客戶聯絡人）
help-roles-operations-lead = 計畫本身的人員。合作夥伴公司中沒有人具有此角色。
help-roles-operations-1 = 登記公司並登錄資格證明
help-roles-operations-2 = 審查與核准請款申請；維護費率表
help-roles-operations-3 = 暫停與恢復註冊
help-roles-grant = 由誰授予角色
help-roles-grant-who = 由貴公司識別提供者（您登入的地方）的管理員授予。貴公司的全域管理員可以告訴您是哪一位。
help-roles-grant-not-here = 本入口網站無法授予角色，只在您登入時讀取角色。
help-roles-missing = 如果您需要其他角色
help-roles-missing-see = 查看您目前的角色
help-roles-missing-see-more = 登入後，開啟每個頁面上方顯示您姓名的選單。
help-roles-missing-ask = 以名稱要求該角色
help-roles-missing-ask-more = 請洽識別提供者的管理員，或貴公司的全域管理員。
help-roles-missing-again = 登出後重新登入
help-roles-missing-again-more = 新的角色自下次登入起生效。
help-roles-scope = 適用的據點
help-roles-scope-text = 角色適用於貴公司的所有據點，或僅適用於管理員指定的據點。

# The accessibility statement.
accessibility-title = 了解本入口網站的無障礙設計並回報問題
accessibility-lead = 每個人都應該能使用本入口網站。本網站依照《網頁內容無障礙指引》（WCAG）2.2 AA 等級設計。
accessibility-done = 已採取的措施
accessibility-done-keyboard = 僅用鍵盤即可完成所有操作。焦點始終可見，第一個連結可略過導覽。
accessibility-done-structure = 標題、清單、表格與欄位都有正確的標記，螢幕閱讀器可以朗讀。
accessibility-done-color = 不只以顏色傳達資訊：每個狀態都有文字與形狀。淺色與深色模式的對比都符合 AA 等級。
accessibility-done-zoom = 文字可放大至 200%。頁面可在 320 像素寬度下顯示，表格會改以區塊呈現。
accessibility-done-forms = 無法接受的表單會在頂端列出所有錯誤並連結至欄位，並保留您輸入的內容。
accessibility-done-language = 每個頁面都標示語言；中文頁面上的英文文字標示為英文。
accessibility-done-script = 閱讀頁面或送出表單都不需要指令碼，只有上傳檔案需要。
accessibility-done-time = 如果您在輸入時被登出，表單會保留並可再次送出。
accessibility-limits = 已知限制
accessibility-limits-words = 合作夥伴的介紹由其自行以所選語言撰寫，頁面無從得知其語言。
accessibility-limits-files = 使用者上傳的檔案以原樣提供下載，可能不符合無障礙要求。
accessibility-browsers = 瀏覽器
accessibility-browsers-text = 請使用 2024 年以後版本的 Chrome、Edge、Firefox 或 Safari。
accessibility-report = 回報問題
accessibility-report-how = 請回覆本計畫的任一封電子郵件，您的回覆會送達計畫營運人員。請說明：
accessibility-report-where = 頁面的位址
accessibility-report-what = 您想做什麼，以及發生了什麼
accessibility-report-with = 您使用的瀏覽器與輔助技術
accessibility-report-meanwhile = 如果您需要先完成某件事，或需要以其他形式取得頁面內容，也請一併說明。

# Help for customers
help-customers-title = 使用規劃服務憑證（voucher）
help-customers-lead = 憑證支付由合格合作夥伴提供的規劃天數。合作夥伴由您選擇；憑證的進展會以郵件通知您。
help-customers-find = 尋找合作夥伴
help-customers-steps = 從憑證到規劃書
help-customers-choose = 選擇合作夥伴
help-customers-choose-more = 合作夥伴目錄可依方案、國家與語言查詢，只有列於其中的合作夥伴可以使用您的憑證。如果貴公司已指定合作夥伴，請聯絡該合作夥伴。
help-customers-forward = 轉寄載有憑證號碼的郵件
help-customers-forward-more = 只轉寄給該合作夥伴，請勿轉寄給其他人：合作夥伴需要郵件中的號碼與您的電子郵件地址，兩者須與郵件所示完全相同。
help-customers-reserved = 合作夥伴保留憑證
help-customers-reserved-more = 您會收到郵件，載明合作夥伴、據點與日期。一張憑證同時只能由一家合作夥伴保留。
help-customers-delivered = 合作夥伴執行並交付規劃書
help-customers-delivered-more = 須於憑證的最後有效日之前（含當日）完成。之後合作夥伴兌換憑證，由計畫付款給合作夥伴。
help-customers-not-agreed = 您未同意某項保留
help-customers-not-agreed-text = 請立即回覆該封保留通知郵件。計畫營運人員會與您及合作夥伴一同查明。
help-customers-dates = 日期不合適
help-customers-dates-text = 請與合作夥伴聯絡。在提交完成報告之前，合作夥伴可以變更日期，您會收到載明新日期的郵件。
help-customers-cancelled = 合作夥伴取消保留，或您想更換合作夥伴
help-customers-cancelled-text = 合作夥伴可以取消保留；如果您想更換，請要求對方取消保留。然後將第一封郵件轉寄給您新選擇的合作夥伴。最後有效日不變。
help-customers-cost = 費用
help-customers-cost-text = 您無須付費：憑證涵蓋的內容，合作夥伴不得另行收費。
help-customers-genuine = 如何分辨郵件真偽
help-customers-genuine-text = 計畫的郵件絕不會要求密碼、付款或銀行資料。如有疑慮，請勿點選郵件中的連結，並洽詢貴公司負責軟體授權的人員。
help-customers-questions = 如有疑問
help-customers-questions-text = 請回覆計畫寄出的任何郵件，計畫營運人員將為您處理。
